//! Puts stored facts into the reader's language and zones. Pure: what it needs to know of now it was given.

use crate::cases::event::{Stamp, Words};
use crate::cases::glossary;
use crate::cases::model::{
    AgencyWords, AppointmentView, CaseCard, FeeView, FormName, NoticeView, RailStage, StatusLine, Times, Todo, TodoKind,
};
use crate::cases::rules::{self, CaseState, Status};
use crate::cases::store::CaseRow;
use crate::i18n::Locale;
use crate::server::Ctx;
use crate::types::{CivilDate, Millis, ReceiptNumber, WallTime, Zone};

/// Who reads, when, and in which zones.
pub struct Reader {
    pub locale: Locale,
    pub now: Millis,
    /// The day it is at the agency; deadlines and counters are in its days.
    pub today: CivilDate,
    pub agency: Zone,
    yours: Zone,
}

impl Reader {
    pub fn new(ctx: &Ctx, locale: Locale, time_zone: &str) -> Self {
        let (now, agency) = (ctx.now(), Zone::find_or_utc(&ctx.config.agency_time_zone));
        Self { locale, now, today: agency.day(now), yours: Zone::find_or_utc(time_zone), agency }
    }

    pub fn yours(&self, at: Millis) -> WallTime {
        self.yours.wall(at)
    }

    pub fn times(&self, at: Millis) -> Times {
        let agency = self.agency.wall(at);
        let days_ago = -self.days_until(agency.date);
        Times { agency, yours: self.yours.wall(at), days_ago }
    }

    pub fn days_until(&self, day: CivilDate) -> i64 {
        day.days_since_epoch() - self.today.days_since_epoch()
    }

    pub fn form(&self, state: &CaseState) -> FormName {
        glossary::form_name(state.form.as_deref().unwrap_or_default(), self.locale)
    }

    pub fn title(&self, title: Option<&Words>) -> Option<AgencyWords> {
        title.and_then(|title| glossary::title_for(title, self.locale))
    }

    pub fn status(&self, state: &CaseState) -> Option<StatusLine> {
        state.status.as_ref().map(|status| StatusLine {
            title: self.title(status.title.as_ref()),
            kind: status.kind,
            outcome: status.outcome,
            tone: rules::tone(state),
        })
    }

    pub fn card(&self, row: &CaseRow, state: &CaseState) -> CaseCard {
        let stops = rules::rail(state, &self.agency).into_iter();
        CaseCard {
            version: row.version,
            receipt: row.receipt_number.clone(),
            form: self.form(state),
            status: self.status(state),
            closed: state.closed,
            rail: stops.map(|stop| RailStage { on: None, ..stop }).collect(),
            days: rules::days(state, &self.agency, self.today),
        }
    }

    /// What the case waits for from the person, the earliest deadline first.
    pub fn todo(&self, receipt: &ReceiptNumber, state: &CaseState) -> Vec<Todo> {
        let task = |what, title: Option<&Words>, advice, due_on: Option<CivilDate>| Todo {
            receipt: receipt.clone(),
            form: self.form(state),
            what,
            title: self.title(title),
            advice,
            due_on,
            days_left: due_on.map(|day| self.days_until(day)),
        };
        let advice = |title: &Words| glossary::explain(title).and_then(|entry| entry.todo(self.locale));
        let requests = state.requests.iter().map(|request| {
            task(TodoKind::Evidence, request.title.as_ref(), request.title.as_ref().and_then(advice), request.due_on)
        });
        let fees = state.fees.iter().filter(|fee| rules::awaits_payment(fee, self.today));
        let fees = fees.map(|fee| task(TodoKind::Fee(fee.amount.clone()), fee.title.as_ref(), None, fee.due_on));
        let status = rules::asks(state, self.now).map(|(status, entry)| {
            task(TodoKind::Status, status.title.as_ref(), entry.todo(self.locale), status.due_on)
        });
        let mut all: Vec<Todo> = requests.chain(fees).chain(status).collect();
        sort_by_deadline(&mut all);
        all
    }

    pub fn appointments(&self, receipt: &ReceiptNumber, state: &CaseState) -> Vec<AppointmentView> {
        let ahead = state.appointments.iter().filter(|meeting| meeting.starts_at.at >= self.now);
        let views = ahead.map(|meeting| {
            let starts = self.where_it_is(&meeting.starts_at);
            AppointmentView {
                receipt: receipt.clone(),
                form: self.form(state),
                kind: meeting.kind.clone(),
                days_left: self.days_until(starts.date),
                starts,
                yours: self.yours(meeting.starts_at.at),
                place: meeting.place.clone(),
                reference: meeting.reference.clone(),
            }
        });
        views.collect()
    }

    /// The clock at the place: the offset that the agency wrote, except that a time written in UTC is shown in the
    /// agency's zone.
    fn where_it_is(&self, stamp: &Stamp) -> WallTime {
        match Zone::written_in(&stamp.written).map(|zone| zone.wall(stamp.at)) {
            Some(wall) if wall.offset != 0 && wall.offset != self.agency.wall(stamp.at).offset => wall,
            Some(_) | None => self.agency.wall(stamp.at),
        }
    }

    pub fn fees(&self, receipt: &ReceiptNumber, state: &CaseState) -> Vec<FeeView> {
        let views = state.fees.iter().map(|fee| FeeView {
            receipt: receipt.clone(),
            form: self.form(state),
            title: self.title(fee.title.as_ref()),
            amount: fee.amount.clone(),
            due_on: fee.due_on,
            days_left: fee.due_on.map(|day| self.days_until(day)),
        });
        views.collect()
    }

    /// Newest first.
    pub fn notices(&self, receipt: &ReceiptNumber, state: &CaseState) -> Vec<NoticeView> {
        let views = state.notices.iter().rev().map(|paper| NoticeView {
            receipt: receipt.clone(),
            form: self.form(state),
            kind: paper.kind.clone(),
            number: paper.number.clone(),
            pages: paper.pages,
            issued: self.agency.wall(paper.at),
        });
        views.collect()
    }
}

/// The glossary's entry for a status's words. A code alone is explained only where there are no words.
pub fn explained(status: &Status) -> Option<&'static glossary::Entry> {
    match &status.title {
        Some(title) => glossary::explain(title),
        None => glossary::effect(None, status.code.as_deref()),
    }
}

/// The nearest deadline first; what has none comes last.
pub fn sort_by_deadline(todo: &mut [Todo]) {
    todo.sort_by_key(|task| (task.due_on.is_none(), task.due_on));
}
