//! What each part tells. A part that can be long is read and written a page at a time.

mod activity;
mod calendar;
mod cases;
mod person;
mod readme;
mod store;

pub(super) use readme::readme;

use super::build::{Halt, Sink};
use super::rules::Part;
use crate::db::DbResult;
use crate::i18n::I18n;
use crate::server::Ctx;
use crate::types::{PersonId, Zone};

/// Whose copy it is.
pub(super) struct Subject<'a> {
    ctx: &'a Ctx,
    person: PersonId,
    /// Accounts that were joined to it.
    joined: Vec<PersonId>,
    i: I18n,
    zone: Zone,
}

impl<'a> Subject<'a> {
    pub(super) async fn read(ctx: &'a Ctx, person: PersonId, i: I18n) -> DbResult<Self> {
        let mut read = ctx.db.read().await?;
        let joined = store::joined(read.conn(), person).await?;
        let zone = store::time_zone(read.conn(), person).await?.unwrap_or_default();
        Ok(Self { ctx, person, joined, i, zone: Zone::find_or_utc(&zone) })
    }

    fn accounts(&self) -> impl Iterator<Item = PersonId> {
        std::iter::once(self.person).chain(self.joined.iter().copied())
    }
}

pub(super) async fn write(part: Part, subject: &Subject<'_>, sink: &mut Sink<'_>) -> Result<(), Halt> {
    match part {
        Part::Profile => person::profile(subject, sink).await,
        Part::Addresses => person::addresses(subject, sink).await,
        Part::SignIn => person::sign_in(subject, sink).await,
        Part::Sessions => person::sessions(subject, sink).await,
        Part::Activity => activity::write(subject, sink).await,
        Part::Cases => cases::write(subject, sink).await,
        Part::Calendar => calendar::write(subject, sink).await,
    }
}

/// A list of JSON that is written row by row.
struct List {
    empty: bool,
}

impl List {
    async fn begin(sink: &mut Sink<'_>) -> Result<Self, Halt> {
        sink.text("[").await?;
        Ok(Self { empty: true })
    }

    async fn row(&mut self, sink: &mut Sink<'_>, row: &serde_json::Value) -> Result<(), Halt> {
        let before = if self.empty { "\n" } else { ",\n" };
        self.empty = false;
        sink.text(&format!("{before}{}", serde_json::to_string(row)?)).await
    }

    async fn end(self, sink: &mut Sink<'_>) -> Result<(), Halt> {
        sink.text("\n]").await
    }
}
