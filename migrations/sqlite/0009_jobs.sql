-- Work that is done later. One of a kind and subject: scheduling it again moves it. A row goes when its work is done.
create table jobs (
  id blob primary key,
  kind text not null check (length(kind) <= 40),
  -- What it is done to; no reference, because kinds differ.
  subject_id blob not null,
  due_at integer not null,
  attempts integer not null,
  created_at integer not null,
  given_up_at integer,
  constraint jobs_once unique (kind, subject_id)
) strict, without rowid;
create index jobs_due on jobs (due_at) where given_up_at is null;
