//! The sealed columns of recoveries.

use crate::storage::{Rows, SealedColumn};

/// See [`crate::storage::reseal`].
pub const SEALED: [SealedColumn; 2] = [
    SealedColumn {
        name: "recovery_claims.address",
        rows: Rows::ByUuid {
            read: "select id, address from recovery_claims
                   where id > $1 and substr(address, 1, 1) <> $2 order by id limit $3",
            write: "update recovery_claims set address = $1 where address = $2 and id = $3",
        },
    },
    SealedColumn {
        name: "recovery_requests.address",
        rows: Rows::ByUuid {
            read: "select id, address from recovery_requests
                   where id > $1 and substr(address, 1, 1) <> $2 order by id limit $3",
            write: "update recovery_requests set address = $1 where address = $2 and id = $3",
        },
    },
];
