-- People who work for the agency. Nothing of theirs is shared with people's accounts: neither passkeys nor sessions.
create table staff (
  id blob primary key,
  -- The form that is compared.
  email text not null unique check (length(email) <= 254),
  name text not null check (length(name) between 1 and 200),
  role text not null check (role in ('support', 'supervisor')),
  created_at integer not null,
  disabled_at integer
) strict, without rowid;

-- The one link by which somebody makes their passkey; a newer one kills the older.
create table staff_enrolments (
  staff_id blob primary key references staff (id) on delete cascade,
  token_hash blob not null unique,
  expires_at integer not null
) strict, without rowid;
create index staff_enrolments_by_expiry on staff_enrolments (expires_at);

create table staff_passkeys (
  id blob primary key,
  staff_id blob not null references staff (id) on delete cascade,
  credential_id blob not null unique check (length(credential_id) between 1 and 1023),
  credential text not null,
  name text not null check (length(name) between 1 and 60),
  counter integer not null,
  backup_eligible integer not null check (backup_eligible in (0, 1)),
  backed_up integer not null check (backed_up in (0, 1)),
  created_at integer not null,
  last_used_at integer
) strict, without rowid;
create index staff_passkeys_by_staff on staff_passkeys (staff_id, id);

create table staff_sessions (
  id blob primary key,
  token_hash blob not null unique,
  staff_id blob not null references staff (id) on delete cascade,
  network text not null,
  user_agent text not null,
  created_at integer not null,
  last_seen_at integer not null,
  expires_at integer not null,
  ended_at integer
) strict, without rowid;
create index staff_sessions_by_staff on staff_sessions (staff_id);
create index staff_sessions_by_expiry on staff_sessions (expires_at);
