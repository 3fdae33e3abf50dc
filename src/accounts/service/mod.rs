//! Use cases of accounts, one file a flow.

mod codes;
mod demo;
mod factors;
mod profile;
mod recovery_codes;
mod registration;
mod reset;
mod set_up;
mod sign_in;
mod tell;
mod ways;

pub use codes::spend_code;
pub use demo::{DemoAccount, add_demo_account, demo_authenticator};
pub use factors::{overview, set_password};
pub(super) use profile::open as open_field;
pub use profile::{Identity, date_of_birth, identity, profile, save_address, save_name, save_profile};
pub use recovery_codes::{confirm_kept, regenerate};
pub use registration::{finish, link as set_up_link, open_proof, request};
pub use reset::{request_reset, reset, reset_is_open};
pub use set_up::{added, complete_if_ready};
pub use sign_in::{
    PasswordFields, Proof, SignedIn, second_factors, sign_out, signed_in, with_password, with_second_factor,
};
pub use tell::{language_of, tell_every_channel};
pub use ways::{forget_every_way, lock_ways, lock_ways_of, ways};

pub use super::apps::service::{
    apps, confirm_authenticator, remove_authenticator, rename_authenticator, start_authenticator, stop_authenticator,
};

use super::{addresses, devices, merging, notices, passkeys, recovery, sessions, store, work};
use crate::db::DbResult;
use crate::server::Ctx;
use crate::types::{DAY, Millis};

/// How long links in mails live.
pub(in crate::accounts) const LINK_LIFE: Millis = 30 * crate::types::MINUTE;

/// How long ended and expired sessions are kept, so that a person coming back is told what changed since.
const SESSION_MEMORY: Millis = 400 * DAY;

/// How long somebody without a way to sign in is kept (`docs/adr/0002-email-first-registration.md`).
const UNFINISHED_LIFE: Millis = 7 * DAY;

/// Forgets what has expired.
pub async fn prune(ctx: &Ctx) -> DbResult<()> {
    let now = ctx.now();
    let mut tx = ctx.db.begin().await?;
    store::prune(tx.conn(), now).await?;
    addresses::prune(tx.conn(), now).await?;
    recovery::prune(tx.conn(), now).await?;
    store::people::forget_unfinished(tx.conn(), now - UNFINISHED_LIFE, now).await?;
    passkeys::forget_expired_ceremonies(tx.conn(), now).await?;
    merging::prune(tx.conn(), now).await?;
    work::prune(tx.conn(), now).await?;
    sessions::prune(tx.conn(), now - SESSION_MEMORY).await?;
    devices::prune(tx.conn(), now).await?;
    notices::forget_left_returns(tx.conn()).await?;
    tx.commit().await
}
