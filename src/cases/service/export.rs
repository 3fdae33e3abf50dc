//! A person's cases as that person takes them away: all that the case page tells, and each event as the agency sent it. Who
//! the agency says that the case is about is not told: whoever has linked a case need not be that person.

use super::reader::{Reader, explained};
use crate::access::CaseAccess;
use crate::cases::rules::CaseState;
use crate::cases::store::{self, CaseRow};
use crate::db::{Conn, DbError};
use crate::error::AppResult;
use crate::i18n::Locale;
use crate::server::Ctx;
use crate::types::{CivilDate, Millis, PersonId, ReceiptNumber, utc_text};
use serde_json::{Value, json};

/// One case, opened for whoever has linked it.
pub struct TakenCase {
    access: CaseAccess,
    row: CaseRow,
    state: CaseState,
}

/// Something with a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    pub receipt: ReceiptNumber,
    pub form: Option<String>,
    pub what: DatedKind,
    pub when: When,
    pub place: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatedKind {
    Evidence,
    Fee,
    Status,
    /// In the agency's word.
    Appointment(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A day in the agency's zone.
    Day(CivilDate),
    At(Millis),
}

/// Receipt numbers of the person's cases behind `after`, in their order.
pub async fn receipts(conn: Conn<'_>, person: PersonId, after: &str, most: i64) -> AppResult<Vec<ReceiptNumber>> {
    Ok(store::list_receipts(conn, person, after, most).await?)
}

/// The case, if the person has it linked.
pub async fn take(mut conn: Conn<'_>, person: PersonId, receipt: &ReceiptNumber) -> AppResult<Option<TakenCase>> {
    let Some(access) = store::access(conn.again(), person, receipt).await? else { return Ok(None) };
    let Some(row) = store::get(conn, access).await? else { return Ok(None) };
    let state = row.state()?;
    Ok(Some(TakenCase { access, row, state }))
}

impl TakenCase {
    pub fn receipt(&self) -> &ReceiptNumber {
        &self.row.receipt_number
    }

    /// Everything but the events.
    pub fn head(&self, ctx: &Ctx, locale: Locale) -> AppResult<Value> {
        let reader = Reader::new(ctx, locale, &ctx.config.agency_time_zone);
        let status = self.state.status.as_ref();
        let meaning = status.and_then(explained).map(|entry| entry.meaning(locale));
        let said = reader.status(&self.state).and_then(|status| status.title).map(|title| title.text);
        let state = serde_json::to_value(&self.state).map_err(|_| DbError::Corrupt("the state of a case"))?;
        Ok(json!({
            "receipt_number": self.row.receipt_number,
            "form": self.state.form,
            "called": reader.form(&self.state).short,
            "confidential": self.state.confidential,
            "linked_at": utc_text(self.row.linked_at),
            "last_received_at": utc_text(self.row.last_received_at),
            "events_on_record": self.row.version,
            "status": said,
            "status_means": meaning,
            "state": state,
        }))
    }

    /// Events older than the place `before`, the newest first, and the place where to go on.
    pub async fn events(
        &self,
        conn: Conn<'_>,
        before: (Millis, i64),
        most: i64,
    ) -> AppResult<(Vec<Value>, Option<(Millis, i64)>)> {
        let rows = store::history(conn, self.access, before, most).await?;
        let mut events = Vec::with_capacity(rows.len());
        let mut last = None;
        for row in &rows {
            let event = row.event()?;
            let sent: Value =
                serde_json::from_str(&row.payload).map_err(|_| DbError::Corrupt("case_events.payload"))?;
            last = Some((event.occurred_at.at, row.seq));
            events.push(json!({
                "number": row.seq,
                "source": row.source,
                "occurred_at": event.occurred_at.written,
                "received_at": utc_text(row.received_at),
                "as_sent": sent,
            }));
        }
        Ok((events, last))
    }

    /// Deadlines and appointments, past ones included.
    pub fn dated(&self) -> Vec<Dated> {
        let dated = |what, when, place| Dated {
            receipt: self.row.receipt_number.clone(),
            form: self.state.form.clone(),
            what,
            when,
            place,
        };
        let state = &self.state;
        let requests = state.requests.iter().filter_map(|request| request.due_on);
        let fees = state.fees.iter().filter_map(|fee| fee.due_on);
        // A request's own deadline is there already.
        let status = state.status.as_ref().and_then(|status| status.due_on);
        let status = status.filter(|due_on| !requests.clone().chain(fees.clone()).any(|other| other == *due_on));
        let meetings = state.appointments.iter().map(|meeting| {
            dated(DatedKind::Appointment(meeting.kind.clone()), When::At(meeting.starts_at.at), meeting.place.clone())
        });
        let days = requests
            .map(|due_on| (DatedKind::Evidence, due_on))
            .chain(fees.map(|due_on| (DatedKind::Fee, due_on)))
            .chain(status.map(|due_on| (DatedKind::Status, due_on)));
        days.map(|(what, due_on)| dated(what, When::Day(due_on), None)).chain(meetings).collect()
    }
}
