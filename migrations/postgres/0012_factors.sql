-- The newest time step that a person used, whichever app it was of: this one and earlier ones are spent.
create table authenticator_steps (
  person_id uuid primary key references people (id) on delete cascade,
  last_step bigint not null
);
insert into authenticator_steps (person_id, last_step) select person_id, last_step from authenticators;

-- Several authenticator apps a person. The app of before keeps the person's id as its own: its secret is sealed in that place.
alter table authenticators
  add column id uuid,
  -- Empty: as the page calls one that was given no name.
  add column name text not null default '' constraint authenticators_name_length check (length(name) <= 60),
  add column last_used_at bigint;
update authenticators set id = person_id;
alter table authenticators
  drop constraint authenticators_pkey,
  drop column last_step,
  alter column name drop default,
  add constraint authenticators_pkey primary key (id);
create index authenticators_by_person on authenticators (person_id, id);

-- A phone that was proved by a code; one a person. `number_index` finds equal numbers without reading them.
create table phones (
  id uuid primary key,
  person_id uuid not null constraint phones_person unique references people (id) on delete cascade,
  -- sealed
  number bytea not null,
  number_index bytea not null,
  added_at bigint not null,
  last_used_at bigint
);
create index phones_by_number on phones (number_index);

-- A number that waits for its first code.
create table phone_setups (
  person_id uuid primary key references people (id) on delete cascade,
  -- sealed
  number bytea not null,
  number_index bytea not null,
  expires_at bigint not null
);
create index phone_setups_by_expiry on phone_setups (expires_at);

-- Codes sent by text message. `sent_for` is a keyed hash of the act and the browser that asked: a newer one replaces the
-- older, and a code counts nowhere else.
create table text_codes (
  sent_for bytea primary key,
  person_id uuid not null references people (id) on delete cascade,
  code_hash bytea not null,
  tries bigint not null,
  expires_at bigint not null
);
create index text_codes_by_person on text_codes (person_id);
create index text_codes_by_expiry on text_codes (expires_at);

-- Which way a message goes.
alter table outbox
  add column channel text not null default 'mail' constraint outbox_channel check (channel in ('mail', 'text'));
drop index outbox_waiting;
create index outbox_waiting on outbox (channel, next_try_at) where sent_at is null and given_up_at is null;

-- Text messages of a demonstration: delivered here instead of to a gateway.
create table demo_texts (
  id uuid primary key,
  recipient text not null,
  body text not null,
  sent_at bigint not null
);
create index demo_texts_by_recipient on demo_texts (recipient, id);
