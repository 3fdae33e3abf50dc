-- When the account was last recovered. One that is set up anew after that is no unfinished one, and is never forgotten.
alter table people add column recovered_at bigint;

-- Links that open a claim: one an address, so that a newer one kills the older. An address without an account has a row
-- that no link opens: asking costs the same for both.
create table recovery_links (
  address text primary key constraint recovery_links_address check (length(address) <= 254),
  token_hash bytea not null constraint recovery_links_token_hash unique,
  person_id uuid references people (id) on delete cascade,
  expires_at bigint not null
);
create index recovery_links_by_person on recovery_links (person_id);
create index recovery_links_by_expiry on recovery_links (expires_at);

-- Recoveries by mailbox, waiting time and facts.
create table recovery_claims (
  id uuid primary key,
  person_id uuid not null references people (id) on delete cascade,
  -- The address that it was opened from; sealed.
  address bytea not null,
  state text not null,
  stop_hash bytea not null constraint recovery_claims_stop_hash unique,
  -- Null until the waiting time is over.
  go_hash bytea constraint recovery_claims_go_hash unique,
  wrong_tries bigint not null,
  opened_at bigint not null,
  ready_at bigint not null,
  expires_at bigint not null,
  ended_at bigint,
  constraint recovery_claims_state check (state in ('running', 'done', 'stopped', 'closed', 'expired'))
);
create unique index recovery_claims_running on recovery_claims (person_id) where state = 'running';
create index recovery_claims_by_person on recovery_claims (person_id);
create index recovery_claims_by_end on recovery_claims (ended_at);

-- Recoveries by the support desk. What was typed is compared and not kept, but for the new address.
create table recovery_requests (
  id uuid primary key,
  reference text not null constraint recovery_requests_reference unique,
  -- Whose account it is about, as far as what was typed tells.
  person_id uuid references people (id) on delete cascade,
  -- The address that the account is to have; sealed.
  address bytea not null,
  locale text not null,
  -- Which facts were right, in words of the program.
  evidence text not null,
  state text not null,
  -- Of the link that proves the new address.
  token_hash bytea constraint recovery_requests_token_hash unique,
  -- Of the link that stops it; null until two have approved.
  stop_hash bytea constraint recovery_requests_stop_hash unique,
  -- Staff who approved: two, never the same.
  first_by uuid,
  second_by uuid,
  reason text,
  opened_at bigint not null,
  proved_at bigint,
  ready_at bigint,
  -- When nobody has finished it by then.
  expires_at bigint not null,
  ended_at bigint,
  constraint recovery_requests_reference_length check (length(reference) = 8),
  constraint recovery_requests_locale check (length(locale) <= 20),
  constraint recovery_requests_evidence check (length(evidence) <= 200),
  constraint recovery_requests_state
    check (state in ('unproved', 'open', 'waiting', 'done', 'declined', 'stopped', 'expired', 'failed')),
  constraint recovery_requests_reason check (length(reason) <= 40),
  constraint recovery_requests_two check (second_by is null or (first_by is not null and second_by <> first_by))
);
create unique index recovery_requests_waiting on recovery_requests (person_id) where state = 'waiting';
create index recovery_requests_by_person on recovery_requests (person_id);
create index recovery_requests_by_state on recovery_requests (state, proved_at);
create index recovery_requests_by_expiry on recovery_requests (expires_at);
