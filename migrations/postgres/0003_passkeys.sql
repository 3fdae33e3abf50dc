-- Passkeys. `credential` is the public half with its counter and flags, as the verifying library keeps it.
create table passkeys (
  id uuid primary key,
  person_id uuid not null references people (id) on delete cascade,
  credential_id bytea not null
    constraint passkeys_credential_id unique
    constraint passkeys_credential_id_length check (length(credential_id) between 1 and 1023),
  credential text not null,
  name text not null constraint passkeys_name_length check (length(name) between 1 and 60),
  counter bigint not null,
  -- May be copied to the person's other devices.
  backup_eligible boolean not null,
  -- Has been.
  backed_up boolean not null,
  created_at bigint not null,
  last_used_at bigint
);
create index passkeys_by_person on passkeys (person_id, id);

-- Challenges that wait for their answer, each taken once.
create table passkey_ceremonies (
  token_hash bytea primary key,
  state text not null,
  expires_at bigint not null
);
create index passkey_ceremonies_by_expiry on passkey_ceremonies (expires_at);
