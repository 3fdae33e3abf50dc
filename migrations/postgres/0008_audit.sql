-- What was done, by whom and to what. Rows are numbered without gaps and never changed; each is sealed over all its columns
-- and the seal of the row before it. No references: a row outlives what it is about.
create table audit_log (
  seq bigint primary key,
  at bigint not null,
  actor_kind text not null,
  actor_id uuid,
  -- In whose activity the row stands.
  person_id uuid,
  topic text not null,
  act text not null,
  subject_kind text not null,
  subject_id uuid,
  outcome text not null,
  network text not null,
  agent text not null,
  -- JSON of closed words, numbers and ids
  details text not null,
  previous bytea not null,
  seal bytea not null,
  constraint audit_log_actor_kind check (actor_kind in ('person', 'stranger', 'agency_key', 'staff', 'system')),
  constraint audit_log_topic check (topic in ('sign_in', 'security', 'profile', 'case', 'view', 'agency')),
  constraint audit_log_act check (length(act) <= 40),
  constraint audit_log_subject_kind check (subject_kind in ('none', 'person', 'session', 'passkey', 'case')),
  constraint audit_log_outcome check (outcome in ('done', 'refused')),
  constraint audit_log_network check (length(network) <= 60),
  constraint audit_log_agent check (length(agent) <= 40)
);
create index audit_log_by_person on audit_log (person_id, seq);

-- One row: how many there are and the seal of the newest, under a seal of its own. Locking it numbers the rows. Room is left in
-- the page for its next versions: it is written by every act.
create table audit_head (
  id bigint primary key,
  rows bigint not null,
  newest bytea not null,
  seal bytea not null,
  constraint audit_head_one check (id = 1)
) with (fillfactor = 10);
insert into audit_head (id, rows, newest, seal) values (1, 0, ''::bytea, ''::bytea);
