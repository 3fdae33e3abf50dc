-- When the account was last recovered. One that is set up anew after that is no unfinished one, and is never forgotten.
alter table people add column recovered_at integer;

-- Links that open a claim: one an address, so that a newer one kills the older. An address without an account has a row
-- that no link opens: asking costs the same for both.
create table recovery_links (
  address text primary key check (length(address) <= 254),
  token_hash blob not null unique,
  person_id blob references people (id) on delete cascade,
  expires_at integer not null
) strict, without rowid;
create index recovery_links_by_person on recovery_links (person_id);
create index recovery_links_by_expiry on recovery_links (expires_at);

-- Recoveries by mailbox, waiting time and facts.
create table recovery_claims (
  id blob primary key,
  person_id blob not null references people (id) on delete cascade,
  -- The address that it was opened from; sealed.
  address blob not null,
  state text not null check (state in ('running', 'done', 'stopped', 'closed', 'expired')),
  stop_hash blob not null unique,
  -- Null until the waiting time is over.
  go_hash blob unique,
  wrong_tries integer not null,
  opened_at integer not null,
  ready_at integer not null,
  expires_at integer not null,
  ended_at integer
) strict, without rowid;
create unique index recovery_claims_running on recovery_claims (person_id) where state = 'running';
create index recovery_claims_by_person on recovery_claims (person_id);
create index recovery_claims_by_end on recovery_claims (ended_at);

-- Recoveries by the support desk. What was typed is compared and not kept, but for the new address.
create table recovery_requests (
  id blob primary key,
  reference text not null unique check (length(reference) = 8),
  -- Whose account it is about, as far as what was typed tells.
  person_id blob references people (id) on delete cascade,
  -- The address that the account is to have; sealed.
  address blob not null,
  locale text not null check (length(locale) <= 20),
  -- Which facts were right, in words of the program.
  evidence text not null check (length(evidence) <= 200),
  state text not null
    check (state in ('unproved', 'open', 'waiting', 'done', 'declined', 'stopped', 'expired', 'failed')),
  -- Of the link that proves the new address.
  token_hash blob unique,
  -- Of the link that stops it; null until two have approved.
  stop_hash blob unique,
  -- Staff who approved: two, never the same.
  first_by blob,
  second_by blob,
  reason text check (length(reason) <= 40),
  opened_at integer not null,
  proved_at integer,
  ready_at integer,
  -- When nobody has finished it by then.
  expires_at integer not null,
  ended_at integer,
  constraint recovery_requests_two check (second_by is null or (first_by is not null and second_by <> first_by))
) strict, without rowid;
create unique index recovery_requests_waiting on recovery_requests (person_id) where state = 'waiting';
create index recovery_requests_by_person on recovery_requests (person_id);
create index recovery_requests_by_state on recovery_requests (state, proved_at);
create index recovery_requests_by_expiry on recovery_requests (expires_at);
