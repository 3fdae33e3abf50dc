-- Counters of every limit, so that they hold on all nodes and across restarts.
create table throttles (
  bucket text primary key constraint throttles_bucket_length check (length(bucket) <= 200),
  hits bigint not null,
  window_start bigint not null,
  blocked_until bigint not null,
  expires_at bigint not null
);
create index throttles_by_expiry on throttles (expires_at);

-- The answer to a form that was posted without JavaScript, read once by the page that shows it. Sealed.
create table form_flashes (
  token_hash bytea primary key,
  sealed bytea not null,
  expires_at bigint not null
);
create index form_flashes_by_expiry on form_flashes (expires_at);

-- What changed for whom; a row is written in the transaction that made the change.
create table change_feed (
  seq bigint generated always as identity primary key,
  person_id uuid not null,
  topic text not null constraint change_feed_topic check (topic in ('cases', 'account')),
  entity_id uuid not null,
  version bigint not null,
  created_at bigint not null
);
create index change_feed_by_person on change_feed (person_id, seq);
create index change_feed_by_age on change_feed (created_at);
