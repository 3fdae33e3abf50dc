-- People with an account. A row is made only after its mailbox was proved. Columns marked sealed are encrypted.
create table people (
  id uuid primary key,
  given_name text not null constraint people_given_name_length check (length(given_name) <= 200),
  family_name text not null constraint people_family_name_length check (length(family_name) <= 200),
  -- sealed
  date_of_birth bytea not null,
  country_of_birth text not null constraint people_country_of_birth_length check (length(country_of_birth) = 2),
  -- sealed
  address bytea,
  -- sealed
  phone bytea,
  -- sealed
  document_number bytea,
  locale text not null,
  time_zone text not null,
  -- Counts changes of the ways to sign in; also the row that serialises them.
  security_version bigint not null,
  created_at bigint not null,
  -- When the person first had a way to sign in; null while the account is being set up.
  completed_at bigint,
  constraint people_name check (given_name <> '' or family_name <> '')
);

-- Proved addresses. `address` is the form that is compared, `written` the form that is shown and written to.
create table person_emails (
  address text primary key constraint person_emails_address_length check (length(address) <= 254),
  written text not null constraint person_emails_written_length check (length(written) <= 254),
  person_id uuid not null references people (id) on delete cascade,
  is_primary boolean not null,
  verified_at bigint not null
);
create index person_emails_by_person on person_emails (person_id);

-- Links that prove a mailbox: one an address, so that a newer one kills the older.
create table email_proofs (
  address text primary key constraint email_proofs_address_length check (length(address) <= 254),
  written text not null constraint email_proofs_written_length check (length(written) <= 254),
  token_hash bytea not null constraint email_proofs_token_hash unique,
  -- The account to go on with; null makes a new one.
  person_id uuid references people (id) on delete cascade,
  expires_at bigint not null
);
create index email_proofs_by_expiry on email_proofs (expires_at);

create table passwords (
  person_id uuid primary key references people (id) on delete cascade,
  hash text not null,
  changed_at bigint not null
);

-- One an address, so that a newer one kills the older. An address without an account has a row that no link opens:
-- asking costs the same for both.
create table password_resets (
  address text primary key constraint password_resets_address_length check (length(address) <= 254),
  token_hash bytea not null constraint password_resets_token_hash unique,
  person_id uuid references people (id) on delete cascade,
  expires_at bigint not null
);
create index password_resets_by_person on password_resets (person_id);
create index password_resets_by_expiry on password_resets (expires_at);

create table authenticators (
  person_id uuid primary key references people (id) on delete cascade,
  -- sealed
  secret bytea not null,
  -- The newest time step that was used: this one and earlier ones are spent.
  last_step bigint not null,
  added_at bigint not null
);

-- A secret that was shown but not yet proved by a code.
create table authenticator_setups (
  person_id uuid primary key references people (id) on delete cascade,
  -- sealed
  secret bytea not null,
  expires_at bigint not null
);
create index authenticator_setups_by_expiry on authenticator_setups (expires_at);

create table recovery_codes (
  person_id uuid not null references people (id) on delete cascade,
  code_hash bytea not null,
  made_at bigint not null,
  used_at bigint,
  primary key (person_id, code_hash)
);

-- A right password that waits for its second factor.
create table sign_in_attempts (
  token_hash bytea primary key,
  person_id uuid not null references people (id) on delete cascade,
  next_path text not null constraint sign_in_attempts_next_path_length check (length(next_path) <= 500),
  expires_at bigint not null
);
create index sign_in_attempts_by_person on sign_in_attempts (person_id);
create index sign_in_attempts_by_expiry on sign_in_attempts (expires_at);

create table sessions (
  id uuid primary key,
  token_hash bytea not null constraint sessions_token_hash unique,
  person_id uuid not null references people (id) on delete cascade,
  standing text not null constraint sessions_standing check (standing in ('setting_up', 'full')),
  network text not null,
  user_agent text not null,
  created_at bigint not null,
  last_seen_at bigint not null,
  -- When a factor was last proved.
  proved_at bigint not null,
  expires_at bigint not null,
  -- When the person's newest earlier session was last used.
  previous_visit_at bigint,
  ended_at bigint
);
create index sessions_by_person on sessions (person_id, last_seen_at);
create index sessions_by_expiry on sessions (expires_at);

-- Fresh recovery codes, until the session that made them says that they are kept.
create table recovery_code_reveals (
  session_id uuid primary key references sessions (id) on delete cascade,
  -- sealed
  codes bytea not null,
  expires_at bigint not null
);
create index recovery_code_reveals_by_expiry on recovery_code_reveals (expires_at);
