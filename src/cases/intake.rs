//! Takes events into cases, a batch in the caller's transaction. The caller commits and then wakes the live hub.
//!
//! What must stay true: an event that its source sent before changes nothing; an event without a case waits for the one
//! that opens it; each touched case is folded, saved and announced once a batch, whatever the order of arrival.

use super::event::{Applicant, Event};
use super::model::Kind;
use super::rules::{self, CaseState};
use super::service::{a_number_index, birth_index, code_index, name_index};
use super::store::{self, EventToStore, Identity, StateToSave, StoredCase};
use crate::accounts::notices;
use crate::db::{Conn, DbError, serialise_intake};
use crate::error::AppResult;
use crate::live::{self, Hint, Topic};
use crate::server::Ctx;
use crate::types::{CaseId, Millis, PersonId, ReceiptNumber, Zone};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A well-formed event on its way in.
#[derive(Clone, Debug)]
pub struct Incoming {
    pub event: Event,
    /// The whole event as JSON, what we do not know included, the applicant not.
    pub payload: String,
    pub applicant: Option<Applicant>,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Absorbed {
    /// Kept now, held ones included.
    pub accepted: usize,
    /// Sent before by the same source.
    pub duplicate: usize,
    /// Of the accepted, those whose case has not been opened.
    pub held: usize,
    /// Events that arrived at or after `since` and were held until now.
    pub released: usize,
}

/// Takes in a batch of one source. `since` is when the caller's run began.
pub async fn absorb(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    source: &str,
    batch: &[Incoming],
    since: Millis,
) -> AppResult<Absorbed> {
    serialise_intake(conn.again()).await?;
    let fresh = fresh(conn.again(), source, batch).await?;
    let mut absorbed = Absorbed { accepted: fresh.len(), duplicate: batch.len() - fresh.len(), ..Absorbed::default() };
    if fresh.is_empty() {
        return Ok(absorbed);
    }
    let now = ctx.now();
    let (mut touched, released) = open_cases(conn.again(), ctx, &fresh, now).await?;
    absorbed.released = released.iter().filter(|arrived| **arrived >= since).count();
    absorbed.held = keep(conn.again(), ctx, source, &fresh, &mut touched, now).await?;
    let zone = Zone::find_or_utc(&ctx.config.agency_time_zone);
    let mut saves = Vec::with_capacity(touched.len());
    let mut needed = HashSet::new();
    for touched in touched.values().filter(|touched| touched.arrived > 0) {
        let (save, needs) = touched.fold(conn.again(), ctx, &zone).await?;
        if needs {
            needed.insert(save.case);
        }
        saves.push(save);
    }
    store::save_states_any(conn.again(), &saves, now).await?;
    announce(conn, ctx, &saves, &needed).await?;
    Ok(absorbed)
}

/// What the source has not sent before, each id once.
async fn fresh<'b>(conn: Conn<'_>, source: &str, batch: &'b [Incoming]) -> AppResult<Vec<&'b Incoming>> {
    if batch.is_empty() {
        return Ok(vec![]);
    }
    let ids: Vec<&str> = batch.iter().map(|incoming| incoming.event.event_id.as_str()).collect();
    let known = store::find_known_any(conn, source, &ids).await?;
    let mut seen = HashSet::with_capacity(batch.len());
    let new = batch.iter().zip(ids).filter(|(_, id)| !known.contains(*id) && seen.insert(*id));
    Ok(new.map(|(incoming, _)| incoming).collect())
}

/// A case that this batch adds to.
struct Touched<'b> {
    id: CaseId,
    state: String,
    version: i64,
    /// Events that the case gains, held ones included.
    arrived: i64,
    /// Some of them were held, so their content is in the database only.
    released: bool,
    fresh: Vec<&'b Incoming>,
}

type Cases<'b> = BTreeMap<&'b ReceiptNumber, Touched<'b>>;

/// The cases of these events, new ones made, with what was held for the new ones; and when that had arrived.
async fn open_cases<'b>(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    fresh: &[&'b Incoming],
    now: Millis,
) -> AppResult<(Cases<'b>, Vec<Millis>)> {
    let receipts: Vec<&ReceiptNumber> =
        fresh.iter().map(|incoming| &incoming.event.receipt_number).collect::<HashSet<_>>().into_iter().collect();
    let mut known = store::find_cases_any(conn.again(), &receipts).await?;
    let mut cases = Cases::new();
    let mut new = vec![];
    for incoming in fresh {
        let receipt = &incoming.event.receipt_number;
        if cases.contains_key(receipt) {
            continue;
        }
        if let Some(StoredCase { id, state, version, .. }) = known.remove(receipt) {
            cases.insert(receipt, Touched { id, state, version, arrived: 0, released: false, fresh: vec![] });
        } else if incoming.event.kind == Kind::CaseOpened {
            let id = CaseId(ctx.id());
            let state = "{}".to_owned();
            cases.insert(receipt, Touched { id, state, version: 0, arrived: 0, released: false, fresh: vec![] });
            new.push((id, receipt));
        }
    }
    if new.is_empty() {
        return Ok((cases, vec![]));
    }
    store::insert_cases_any(conn.again(), &new, now).await?;
    let opened: Vec<&ReceiptNumber> = new.iter().map(|(_, receipt)| *receipt).collect();
    let mut arrivals = vec![];
    for (receipt, arrived) in store::attach_held_any(conn, &opened).await? {
        if let Some(touched) = cases.get_mut(&receipt) {
            touched.arrived += 1;
            touched.released = true;
        }
        arrivals.push(arrived);
    }
    Ok((cases, arrivals))
}

/// Stores the events; answers how many of them are held.
async fn keep<'b>(
    conn: Conn<'_>,
    ctx: &Ctx,
    source: &str,
    fresh: &[&'b Incoming],
    cases: &mut Cases<'b>,
    now: Millis,
) -> AppResult<usize> {
    let sealed: Vec<Option<Vec<u8>>> = fresh.iter().map(|incoming| seal(ctx, source, incoming)).collect();
    let mut rows = Vec::with_capacity(fresh.len());
    let mut held = 0;
    for (incoming, sealed) in fresh.iter().zip(&sealed) {
        let touched = cases.get_mut(&incoming.event.receipt_number);
        let case = touched.as_ref().map(|touched| touched.id);
        match touched {
            Some(touched) => {
                touched.arrived += 1;
                touched.fresh.push(incoming);
            }
            None => held += 1,
        }
        rows.push(EventToStore {
            event: &incoming.event,
            payload: &incoming.payload,
            applicant: sealed.as_deref(),
            case,
        });
    }
    store::insert_events_any(conn, source, &rows, now).await?;
    Ok(held)
}

fn seal(ctx: &Ctx, source: &str, incoming: &Incoming) -> Option<Vec<u8>> {
    let applicant = incoming.applicant.as_ref()?;
    let json = serde_json::to_vec(applicant).ok()?;
    Some(ctx.keys.seal(&ctx.random, &place(source, &incoming.event.event_id), &json))
}

fn place(source: &str, event_id: &str) -> String {
    format!("case_events.applicant/{source}/{event_id}")
}

impl Touched<'_> {
    /// What is to be saved, and whether something of it waits for the person.
    async fn fold(&self, mut conn: Conn<'_>, ctx: &Ctx, zone: &Zone) -> AppResult<(StateToSave, bool)> {
        let state = self.state(conn.again(), zone).await?;
        let kinds = self.fresh.iter().map(|incoming| incoming.event.kind);
        let needs = rules::needs_person(&state, kinds, self.released, ctx.now());
        let tells = self.released || self.fresh.iter().any(|incoming| incoming.applicant.is_some());
        let identity = if tells { Some(self.identity(conn, ctx).await?) } else { None };
        let save = StateToSave {
            case: self.id,
            confidential: state.confidential,
            state: serde_json::to_string(&state).map_err(|_| DbError::Corrupt("the state of a case"))?,
            version: self.version + self.arrived,
            identity,
        };
        Ok((save, needs))
    }

    /// Events newer than all before them go on from the stored state; anything else folds the history again. Both give
    /// the same (`rules` tests it), the first without reading what is years old.
    async fn state(&self, conn: Conn<'_>, zone: &Zone) -> AppResult<CaseState> {
        let stored: CaseState =
            serde_json::from_str(&self.state).map_err(|_| DbError::Corrupt("the state of a case"))?;
        let mut events: Vec<&Event> = self.fresh.iter().map(|incoming| &incoming.event).collect();
        events.sort_by_key(|event| event.occurred_at.at);
        let first = events.first().map(|event| event.occurred_at.at);
        if self.released || first < stored.last_at {
            return Ok(rules::project(&store::history_any(conn, self.id).await?, zone));
        }
        let mut state = stored;
        for event in events {
            rules::apply(&mut state, event, zone);
        }
        Ok(state)
    }

    /// Who the case is about, as far as the agency has told, each fact as it was told last.
    async fn identity(&self, conn: Conn<'_>, ctx: &Ctx) -> AppResult<Identity> {
        let mut applicant = Applicant::default();
        for (source, event_id, sealed) in store::applicants_any(conn, self.id).await? {
            let json = ctx.keys.open(&place(&source, &event_id), &sealed)?;
            applicant.update(serde_json::from_slice(&json).map_err(|_| DbError::Corrupt("case_events.applicant"))?);
        }
        let keys = &ctx.keys;
        let (given, family) = (applicant.given_name.as_deref(), applicant.family_name.as_deref());
        let named = given.or(family).is_some();
        Ok(Identity {
            birth: applicant.date_of_birth.map(|born| birth_index(keys, born)),
            name: named.then(|| name_index(keys, given.unwrap_or_default(), family.unwrap_or_default())),
            a_number: applicant.a_number.as_deref().and_then(|number| a_number_index(keys, number)),
            code: applicant.online_access_code.as_deref().map(|code| code_index(keys, code)),
        })
    }
}

/// Last in the transaction: see [`live::announce`]. Of a confidential case nothing is told outside the page.
async fn announce(mut conn: Conn<'_>, ctx: &Ctx, saves: &[StateToSave], needed: &HashSet<CaseId>) -> AppResult<()> {
    let now = ctx.now();
    let cases: Vec<CaseId> = saves.iter().map(|save| save.case).collect();
    let linked: HashMap<_, _> = store::links_of_any(conn.again(), &cases).await?;
    let mut mailed: BTreeMap<PersonId, bool> = BTreeMap::new();
    for save in saves.iter().filter(|save| !save.confidential) {
        for person in linked.get(&save.case).into_iter().flatten() {
            *mailed.entry(*person).or_default() |= needed.contains(&save.case);
        }
    }
    notices::cases_changed(conn.again(), ctx, &mailed).await?;
    for save in saves {
        if let Some(people) = linked.get(&save.case) {
            let hint = Hint { topic: Topic::Cases, id: save.case.0, version: save.version };
            live::announce(conn.again(), now, people, &hint).await?;
        }
    }
    Ok(())
}
