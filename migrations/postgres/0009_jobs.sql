-- Work that is done later. One of a kind and subject: scheduling it again moves it. A row goes when its work is done.
create table jobs (
  id uuid primary key,
  kind text not null constraint jobs_kind_length check (length(kind) <= 40),
  -- What it is done to; no reference, because kinds differ.
  subject_id uuid not null,
  due_at bigint not null,
  attempts bigint not null,
  created_at bigint not null,
  given_up_at bigint,
  constraint jobs_once unique (kind, subject_id)
);
create index jobs_due on jobs (due_at) where given_up_at is null;
