//! How a row is sealed, and what a chain of rows says of itself. No IO.

use crate::storage::KeyRing;
use crate::types::Millis;
use uuid::Uuid;

/// A row as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Row {
    pub seq: i64,
    pub at: Millis,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    pub topic: String,
    pub act: String,
    pub subject_kind: String,
    pub subject_id: Option<Uuid>,
    pub outcome: String,
    pub network: String,
    pub agent: String,
    pub details: String,
    /// Seal of the row before; empty for the first.
    pub previous: Vec<u8>,
    pub seal: Vec<u8>,
}

/// How many rows there are and the seal of the newest.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Head {
    pub rows: i64,
    pub newest: Vec<u8>,
    /// Over both; empty while there is no row.
    pub seal: Vec<u8>,
}

/// Every column with its length before it, so that no two rows are written alike.
fn canonical(row: &Row, seq: i64) -> Vec<u8> {
    let mut text = b"audit row".to_vec();
    let mut put = |bytes: &[u8]| {
        text.extend(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        text.extend(bytes);
    };
    let id = |id: &Option<Uuid>| id.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
    put(&seq.to_be_bytes());
    put(&row.at.to_be_bytes());
    put(row.actor_kind.as_bytes());
    put(&id(&row.actor_id));
    put(&id(&row.person_id));
    put(row.topic.as_bytes());
    put(row.act.as_bytes());
    put(row.subject_kind.as_bytes());
    put(&id(&row.subject_id));
    put(row.outcome.as_bytes());
    put(row.network.as_bytes());
    put(row.agent.as_bytes());
    put(row.details.as_bytes());
    put(&row.previous);
    text
}

pub(super) fn seal_row(keys: &KeyRing, row: &Row) -> Vec<u8> {
    keys.seal_of_record(&canonical(row, row.seq))
}

fn head_text(rows: i64, newest: &[u8]) -> Vec<u8> {
    [b"audit head", &rows.to_be_bytes()[..], newest].concat()
}

pub(super) fn seal_head(keys: &KeyRing, rows: i64, newest: &[u8]) -> Vec<u8> {
    keys.seal_of_record(&head_text(rows, newest))
}

/// What is wrong with the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    #[error("row {0} was changed")]
    Changed(i64),
    #[error("row {seq} was written as row {written_as}: the order was changed")]
    Moved { seq: i64, written_as: i64 },
    #[error("row {0} does not follow the row before it")]
    Unlinked(i64),
    #[error("rows {first} to {last} were removed")]
    Removed { first: i64, last: i64 },
    #[error("row {0} is sealed with a key that is not in the key file")]
    UnknownKey(i64),
    #[error("the count of rows is gone")]
    NoHead,
    #[error("the count of rows, or the seal of the newest, was changed")]
    HeadChanged,
    #[error("the newest rows were removed: {first} to {last}")]
    NewestRemoved { first: i64, last: i64 },
    #[error("rows {first} to {last} stand behind the newest that was counted")]
    Uncounted { first: i64, last: i64 },
}

/// How far a moved row is looked for.
const REACH: i64 = 1_000;

/// Whether `row` is what was written under its number.
pub(super) fn check_row(keys: &KeyRing, row: &Row) -> Option<Finding> {
    match keys.is_seal_of_record(&row.seal, &canonical(row, row.seq)) {
        Some(true) => None,
        None => Some(Finding::UnknownKey(row.seq)),
        Some(false) => {
            let written_as = |seq: &i64| keys.is_seal_of_record(&row.seal, &canonical(row, *seq)) == Some(true);
            let near = row.seq.saturating_sub(REACH).max(1)..=row.seq.saturating_add(REACH);
            Some(match near.into_iter().find(written_as) {
                Some(written_as) => Finding::Moved { seq: row.seq, written_as },
                None => Finding::Changed(row.seq),
            })
        }
    }
}

/// Whether the head is what was written.
pub(super) fn check_head(keys: &KeyRing, head: &Head) -> Option<Finding> {
    let untouched = head.rows == 0 && head.newest.is_empty() && head.seal.is_empty();
    if untouched || keys.is_seal_of_record(&head.seal, &head_text(head.rows, &head.newest)) == Some(true) {
        None
    } else {
        Some(Finding::HeadChanged)
    }
}

/// Follows the chain from its first row; remembers one seal.
#[derive(Debug, Default)]
pub(super) struct Chain {
    last: i64,
    /// `None` after a row that is not to be believed: what follows it cannot be compared with it.
    seal: Option<Vec<u8>>,
}

impl Chain {
    pub(super) fn new() -> Self {
        Self { last: 0, seal: Some(Vec::new()) }
    }

    /// What is wrong at `row`, the next in the order of numbers.
    pub(super) fn follow(&mut self, keys: &KeyRing, row: &Row) -> Vec<Finding> {
        let mut found = Vec::new();
        if row.seq != self.last + 1 {
            found.push(Finding::Removed { first: self.last + 1, last: row.seq - 1 });
            self.seal = None;
        }
        let wrong = check_row(keys, row);
        if wrong.is_none() && self.seal.as_ref().is_some_and(|seal| *seal != row.previous) {
            found.push(Finding::Unlinked(row.seq));
        }
        self.last = row.seq;
        self.seal = wrong.is_none().then(|| row.seal.clone());
        found.extend(wrong);
        found
    }

    /// What is wrong at the end, given the head.
    pub(super) fn end(&self, keys: &KeyRing, head: &Head) -> Vec<Finding> {
        let mut found: Vec<Finding> = check_head(keys, head).into_iter().collect();
        if self.last < head.rows {
            found.push(Finding::NewestRemoved { first: self.last + 1, last: head.rows });
        } else if found.is_empty() && self.seal.as_ref().is_some_and(|seal| *seal != head.newest) {
            found.push(Finding::HeadChanged);
        }
        found
    }
}
