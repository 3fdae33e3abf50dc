-- When the address that an undo puts back was proved. Those of before are as old as they can be.
alter table address_undos add column old_verified_at integer not null default 0;
