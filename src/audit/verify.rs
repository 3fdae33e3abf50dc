//! Following the chain from end to end, a thousand rows in hand at a time, while others write.

use super::rules::{Chain, Finding, check_head, check_row};
use super::store;
use crate::db::{Db, DbResult};
use crate::storage::KeyRing;

/// Rows in hand.
const STEP: i64 = 1_000;
/// Findings that are told; the rest is counted.
const TOLD: usize = 50;

/// What became of following the chain.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows there were when it began; what was written meanwhile is left for the next time.
    pub rows: i64,
    /// Seal of the newest of them, to be noted elsewhere.
    pub newest: Vec<u8>,
    /// The first of what is wrong.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more: usize,
}

/// Looks at every row.
///
/// # Errors
/// When the database does not answer.
pub async fn verify(db: &Db, keys: &KeyRing) -> DbResult<Report> {
    let Some((head, largest)) = store::head(db.read().await?.conn()).await? else {
        return Ok(Report { findings: vec![Finding::NoHead], ..Report::default() });
    };
    let mut report = Report { rows: head.rows, newest: head.newest.clone(), ..Report::default() };
    let (mut chain, mut seen) = (Chain::new(), 0);
    'all: loop {
        let rows = store::after(db.read().await?.conn(), seen, STEP).await?;
        let Some(last) = rows.last() else { break };
        seen = last.seq;
        for row in &rows {
            if row.seq > head.rows {
                break 'all;
            }
            report.add(chain.follow(keys, row));
        }
    }
    report.add(chain.end(keys, &head));
    if largest > head.rows {
        report.add(vec![Finding::Uncounted { first: head.rows + 1, last: largest }]);
    }
    Ok(report)
}

/// Looks at the head and the newest row only.
///
/// # Errors
/// When the database does not answer.
pub async fn glance(db: &Db, keys: &KeyRing) -> DbResult<Option<Finding>> {
    let Some((head, largest)) = store::head(db.read().await?.conn()).await? else { return Ok(Some(Finding::NoHead)) };
    if largest < head.rows {
        return Ok(Some(Finding::NewestRemoved { first: largest + 1, last: head.rows }));
    }
    if let Some(finding) = check_head(keys, &head) {
        return Ok(Some(finding));
    }
    let rows = store::after(db.read().await?.conn(), head.rows - 1, 1).await?;
    let newest = rows.first().filter(|row| row.seq == head.rows);
    Ok(newest.and_then(|row| check_row(keys, row).or((row.seal != head.newest).then_some(Finding::HeadChanged))))
}

impl Report {
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }

    fn add(&mut self, findings: Vec<Finding>) {
        for finding in findings {
            if self.findings.len() < TOLD {
                self.findings.push(finding);
            } else {
                self.more += 1;
            }
        }
    }
}
