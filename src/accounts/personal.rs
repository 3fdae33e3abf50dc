//! Every table with rows of a person, and what becomes of them in the copy that the person asks for and when two accounts are
//! joined. A test compares the list with both databases, so that a new table is thought about before it ships.

/// In the copy of everything about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InExport {
    /// Told in this file.
    Told(&'static str),
    LeftOut {
        because: &'static str,
    },
}

/// When the person's account is joined to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnMerge {
    /// The rows become the other account's, and its own again when the two are parted.
    Moves,
    /// The other account gets a copy where it has none of its own.
    Copied,
    /// Over at once: what was begun with the account is not gone on with.
    Ends,
    Stays {
        because: &'static str,
    },
}

/// One table with a `person_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonalTable {
    pub name: &'static str,
    pub export: InExport,
    pub merge: OnMerge,
}

const fn told(name: &'static str, file: &'static str, merge: OnMerge) -> PersonalTable {
    PersonalTable { name, export: InExport::Told(file), merge }
}

const fn left_out(name: &'static str, because: &'static str, merge: OnMerge) -> PersonalTable {
    PersonalTable { name, export: InExport::LeftOut { because }, merge }
}

const INERT: OnMerge = OnMerge::Stays { because: "nobody signs in with it while the accounts are joined" };

/// All of them, by name.
pub const TABLES: &[PersonalTable] = &[
    told("account_closings", "profile.json", OnMerge::Ends),
    told("account_merges", "profile.json", OnMerge::Stays { because: "it tells of the account that it was joined to" }),
    left_out("address_changes", "an address that waits for half an hour to be proved", OnMerge::Ends),
    left_out("address_undos", "the hash of a link; that the address was replaced is in the activity", OnMerge::Ends),
    told(
        "audit_log",
        "activity.json",
        OnMerge::Stays { because: "its rows are sealed; both histories are read as one" },
    ),
    left_out("authenticator_setups", "a secret that waits for an hour", INERT),
    left_out("authenticator_steps", "the number of the newest code", OnMerge::Copied),
    told("authenticators", "sign-in.json", OnMerge::Copied),
    told("case_links", "cases/", OnMerge::Moves),
    left_out("case_mails", "when mail about cases was sent last; the mails are in the activity of nobody", INERT),
    left_out(
        "change_feed",
        "numbers of changes, for two days",
        OnMerge::Stays { because: "it is forgotten by itself" },
    ),
    left_out("email_proofs", "the hash of a link that lives for half an hour", OnMerge::Ends),
    left_out("exports", "the copy itself", OnMerge::Ends),
    left_out("known_devices", "keyed hashes of browsers' cookies; the browsers are told as sessions", INERT),
    told("mail_choices", "profile.json", INERT),
    left_out(
        "mail_returns",
        "the code of a mail server's refusal, until a later mail arrives; the activity tells of it",
        INERT,
    ),
    left_out("merge_proofs", "a proof that lives for a quarter of an hour", OnMerge::Ends),
    left_out("new_devices", "the hash of a link that lives for ten days; the sign-in is in the activity", INERT),
    left_out(
        "outbox",
        "address and link are gone once a mail is sent; what it told of is in the activity",
        OnMerge::Stays { because: "what was written is sent as it was addressed" },
    ),
    told("passkeys", "sign-in.json", OnMerge::Moves),
    left_out("password_resets", "the hash of a link that lives for half an hour", OnMerge::Ends),
    told("passwords", "sign-in.json", OnMerge::Copied),
    told("person_emails", "addresses.json", OnMerge::Moves),
    left_out("phone_setups", "a number that waits for its first code", INERT),
    told("phones", "addresses.json", INERT),
    left_out("recovery_claims", "a recovery that waits; each step is in the activity", INERT),
    told("recovery_codes", "sign-in.json", INERT),
    left_out("recovery_links", "the hash of a link that lives for half an hour", INERT),
    left_out("recovery_requests", "which facts were right, not which were told; each step is in the activity", INERT),
    told(
        "security_questions",
        "sign-in.json",
        OnMerge::Stays { because: "the support desk finds no account by its cases while it is joined to another" },
    ),
    told("sessions", "sessions.json", OnMerge::Ends),
    left_out("sign_in_attempts", "a sign-in that is half done, for ten minutes", OnMerge::Ends),
    left_out("text_codes", "the hash of a code that lives for ten minutes", OnMerge::Ends),
    left_out("used_access_codes", "the hash of a code; the case that it linked is told", OnMerge::Moves),
];
