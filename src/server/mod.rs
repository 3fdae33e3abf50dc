//! The process around the slices: configuration, shared context, router, layers, telemetry, shutdown. It decides
//! nothing about people or cases.

mod assets;
mod clock;
pub mod config;
mod context;
mod cookies;
mod errors;
mod executor;
mod flash;
pub mod layers;
mod listen;
mod random;
mod reload;
mod router;
mod said;
mod serve;
mod state;
mod sweep;
pub mod telemetry;
mod visitor;

pub use assets::Assets;
pub use clock::Clock;
pub use config::Config;
pub use context::{actor, actor_if_any, actor_of_any_standing, ctx, locale, set_cookie, visitor};
pub use cookies::{CookieLife, CookieName, read_cookie};
pub use errors::{internal, panicked, unavailable};
pub use listen::answer_connections;
pub use random::Random;
pub use reload::reloading;
pub use router::router;
pub use serve::{KEYS_ARE_READ_EVERY, make_folders, open, open_for_command, serve};
pub use state::{Ctx, Parts};
pub use sweep::sweep;
pub use visitor::{Visitor, network};
