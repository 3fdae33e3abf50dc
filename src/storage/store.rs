//! Seals stored values anew with the newest key. It runs beside everything else: a value is replaced only if it is still
//! the one that was read, so what a person writes meanwhile wins.

use crate::db::{Conn, DbResult};
use crate::error::AppResult;
use crate::on_db;
use crate::server::Ctx;
use uuid::Uuid;

/// Values read and written in one transaction.
const BATCH: i64 = 200;

/// A column whose values are sealed, each in the place `name/row`.
#[derive(Clone, Copy, Debug)]
pub struct SealedColumn {
    /// `people.address`.
    pub name: &'static str,
    pub rows: Rows,
}

/// The statements of a column. Each `read` answers rows in the order of their keys: those after `$1` whose value does
/// not begin with the byte `$2`, at most `$3`. Each `write` puts `$1` in place of `$2` in the row `$3`.
#[derive(Clone, Copy, Debug)]
pub enum Rows {
    /// Key and value; the key is also the row's place.
    ByUuid { read: &'static str, write: &'static str },
    /// Key, the row's place (empty where all rows share one), value.
    ByNumber { read: &'static str, write: &'static str },
}

/// What became of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Values that are now sealed with the newest key.
    pub sealed: u64,
    /// Values that no key opens. They are left as they are.
    pub lost: u64,
}

/// Names a row. Both kinds are walked through in their order.
#[derive(Clone, Copy)]
enum Key {
    Uuid(Uuid),
    Number(i64),
}

struct Found {
    key: Key,
    place: String,
    value: Vec<u8>,
}

/// Seals every value of the column anew that is not of the newest key. `progress` is told how many after each batch.
///
/// # Errors
/// When the database does not answer; what was sealed until then stays so.
pub async fn reseal(ctx: &Ctx, column: &SealedColumn, mut progress: impl FnMut(u64)) -> AppResult<Resealed> {
    let mut done = Resealed::default();
    let mut after = match column.rows {
        Rows::ByUuid { .. } => Key::Uuid(Uuid::nil()),
        Rows::ByNumber { .. } => Key::Number(0),
    };
    loop {
        let mut tx = ctx.db.begin().await?;
        let found = read(tx.conn(), column, after, ctx.keys.newest_id()).await?;
        let Some(last) = found.last() else { return Ok(done) };
        after = last.key;
        for found in &found {
            match ctx.keys.open(&found.place, &found.value) {
                Ok(plain) => {
                    let new = ctx.keys.seal(&ctx.random, &found.place, &plain);
                    done.sealed += write(tx.conn(), column, &new, found).await?;
                }
                Err(_) => done.lost += 1,
            }
        }
        tx.commit().await?;
        progress(done.sealed);
    }
}

async fn read(conn: Conn<'_>, column: &SealedColumn, after: Key, newest: u8) -> DbResult<Vec<Found>> {
    let (newest, name) = (vec![newest], column.name);
    match (column.rows, after) {
        (Rows::ByUuid { read, .. }, Key::Uuid(after)) => {
            let rows: Vec<(Uuid, Vec<u8>)> = on_db!(conn =>
                sqlx::query_as(read).bind(after).bind(newest).bind(BATCH).fetch_all(conn).await)?;
            let found = |(id, value)| Found { key: Key::Uuid(id), place: format!("{name}/{id}"), value };
            Ok(rows.into_iter().map(found).collect())
        }
        (Rows::ByNumber { read, .. }, Key::Number(after)) => {
            let rows: Vec<(i64, String, Vec<u8>)> = on_db!(conn =>
                sqlx::query_as(read).bind(after).bind(newest).bind(BATCH).fetch_all(conn).await)?;
            let place = |row: String| if row.is_empty() { name.to_owned() } else { format!("{name}/{row}") };
            let found = |(number, row, value)| Found { key: Key::Number(number), place: place(row), value };
            Ok(rows.into_iter().map(found).collect())
        }
        (Rows::ByUuid { .. }, Key::Number(_)) | (Rows::ByNumber { .. }, Key::Uuid(_)) => Ok(vec![]),
    }
}

async fn write(conn: Conn<'_>, column: &SealedColumn, new: &[u8], found: &Found) -> DbResult<u64> {
    let (Rows::ByUuid { write, .. } | Rows::ByNumber { write, .. }) = column.rows;
    let old = &found.value;
    let written = match found.key {
        Key::Uuid(id) => on_db!(conn =>
            sqlx::query(write).bind(new).bind(old).bind(id).execute(conn).await.map(|done| done.rows_affected())),
        Key::Number(number) => on_db!(conn =>
            sqlx::query(write).bind(new).bind(old).bind(number).execute(conn).await.map(|done| done.rows_affected())),
    };
    Ok(written?)
}
