-- Nothing reads either: the applicant stands sealed with the events that told it, and a case is found by its receipt number
-- before its facts are compared.
drop index cases_by_a_number;
alter table cases drop column applicant;
