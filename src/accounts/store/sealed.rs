//! The sealed columns of accounts that outlive an hour. What lives shorter is gone before its key is retired.

use crate::storage::{Rows, SealedColumn};

/// See [`crate::storage::reseal`].
pub const SEALED: [SealedColumn; 7] = [
    SealedColumn {
        name: "people.date_of_birth",
        rows: Rows::ByUuid {
            read: "select id, date_of_birth from people
                   where id > $1 and date_of_birth is not null and substr(date_of_birth, 1, 1) <> $2 order by id limit $3",
            write: "update people set date_of_birth = $1 where date_of_birth = $2 and id = $3",
        },
    },
    SealedColumn {
        name: "people.address",
        rows: Rows::ByUuid {
            read: "select id, address from people
                   where id > $1 and address is not null and substr(address, 1, 1) <> $2 order by id limit $3",
            write: "update people set address = $1 where address = $2 and id = $3",
        },
    },
    SealedColumn {
        name: "people.phone",
        rows: Rows::ByUuid {
            read: "select id, phone from people
                   where id > $1 and phone is not null and substr(phone, 1, 1) <> $2 order by id limit $3",
            write: "update people set phone = $1 where phone = $2 and id = $3",
        },
    },
    SealedColumn {
        name: "people.document_number",
        rows: Rows::ByUuid {
            read: "select id, document_number from people
                   where id > $1 and document_number is not null and substr(document_number, 1, 1) <> $2 order by id limit $3",
            write: "update people set document_number = $1 where document_number = $2 and id = $3",
        },
    },
    SealedColumn {
        name: "authenticators.secret",
        rows: Rows::ByUuid {
            read: "select id, secret from authenticators
                   where id > $1 and substr(secret, 1, 1) <> $2 order by id limit $3",
            write: "update authenticators set secret = $1 where secret = $2 and id = $3",
        },
    },
    SealedColumn {
        name: "phones.number",
        rows: Rows::ByUuid {
            read: "select id, number from phones where id > $1 and substr(number, 1, 1) <> $2 order by id limit $3",
            write: "update phones set number = $1 where number = $2 and id = $3",
        },
    },
    SealedColumn {
        name: "mail_choices.phrase",
        rows: Rows::ByUuid {
            read: "select person_id, phrase from mail_choices
                   where person_id > $1 and phrase is not null and substr(phrase, 1, 1) <> $2 order by person_id limit $3",
            write: "update mail_choices set phrase = $1 where phrase = $2 and person_id = $3",
        },
    },
];
