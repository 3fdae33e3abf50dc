-- What was done, by whom and to what. Rows are numbered without gaps and never changed; each is sealed over all its columns
-- and the seal of the row before it. No references: a row outlives what it is about.
create table audit_log (
  seq integer primary key,
  at integer not null,
  actor_kind text not null check (actor_kind in ('person', 'stranger', 'agency_key', 'staff', 'system')),
  actor_id blob,
  -- In whose activity the row stands.
  person_id blob,
  topic text not null check (topic in ('sign_in', 'security', 'profile', 'case', 'view', 'agency')),
  act text not null check (length(act) <= 40),
  subject_kind text not null check (subject_kind in ('none', 'person', 'session', 'passkey', 'case')),
  subject_id blob,
  outcome text not null check (outcome in ('done', 'refused')),
  network text not null check (length(network) <= 60),
  agent text not null check (length(agent) <= 40),
  -- JSON of closed words, numbers and ids
  details text not null,
  previous blob not null,
  seal blob not null
) strict;
create index audit_log_by_person on audit_log (person_id, seq);

-- One row: how many there are and the seal of the newest, under a seal of its own. Locking it numbers the rows.
create table audit_head (
  id integer primary key check (id = 1),
  rows integer not null,
  newest blob not null,
  seal blob not null
) strict;
insert into audit_head (id, rows, newest, seal) values (1, 0, x'', x'');
