-- Finds a person by name and date of birth without storing either (`accounts::addresses::identity_index`). Null in rows of
-- an earlier version until the sweep has filled it.
alter table people add column identity_index bytea;
create index people_by_identity on people (identity_index) where identity_index is not null;
create index people_without_identity on people (id) where identity_index is null;

create unique index person_emails_primary on person_emails (person_id) where is_primary;

-- A new address that waits for its proofs; one of each purpose a person, so that a newer one kills the older. An address
-- that belongs to somebody else has a row that no mailed link opens.
create table address_changes (
  person_id uuid not null references people (id) on delete cascade,
  purpose text not null constraint address_changes_purpose check (purpose in ('change', 'add')),
  address text not null constraint address_changes_address_length check (length(address) <= 254),
  written text not null constraint address_changes_written_length check (length(written) <= 254),
  new_hash bytea not null constraint address_changes_new_hash unique,
  new_proved_at bigint,
  -- For a change: an address that the person has, which confirms it.
  prover text constraint address_changes_prover_length check (length(prover) <= 254),
  prover_hash bytea constraint address_changes_prover_hash unique,
  prover_proved_at bigint,
  expires_at bigint not null,
  primary key (person_id, purpose),
  constraint address_changes_prover check ((purpose = 'change') = (prover is not null and prover_hash is not null))
);
create index address_changes_by_expiry on address_changes (expires_at);

-- Links by which the owner of an address that was replaced makes it the primary one again.
create table address_undos (
  token_hash bytea primary key,
  person_id uuid not null references people (id) on delete cascade,
  old_address text not null constraint address_undos_old_address_length check (length(old_address) <= 254),
  old_written text not null constraint address_undos_old_written_length check (length(old_written) <= 254),
  new_address text not null constraint address_undos_new_address_length check (length(new_address) <= 254),
  made_at bigint not null,
  expires_at bigint not null
);
create index address_undos_by_person on address_undos (person_id, made_at);
create index address_undos_by_expiry on address_undos (expires_at);

-- Somebody asked which address their account has; gone as soon as it is answered.
create table address_reminders (
  id uuid primary key,
  identity_index bytea not null,
  a_number_index bytea,
  receipt_number text constraint address_reminders_receipt_number_length check (length(receipt_number) = 13),
  asked_at bigint not null
);
create index address_reminders_by_age on address_reminders (asked_at);

-- Accounts that their owner wants closed.
create table account_closings (
  person_id uuid primary key references people (id) on delete cascade,
  asked_at bigint not null,
  closes_at bigint not null,
  -- When the day before was told.
  reminded_at bigint
);
