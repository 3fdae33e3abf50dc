-- The copy of everything about a person, one at a time.
create table exports (
  id blob primary key,
  person_id blob not null unique references people (id) on delete cascade,
  -- Of what is written in words.
  locale text not null check (length(locale) <= 20),
  asked_at integer not null,
  -- The attempt that may write chunks; each begins anew.
  build_id blob,
  parts_done integer not null,
  -- Set when every chunk is there: nothing is offered before.
  ready_at integer,
  chunks integer not null,
  bytes integer not null,
  -- When a finished copy is removed.
  expires_at integer
) strict, without rowid;

-- The file, in pieces that each fit into a statement.
create table export_chunks (
  id blob primary key,
  export_id blob not null references exports (id) on delete cascade,
  number integer not null,
  -- sealed
  sealed blob not null check (length(sealed) <= 262144),
  unique (export_id, number)
) strict;

-- The account that this one was joined to. Nobody signs in to it while that stands.
alter table people add column merged_into blob references people (id) on delete cascade;
create index people_by_merged_into on people (merged_into) where merged_into is not null;

-- How far a session has proved another account of the same person.
create table merge_proofs (
  session_id blob primary key references sessions (id) on delete cascade,
  person_id blob not null references people (id) on delete cascade,
  other_id blob not null references people (id) on delete cascade,
  stage text not null check (stage in ('password', 'proved')),
  expires_at integer not null
) strict, without rowid;
create index merge_proofs_by_expiry on merge_proofs (expires_at);

-- Accounts that were joined.
create table account_merges (
  id blob primary key,
  -- The account that stays.
  person_id blob not null references people (id) on delete cascade,
  merged_id blob not null references people (id) on delete cascade,
  merged_at integer not null,
  undo_until integer not null,
  undone_at integer,
  token_hash blob not null unique,
  -- What moved, as JSON, sealed; gone when it can no longer be undone.
  record blob
) strict, without rowid;
create index account_merges_by_person on account_merges (person_id, merged_at);
create index account_merges_by_merged on account_merges (merged_id);
