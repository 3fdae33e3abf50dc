-- Online access codes that have linked somebody: each is good once. The agency sends a new one with a later event.
create table used_access_codes (
  case_id uuid not null constraint used_access_codes_case references cases (id),
  code_index bytea not null,
  person_id uuid not null,
  used_at bigint not null,
  constraint used_access_codes_pkey primary key (case_id, code_index)
);

insert into used_access_codes (case_id, code_index, person_id, used_at)
select cases.id, cases.code_index, case_links.person_id, case_links.linked_at
from case_links
join cases on cases.id = case_links.case_id
where case_links.via = 'access_code' and cases.code_index is not null
order by case_links.linked_at
on conflict do nothing;
