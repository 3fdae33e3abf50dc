-- People who work for the agency. Nothing of theirs is shared with people's accounts: neither passkeys nor sessions.
create table staff (
  id uuid primary key,
  -- The form that is compared.
  email text not null constraint staff_email unique,
  name text not null,
  role text not null,
  created_at bigint not null,
  disabled_at bigint,
  constraint staff_email_length check (length(email) <= 254),
  constraint staff_name check (length(name) between 1 and 200),
  constraint staff_role check (role in ('support', 'supervisor'))
);

-- The one link by which somebody makes their passkey; a newer one kills the older.
create table staff_enrolments (
  staff_id uuid primary key references staff (id) on delete cascade,
  token_hash bytea not null constraint staff_enrolments_token_hash unique,
  expires_at bigint not null
);
create index staff_enrolments_by_expiry on staff_enrolments (expires_at);

create table staff_passkeys (
  id uuid primary key,
  staff_id uuid not null references staff (id) on delete cascade,
  credential_id bytea not null
    constraint staff_passkeys_credential_id unique
    constraint staff_passkeys_credential_id_length check (length(credential_id) between 1 and 1023),
  credential text not null,
  name text not null constraint staff_passkeys_name_length check (length(name) between 1 and 60),
  counter bigint not null,
  backup_eligible boolean not null,
  backed_up boolean not null,
  created_at bigint not null,
  last_used_at bigint
);
create index staff_passkeys_by_staff on staff_passkeys (staff_id, id);

create table staff_sessions (
  id uuid primary key,
  token_hash bytea not null constraint staff_sessions_token_hash unique,
  staff_id uuid not null references staff (id) on delete cascade,
  network text not null,
  user_agent text not null,
  created_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null,
  ended_at bigint
);
create index staff_sessions_by_staff on staff_sessions (staff_id);
create index staff_sessions_by_expiry on staff_sessions (expires_at);
