-- Mail waiting to be sent and mail that was. `sealed` holds the address and the link; it is emptied when the mail is
-- sent or given up. No reference to people: a mail may be about an account that does not exist.
create table outbox (
  id uuid primary key,
  person_id uuid,
  kind text not null constraint outbox_kind_length check (length(kind) <= 40),
  locale text not null constraint outbox_locale_length check (length(locale) <= 20),
  sealed bytea,
  created_at bigint not null,
  expires_at bigint not null,
  attempts bigint not null default 0,
  next_try_at bigint not null,
  sent_at bigint,
  given_up_at bigint,
  last_error text constraint outbox_last_error_length check (length(last_error) <= 40)
);
create index outbox_waiting on outbox (next_try_at) where sent_at is null and given_up_at is null;
create index outbox_by_age on outbox (created_at);

-- Mail of a demonstration: delivered here instead of to a mail server.
create table demo_mailbox (
  id uuid primary key,
  recipient text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  sent_at bigint not null
);
create index demo_mailbox_by_recipient on demo_mailbox (recipient, id);
