-- A matter before the agency. `state` is the fold of its events (`cases::rules`); everything else about its course is in
-- there. The identity facts are the newest that the agency sent.
create table cases (
  id blob primary key,
  receipt_number text not null unique check (length(receipt_number) = 13),
  confidential integer not null check (confidential in (0, 1)),
  -- JSON of the applicant, sealed.
  applicant blob,
  -- Blind indexes: equal values can be found, none can be read.
  birth_index blob,
  name_index blob,
  a_number_index blob,
  code_index blob,
  state text not null,
  -- Events on record; grows with each one that arrives.
  version integer not null,
  created_at integer not null,
  last_received_at integer not null
) strict;
create index cases_by_a_number on cases (a_number_index) where a_number_index is not null;

-- What the agency reported, never changed. `case_id` is null while the case has not been opened.
create table case_events (
  seq integer primary key autoincrement,
  source text not null check (length(source) <= 64),
  event_id text not null check (length(event_id) <= 64),
  receipt_number text not null check (length(receipt_number) = 13),
  case_id blob references cases (id),
  kind text not null,
  occurred_at integer not null,
  received_at integer not null,
  -- The whole event as JSON, without the applicant.
  payload text not null,
  -- JSON of the applicant that came with the event, sealed.
  applicant blob
) strict;
create unique index case_events_once on case_events (source, event_id);
create index case_events_by_time on case_events (case_id, occurred_at, seq);
create index case_events_by_arrival on case_events (case_id, received_at);
create index case_events_held on case_events (receipt_number) where case_id is null;

-- Who can see which case.
create table case_links (
  person_id blob not null,
  case_id blob not null references cases (id),
  via text not null check (via in ('access_code', 'identity')),
  linked_at integer not null,
  primary key (person_id, case_id)
) strict, without rowid;
create index case_links_by_case on case_links (case_id);

-- Lines that could not be taken, kept for the integrator.
create table intake_rejections (
  id integer primary key autoincrement,
  source text not null,
  line integer not null,
  field text not null,
  reason text not null,
  -- The beginning of the line, sealed.
  raw blob not null,
  received_at integer not null
) strict;
create index intake_rejections_by_age on intake_rejections (received_at);

-- Keys of other programs; only the hash is kept.
create table api_keys (
  id blob primary key,
  name text not null check (length(name) <= 64),
  source text not null check (length(source) <= 64),
  scopes text not null,
  token_hash blob not null unique,
  created_at integer not null,
  last_used_at integer,
  revoked_at integer
) strict;
