//! What the tests stand on: databases, the service with a test clock, and a browser-like client.

mod app;
mod authenticator;
mod db;

pub use app::{Answer, Browser, NOW, TestApp};
pub use authenticator::Authenticator;
pub use db::{TestDb, for_each_db, postgres, postgres_url, sqlite};
