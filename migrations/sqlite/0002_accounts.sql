-- People with an account. A row is made only after its mailbox was proved. Columns marked sealed are encrypted.
create table people (
  id blob primary key,
  given_name text not null check (length(given_name) <= 200),
  family_name text not null check (length(family_name) <= 200),
  -- sealed
  date_of_birth blob not null,
  country_of_birth text not null check (length(country_of_birth) = 2),
  -- sealed
  address blob,
  -- sealed
  phone blob,
  -- sealed
  document_number blob,
  locale text not null,
  time_zone text not null,
  -- Counts changes of the ways to sign in; also the row that serialises them.
  security_version integer not null,
  created_at integer not null,
  -- When the person first had a way to sign in; null while the account is being set up.
  completed_at integer,
  constraint people_name check (given_name <> '' or family_name <> '')
) strict, without rowid;

-- Proved addresses. `address` is the form that is compared, `written` the form that is shown and written to.
create table person_emails (
  address text primary key check (length(address) <= 254),
  written text not null check (length(written) <= 254),
  person_id blob not null references people (id) on delete cascade,
  is_primary integer not null check (is_primary in (0, 1)),
  verified_at integer not null
) strict, without rowid;
create index person_emails_by_person on person_emails (person_id);

-- Links that prove a mailbox: one an address, so that a newer one kills the older.
create table email_proofs (
  address text primary key check (length(address) <= 254),
  written text not null check (length(written) <= 254),
  token_hash blob not null unique,
  -- The account to go on with; null makes a new one.
  person_id blob references people (id) on delete cascade,
  expires_at integer not null
) strict, without rowid;
create index email_proofs_by_expiry on email_proofs (expires_at);

create table passwords (
  person_id blob primary key references people (id) on delete cascade,
  hash text not null,
  changed_at integer not null
) strict, without rowid;

-- One an address, so that a newer one kills the older. An address without an account has a row that no link opens:
-- asking costs the same for both.
create table password_resets (
  address text primary key check (length(address) <= 254),
  token_hash blob not null unique,
  person_id blob references people (id) on delete cascade,
  expires_at integer not null
) strict, without rowid;
create index password_resets_by_person on password_resets (person_id);
create index password_resets_by_expiry on password_resets (expires_at);

create table authenticators (
  person_id blob primary key references people (id) on delete cascade,
  -- sealed
  secret blob not null,
  -- The newest time step that was used: this one and earlier ones are spent.
  last_step integer not null,
  added_at integer not null
) strict, without rowid;

-- A secret that was shown but not yet proved by a code.
create table authenticator_setups (
  person_id blob primary key references people (id) on delete cascade,
  -- sealed
  secret blob not null,
  expires_at integer not null
) strict, without rowid;
create index authenticator_setups_by_expiry on authenticator_setups (expires_at);

create table recovery_codes (
  person_id blob not null references people (id) on delete cascade,
  code_hash blob not null,
  made_at integer not null,
  used_at integer,
  primary key (person_id, code_hash)
) strict, without rowid;

-- A right password that waits for its second factor.
create table sign_in_attempts (
  token_hash blob primary key,
  person_id blob not null references people (id) on delete cascade,
  next_path text not null check (length(next_path) <= 500),
  expires_at integer not null
) strict, without rowid;
create index sign_in_attempts_by_person on sign_in_attempts (person_id);
create index sign_in_attempts_by_expiry on sign_in_attempts (expires_at);

create table sessions (
  id blob primary key,
  token_hash blob not null unique,
  person_id blob not null references people (id) on delete cascade,
  standing text not null check (standing in ('setting_up', 'full')),
  network text not null,
  user_agent text not null,
  created_at integer not null,
  last_seen_at integer not null,
  -- When a factor was last proved.
  proved_at integer not null,
  expires_at integer not null,
  -- When the person's newest earlier session was last used.
  previous_visit_at integer,
  ended_at integer
) strict, without rowid;
create index sessions_by_person on sessions (person_id, last_seen_at);
create index sessions_by_expiry on sessions (expires_at);

-- Fresh recovery codes, until the session that made them says that they are kept.
create table recovery_code_reveals (
  session_id blob primary key references sessions (id) on delete cascade,
  -- sealed
  codes blob not null,
  expires_at integer not null
) strict, without rowid;
create index recovery_code_reveals_by_expiry on recovery_code_reveals (expires_at);
