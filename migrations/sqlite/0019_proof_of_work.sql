-- Proofs of work that were used, until they would come too late in any case.
create table used_proofs (
  nonce text primary key,
  expires_at integer not null
) strict, without rowid;
create index used_proofs_by_expiry on used_proofs (expires_at);
