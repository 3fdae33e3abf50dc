-- Several authenticator apps a person. The app of before keeps the person's id as its own: its secret is sealed in that place.
create table authenticator_apps (
  id blob primary key,
  person_id blob not null references people (id) on delete cascade,
  -- Empty: as the page calls one that was given no name.
  name text not null check (length(name) <= 60),
  -- sealed
  secret blob not null,
  added_at integer not null,
  last_used_at integer
) strict, without rowid;
insert into authenticator_apps (id, person_id, name, secret, added_at, last_used_at)
select person_id, person_id, '', secret, added_at, null from authenticators;

-- The newest time step that a person used, whichever app it was of: this one and earlier ones are spent.
create table authenticator_steps (
  person_id blob primary key references people (id) on delete cascade,
  last_step integer not null
) strict, without rowid;
insert into authenticator_steps (person_id, last_step) select person_id, last_step from authenticators;

drop table authenticators;
alter table authenticator_apps rename to authenticators;
create index authenticators_by_person on authenticators (person_id, id);

-- A phone that was proved by a code; one a person. `number_index` finds equal numbers without reading them.
create table phones (
  id blob primary key,
  person_id blob not null unique references people (id) on delete cascade,
  -- sealed
  number blob not null,
  number_index blob not null,
  added_at integer not null,
  last_used_at integer
) strict, without rowid;
create index phones_by_number on phones (number_index);

-- A number that waits for its first code.
create table phone_setups (
  person_id blob primary key references people (id) on delete cascade,
  -- sealed
  number blob not null,
  number_index blob not null,
  expires_at integer not null
) strict, without rowid;
create index phone_setups_by_expiry on phone_setups (expires_at);

-- Codes sent by text message. `sent_for` is a keyed hash of the act and the browser that asked: a newer one replaces the
-- older, and a code counts nowhere else.
create table text_codes (
  sent_for blob primary key,
  person_id blob not null references people (id) on delete cascade,
  code_hash blob not null,
  tries integer not null,
  expires_at integer not null
) strict, without rowid;
create index text_codes_by_person on text_codes (person_id);
create index text_codes_by_expiry on text_codes (expires_at);

-- Which way a message goes.
alter table outbox add column channel text not null default 'mail' check (channel in ('mail', 'text'));
drop index outbox_waiting;
create index outbox_waiting on outbox (channel, next_try_at) where sent_at is null and given_up_at is null;

-- Text messages of a demonstration: delivered here instead of to a gateway.
create table demo_texts (
  id blob primary key,
  recipient text not null,
  body text not null,
  sent_at integer not null
) strict, without rowid;
create index demo_texts_by_recipient on demo_texts (recipient, id);
