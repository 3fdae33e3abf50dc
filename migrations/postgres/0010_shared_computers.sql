-- Whether the browser is on a computer that others use too, as the person said when signing in. Such a session rests
-- for a shorter time, and leaves nothing behind.
alter table sessions add column shared boolean not null default false;

-- The same of a right password that waits for its second factor.
alter table sign_in_attempts add column shared boolean not null default false;
