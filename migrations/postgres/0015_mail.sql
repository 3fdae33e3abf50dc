-- Codes by which anybody can ask whether a mail came from us. Only a keyed hash is kept; nothing says to whom it went.
create table mail_checks (
  code_hash bytea primary key,
  kind text not null constraint mail_checks_kind_length check (length(kind) <= 40),
  locale text not null constraint mail_checks_locale_length check (length(locale) <= 20),
  sent_at bigint not null
);
create index mail_checks_by_age on mail_checks (sent_at);

-- What a person chose about mail. No row is the default of everything.
create table mail_choices (
  person_id uuid primary key references people (id) on delete cascade,
  -- The person's own words in the first line of every mail. Sealed.
  phrase bytea,
  case_mail text not null constraint mail_choices_case_mail check (case_mail in ('all', 'needed', 'none'))
);

-- Changes of cases that are not told by mail yet, and when the last were.
create table case_mails (
  person_id uuid primary key references people (id) on delete cascade,
  waiting_since bigint,
  -- Whether one of them wants something of the person.
  needed boolean not null,
  told_at bigint,
  -- Of the token that stops these mails.
  stop_hash bytea constraint case_mails_stop_hash unique
);

-- Proved addresses whose mail came back for good.
create table mail_returns (
  address text primary key constraint mail_returns_address_length check (length(address) <= 254),
  person_id uuid not null references people (id) on delete cascade,
  since bigint not null,
  code text not null constraint mail_returns_code_length check (length(code) <= 40)
);
create index mail_returns_by_person on mail_returns (person_id);

-- Browsers in which a person signed in: a keyed hash of the person and the browser's cookie.
create table known_devices (
  device_hash bytea primary key,
  person_id uuid not null references people (id) on delete cascade,
  expires_at bigint not null
);
create index known_devices_by_person on known_devices (person_id);
create index known_devices_by_expiry on known_devices (expires_at);

-- Sign-ins from a browser not seen before, whole or half, and the link by which they are disowned.
create table new_devices (
  id uuid primary key,
  person_id uuid not null references people (id) on delete cascade,
  -- Whether the sign-in was finished.
  signed_in boolean not null,
  network text not null constraint new_devices_network_length check (length(network) <= 60),
  agent text not null constraint new_devices_agent_length check (length(agent) <= 40),
  began_at bigint not null,
  told_at bigint,
  token_hash bytea constraint new_devices_token_hash unique,
  token_expires_at bigint,
  disowned_at bigint
);
create index new_devices_by_person on new_devices (person_id, began_at);

-- A password that somebody else may know: it opens nothing any more and may not be chosen again.
alter table passwords add column closed_at bigint;
