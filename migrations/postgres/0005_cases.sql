-- A matter before the agency. `state` is the fold of its events (`cases::rules`); everything else about its course is in
-- there. The identity facts are the newest that the agency sent.
create table cases (
  id uuid primary key,
  receipt_number text not null
    constraint cases_receipt_number_key unique
    constraint cases_receipt_number_length check (length(receipt_number) = 13),
  confidential boolean not null,
  -- JSON of the applicant, sealed.
  applicant bytea,
  -- Blind indexes: equal values can be found, none can be read.
  birth_index bytea,
  name_index bytea,
  a_number_index bytea,
  code_index bytea,
  state text not null,
  -- Events on record; grows with each one that arrives.
  version bigint not null,
  created_at bigint not null,
  last_received_at bigint not null
);
create index cases_by_a_number on cases (a_number_index) where a_number_index is not null;

-- What the agency reported, never changed. `case_id` is null while the case has not been opened.
create table case_events (
  seq bigint generated always as identity primary key,
  source text not null constraint case_events_source_length check (length(source) <= 64),
  event_id text not null constraint case_events_event_id_length check (length(event_id) <= 64),
  receipt_number text not null constraint case_events_receipt_length check (length(receipt_number) = 13),
  case_id uuid constraint case_events_case references cases (id),
  kind text not null,
  occurred_at bigint not null,
  received_at bigint not null,
  -- The whole event as JSON, without the applicant.
  payload text not null,
  -- JSON of the applicant that came with the event, sealed.
  applicant bytea
);
create unique index case_events_once on case_events (source, event_id);
create index case_events_by_time on case_events (case_id, occurred_at, seq);
create index case_events_by_arrival on case_events (case_id, received_at);
create index case_events_held on case_events (receipt_number) where case_id is null;

-- Who can see which case.
create table case_links (
  person_id uuid not null,
  case_id uuid not null constraint case_links_case references cases (id),
  via text not null constraint case_links_via check (via in ('access_code', 'identity')),
  linked_at bigint not null,
  constraint case_links_pkey primary key (person_id, case_id)
);
create index case_links_by_case on case_links (case_id);

-- Lines that could not be taken, kept for the integrator.
create table intake_rejections (
  id bigint generated always as identity primary key,
  source text not null,
  line bigint not null,
  field text not null,
  reason text not null,
  -- The beginning of the line, sealed.
  raw bytea not null,
  received_at bigint not null
);
create index intake_rejections_by_age on intake_rejections (received_at);

-- Keys of other programs; only the hash is kept.
create table api_keys (
  id uuid primary key,
  name text not null constraint api_keys_name_length check (length(name) <= 64),
  source text not null constraint api_keys_source_length check (length(source) <= 64),
  scopes text not null,
  token_hash bytea not null constraint api_keys_token_hash_key unique,
  created_at bigint not null,
  last_used_at bigint,
  revoked_at bigint
);
