-- Mail waiting to be sent and mail that was. `sealed` holds the address and the link; it is emptied when the mail is
-- sent or given up. No reference to people: a mail may be about an account that does not exist.
create table outbox (
  id blob primary key,
  person_id blob,
  kind text not null check (length(kind) <= 40),
  locale text not null check (length(locale) <= 20),
  sealed blob,
  created_at integer not null,
  expires_at integer not null,
  attempts integer not null default 0,
  next_try_at integer not null,
  sent_at integer,
  given_up_at integer,
  last_error text check (length(last_error) <= 40)
) strict, without rowid;
create index outbox_waiting on outbox (next_try_at) where sent_at is null and given_up_at is null;
create index outbox_by_age on outbox (created_at);

-- Mail of a demonstration: delivered here instead of to a mail server.
create table demo_mailbox (
  id blob primary key,
  recipient text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  sent_at integer not null
) strict, without rowid;
create index demo_mailbox_by_recipient on demo_mailbox (recipient, id);
