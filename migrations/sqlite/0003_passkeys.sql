-- Passkeys. `credential` is the public half with its counter and flags, as the verifying library keeps it.
create table passkeys (
  id blob primary key,
  person_id blob not null references people (id) on delete cascade,
  credential_id blob not null unique check (length(credential_id) between 1 and 1023),
  credential text not null,
  name text not null check (length(name) between 1 and 60),
  counter integer not null,
  -- May be copied to the person's other devices.
  backup_eligible integer not null check (backup_eligible in (0, 1)),
  -- Has been.
  backed_up integer not null check (backed_up in (0, 1)),
  created_at integer not null,
  last_used_at integer
) strict, without rowid;
create index passkeys_by_person on passkeys (person_id, id);

-- Challenges that wait for their answer, each taken once.
create table passkey_ceremonies (
  token_hash blob primary key,
  state text not null,
  expires_at integer not null
) strict, without rowid;
create index passkey_ceremonies_by_expiry on passkey_ceremonies (expires_at);
