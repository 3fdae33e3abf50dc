//! The database: one SQL text for SQLite and PostgreSQL, written once and type-checked for both.
//!
//! What must stay true: writes go through [`Db::begin`] (on SQLite the one writer, `BEGIN IMMEDIATE`), are committed
//! last, and a dropped [`Tx`] leaves nothing behind, or are one statement of a [`Single`]; nobody waits for a connection while
//! they have one, or a pool of people who do would wait for itself. Only `store.rs` files, this folder and `server/flash.rs` hold SQL.

mod conn;
mod dialect;
mod error;
mod migrate;
mod writer;

pub use conn::{Conn, Db, DbConfig, Read, Single, Tx};
pub use dialect::{serialise_feed, serialise_intake};
pub use error::{DbError, DbResult};
pub use migrate::{Schema, migrate, schema};
pub use writer::{SqliteTx, Turn, Writer};

/// Runs one body on whichever database the connection is of; the body is type-checked once a driver.
///
/// ```ignore
/// on_db!(c => sqlx::query("delete from sessions where id = $1").bind(id).execute(c).await)
/// ```
#[macro_export]
macro_rules! on_db {
    ($conn:ident => $body:expr) => {
        match $conn {
            $crate::db::Conn::Sqlite($conn) => $body,
            $crate::db::Conn::Postgres($conn) => $body,
        }
    };
}
