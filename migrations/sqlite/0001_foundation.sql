-- Counters of every limit, so that they hold on all nodes and across restarts.
create table throttles (
  bucket text primary key check (length(bucket) <= 200),
  hits integer not null,
  window_start integer not null,
  blocked_until integer not null,
  expires_at integer not null
) strict, without rowid;
create index throttles_by_expiry on throttles (expires_at);

-- The answer to a form that was posted without JavaScript, read once by the page that shows it. Sealed.
create table form_flashes (
  token_hash blob primary key,
  sealed blob not null,
  expires_at integer not null
) strict, without rowid;
create index form_flashes_by_expiry on form_flashes (expires_at);

-- What changed for whom; a row is written in the transaction that made the change.
create table change_feed (
  seq integer primary key autoincrement,
  person_id blob not null,
  topic text not null check (topic in ('cases', 'account')),
  entity_id blob not null,
  version integer not null,
  created_at integer not null
) strict;
create index change_feed_by_person on change_feed (person_id, seq);
create index change_feed_by_age on change_feed (created_at);
