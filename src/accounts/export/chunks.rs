//! The pieces of a file. Each is sealed with what it is a piece of, its place and whether it is the last, so that pieces that
//! were exchanged, moved or left out do not pass for the file.

use crate::db::{DbError, DbResult};
use crate::error::AppResult;
use crate::server::Ctx;
use uuid::Uuid;

/// Bytes of the file in one piece; sealed it is at most 256 KiB.
pub(super) const PIECE: usize = 240 * 1024;

/// Export, number, last.
const HEAD: usize = 16 + 8 + 1;

fn place(id: Uuid) -> String {
    format!("export_chunks.sealed/{id}")
}

/// Which piece of which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub export: Uuid,
    pub number: i64,
    pub last: bool,
}

impl Piece {
    fn head(self) -> [u8; HEAD] {
        let mut head = [0; HEAD];
        let bytes = self.export.into_bytes().into_iter().chain(self.number.to_be_bytes()).chain([u8::from(self.last)]);
        for (to, from) in head.iter_mut().zip(bytes) {
            *to = from;
        }
        head
    }

    pub(super) fn seal(self, ctx: &Ctx, id: Uuid, bytes: &[u8]) -> Vec<u8> {
        ctx.keys.seal(&ctx.random, &place(id), &[&self.head()[..], bytes].concat())
    }

    /// The bytes that were sealed as this very piece.
    pub(super) fn open(self, ctx: &Ctx, id: Uuid, sealed: &[u8]) -> AppResult<Vec<u8>> {
        let mut opened = ctx.keys.open(&place(id), sealed)?;
        Ok(self.check(&mut opened)?)
    }

    fn check(self, opened: &mut Vec<u8>) -> DbResult<Vec<u8>> {
        if opened.get(..HEAD) == Some(&self.head()[..]) {
            Ok(opened.split_off(HEAD))
        } else {
            Err(DbError::Corrupt("export_chunks.sealed"))
        }
    }
}
