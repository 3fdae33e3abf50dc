-- Codes by which anybody can ask whether a mail came from us. Only a keyed hash is kept; nothing says to whom it went.
create table mail_checks (
  code_hash blob primary key,
  kind text not null check (length(kind) <= 40),
  locale text not null check (length(locale) <= 20),
  sent_at integer not null
) strict, without rowid;
create index mail_checks_by_age on mail_checks (sent_at);

-- What a person chose about mail. No row is the default of everything.
create table mail_choices (
  person_id blob primary key references people (id) on delete cascade,
  -- The person's own words in the first line of every mail. Sealed.
  phrase blob,
  case_mail text not null check (case_mail in ('all', 'needed', 'none'))
) strict, without rowid;

-- Changes of cases that are not told by mail yet, and when the last were.
create table case_mails (
  person_id blob primary key references people (id) on delete cascade,
  waiting_since integer,
  -- Whether one of them wants something of the person.
  needed integer not null check (needed in (0, 1)),
  told_at integer,
  -- Of the token that stops these mails.
  stop_hash blob unique
) strict, without rowid;

-- Proved addresses whose mail came back for good.
create table mail_returns (
  address text primary key check (length(address) <= 254),
  person_id blob not null references people (id) on delete cascade,
  since integer not null,
  code text not null check (length(code) <= 40)
) strict, without rowid;
create index mail_returns_by_person on mail_returns (person_id);

-- Browsers in which a person signed in: a keyed hash of the person and the browser's cookie.
create table known_devices (
  device_hash blob primary key,
  person_id blob not null references people (id) on delete cascade,
  expires_at integer not null
) strict, without rowid;
create index known_devices_by_person on known_devices (person_id);
create index known_devices_by_expiry on known_devices (expires_at);

-- Sign-ins from a browser not seen before, whole or half, and the link by which they are disowned.
create table new_devices (
  id blob primary key,
  person_id blob not null references people (id) on delete cascade,
  -- Whether the sign-in was finished.
  signed_in integer not null check (signed_in in (0, 1)),
  network text not null check (length(network) <= 60),
  agent text not null check (length(agent) <= 40),
  began_at integer not null,
  told_at integer,
  token_hash blob unique,
  token_expires_at integer,
  disowned_at integer
) strict, without rowid;
create index new_devices_by_person on new_devices (person_id, began_at);

-- A password that somebody else may know: it opens nothing any more and may not be chosen again.
alter table passwords add column closed_at integer;
