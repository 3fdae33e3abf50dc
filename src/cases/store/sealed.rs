//! The sealed column of cases.

use crate::storage::{Rows, SealedColumn};

/// See [`crate::storage::reseal`].
pub const SEALED: SealedColumn = SealedColumn {
    name: "case_events.applicant",
    rows: Rows::ByNumber {
        read: "select seq, source || '/' || event_id, applicant from case_events
                   where seq > $1 and applicant is not null and substr(applicant, 1, 1) <> $2 order by seq limit $3",
        write: "update case_events set applicant = $1 where applicant = $2 and seq = $3",
    },
};
