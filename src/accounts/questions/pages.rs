//! The page of the security questions: which are set, choosing others, removing all.

use super::api::{ReadQuestions, RemoveQuestions, SaveQuestions};
use super::model::{FIELDS, Question, QuestionsPage as Page, QuestionsSet};
use crate::accounts::pages::{ProveAgain, Said, follow};
use crate::i18n::{I18n, use_i18n};
use crate::lazy_page;
use crate::ui::{FormState, Load, PageTitle, PostForm, SelectField, SubmitButton, TextField, read_page, use_form};
use leptos::prelude::*;

lazy_page!(QuestionsPage, questions_chunk, preload_questions, factors, page);

const SAVED: &[&str] = &["questions.saved"];
const REMOVED: &[&str] = &["questions.removed"];

#[derive(Clone, Copy)]
struct Forms {
    save: FormState<SaveQuestions>,
    remove: FormState<RemoveQuestions>,
}

fn page() -> AnyView {
    let i = use_i18n();
    let forms = Forms { save: use_form(), remove: use_form() };
    // What a plain form has done is told in the page that it leads to.
    let done = |yes: bool, text: &'static [&'static str]| yes.then_some(text);
    let saved = done(forms.save.success().get_untracked().is_some(), SAVED);
    let told = RwSignal::new(saved.or(done(forms.remove.success().get_untracked().is_some(), REMOVED)));
    let edition = RwSignal::new(0_u64);
    let changed = move |text: &'static [&'static str]| {
        Callback::new(move |()| {
            told.set(Some(text));
            edition.update(|count| *count += 1);
        })
    };
    follow(forms.save, changed(SAVED));
    follow(forms.remove, changed(REMOVED));
    let questions = read_page::<ReadQuestions>(edition.into(), Vec::new);
    let view = move |page: Page| view! { <Shown page=page forms=forms/> }.into_any();
    view! {
        <PageTitle key="questions.title"/>
        <div class="page-narrow stack-loose">
            {move || told.get().map(|text| view! { <Said text=text/> })}
            <Load data=questions view=view/>
            <p><a href=i.path("/account/security")>{i.t("factors.back")}</a></p>
        </div>
    }
    .into_any()
}

#[component]
fn Shown(page: Page, forms: Forms) -> impl IntoView {
    let i = use_i18n();
    let stale = (!page.fresh).then(|| view! { <ProveAgain/> });
    let title = i.t(if page.set.is_some() { "questions.replace" } else { "questions.set" });
    let current = page.set.map(|set| view! { <Current set=set changeable=page.fresh forms=forms/> });
    let choose = page.fresh.then(|| view! { <Choose title=title forms=forms/> });
    view! {
        <div class="page-head">
            <h1>{i.t("questions.title")}</h1>
            <p class="lead">{i.t("questions.lead")}</p>
        </div>
        {stale}
        {current}
        {choose}
    }
}

#[component]
fn Current(set: QuestionsSet, changeable: bool, forms: Forms) -> impl IntoView {
    let i = use_i18n();
    let since = i.with("questions.since", &[("date", &i.date_time(&set.since))]);
    let texts: Vec<String> = set.questions.iter().map(|word| text(&i, word)).collect();
    let rows = texts.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    let title = i.t("questions.current");
    let remove = changeable.then(|| {
        view! {
            <PostForm form=forms.remove prefix="remove-">
                <div class="actions">
                    <SubmitButton label=i.t("questions.remove") class="button-danger button-small"/>
                </div>
            </PostForm>
        }
    });
    view! {
        <section class="section stack" aria-labelledby="current-title">
            <div class="section-head"><h2 id="current-title">{title}</h2></div>
            <ul>{rows}</ul>
            <p class="muted">{since}</p>
            {remove}
        </section>
    }
}

#[component]
fn Choose(title: String, forms: Forms) -> impl IntoView {
    let i = use_i18n();
    let pairs: Vec<(usize, (&'static str, &'static str))> = FIELDS.into_iter().enumerate().collect();
    let (advice, submit) = (i.t("questions.advice"), i.t("questions.submit"));
    view! {
        <section class="section stack" aria-labelledby="choose-title">
            <div class="section-head"><h2 id="choose-title">{title}</h2></div>
            <p>{advice}</p>
            <PostForm form=forms.save prefix="set-">
                {pairs.into_iter().map(|pair| view! { <Pair pair=pair/> }).collect_view()}
                <div class="actions"><SubmitButton label=submit/></div>
            </PostForm>
        </section>
    }
}

/// A question and the answer to it. One pair is enough, so the others are optional.
#[component]
fn Pair(pair: (usize, (&'static str, &'static str))) -> impl IntoView {
    let i = use_i18n();
    let (before, (question, answer)) = pair;
    let (number, optional) = ((before + 1).to_string(), before > 0);
    let label = |key| i.with(key, &[("number", &number)]);
    view! {
        <SelectField name=question label=label("questions.question_number") options=options(&i) optional=optional/>
        <TextField name=answer label=label("questions.answer_number") hint=i.t("questions.answer_hint")
            optional=optional/>
    }
}

/// Each question and its text, for a field of one of them.
pub(in crate::accounts) fn options(i: &I18n) -> Vec<(String, String)> {
    Question::ALL.iter().map(|question| (question.as_str().to_owned(), text(i, question.as_str()))).collect()
}

fn text(i: &I18n, word: &str) -> String {
    i.t(&format!("questions.of.{word}"))
}
