//! What the tests stand on: databases, the service with a test clock, and a browser-like client.

mod app;
mod authenticator;
mod db;
mod mail_server;
mod program;

pub use app::{Answer, Browser, NOW, TestApp};
pub use authenticator::Authenticator;
pub use db::{TestDb, another_node, empty_postgres, for_each_db, postgres, postgres_url, sqlite, sqlite_in};
pub use mail_server::{Authority, RealMailServer, Tls, has_mail_server};
pub use program::{Program, Wire, portico, said};
