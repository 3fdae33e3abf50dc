-- Security questions that a person has answered, for the support desk's checklist: at most three, none of them twice.
create table security_questions (
  person_id uuid not null references people (id) on delete cascade,
  -- In the order of the form.
  place bigint not null constraint security_questions_place check (place between 1 and 3),
  -- Word of the program.
  question text not null constraint security_questions_question_length check (length(question) <= 40),
  -- Of the answer with its question; nothing else of it is kept.
  answer_hash text not null constraint security_questions_answer_hash
    check (answer_hash like '$argon2id$%' and length(answer_hash) <= 200),
  set_at bigint not null,
  primary key (person_id, place),
  constraint security_questions_once unique (person_id, question)
);
