-- The copy of everything about a person, one at a time.
create table exports (
  id uuid primary key,
  person_id uuid not null
    constraint exports_one unique
    constraint exports_person references people (id) on delete cascade,
  -- Of what is written in words.
  locale text not null constraint exports_locale_length check (length(locale) <= 20),
  asked_at bigint not null,
  -- The attempt that may write chunks; each begins anew.
  build_id uuid,
  parts_done bigint not null,
  -- Set when every chunk is there: nothing is offered before.
  ready_at bigint,
  chunks bigint not null,
  bytes bigint not null,
  -- When a finished copy is removed.
  expires_at bigint
);

-- The file, in pieces that each fit into a statement.
create table export_chunks (
  id uuid primary key,
  export_id uuid not null constraint export_chunks_export references exports (id) on delete cascade,
  number bigint not null,
  -- sealed
  sealed bytea not null constraint export_chunks_length check (length(sealed) <= 262144),
  constraint export_chunks_once unique (export_id, number)
);

-- The account that this one was joined to. Nobody signs in to it while that stands.
alter table people add column merged_into uuid constraint people_merged_into references people (id) on delete cascade;
create index people_by_merged_into on people (merged_into) where merged_into is not null;

-- How far a session has proved another account of the same person.
create table merge_proofs (
  session_id uuid primary key constraint merge_proofs_session references sessions (id) on delete cascade,
  person_id uuid not null constraint merge_proofs_person references people (id) on delete cascade,
  other_id uuid not null constraint merge_proofs_other references people (id) on delete cascade,
  stage text not null constraint merge_proofs_stage check (stage in ('password', 'proved')),
  expires_at bigint not null
);
create index merge_proofs_by_expiry on merge_proofs (expires_at);

-- Accounts that were joined.
create table account_merges (
  id uuid primary key,
  -- The account that stays.
  person_id uuid not null constraint account_merges_person references people (id) on delete cascade,
  merged_id uuid not null constraint account_merges_merged references people (id) on delete cascade,
  merged_at bigint not null,
  undo_until bigint not null,
  undone_at bigint,
  token_hash bytea not null constraint account_merges_token_hash unique,
  -- What moved, as JSON, sealed; gone when it can no longer be undone.
  record bytea
);
create index account_merges_by_person on account_merges (person_id, merged_at);
create index account_merges_by_merged on account_merges (merged_id);
