//! The glossary: every status in plain words, and what it does not mean.

use crate::cases::api::ReadGlossary;
use crate::cases::model::{Glossary, GlossaryGroup, Term};
use crate::i18n::{I18n, use_i18n};
use crate::lazy_page;
use crate::ui::{Load, PageTitle, once, read_page};
use leptos::prelude::*;

lazy_page!(StatusesPage, statuses_chunk, preload_statuses, statuses, statuses);

fn statuses() -> AnyView {
    let data = read_page::<ReadGlossary>(once(), Vec::new);
    view! {
        <PageTitle key="shell.statuses"/>
        <Load data=data view=shown/>
    }
    .into_any()
}

fn shown(glossary: Glossary) -> AnyView {
    let i = use_i18n();
    let links = glossary.groups.iter().map(|group| {
        // The browser's own jump moves the focus; the router's only scrolls.
        view! { <li><a href=format!("#{}", group.id) rel="external">{group.name.clone()}</a></li> }
    });
    let links = links.collect_view();
    let groups = glossary.groups.into_iter().map(|group| part(&i, group)).collect_view();
    view! {
        <div class="page-head">
            <h1>{i.t("shell.statuses")}</h1>
            <p class="lead">{i.t("cases.statuses_lead")}</p>
            <p class="muted">{i.with("cases.statuses_source", &[("date", &i.date_short(glossary.as_of))])}</p>
        </div>
        <nav aria-label=i.t("cases.statuses_groups")><ul>{links}</ul></nav>
        <div class="stack-loose">{groups}</div>
    }
    .into_any()
}

fn part(i: &I18n, group: GlossaryGroup) -> AnyView {
    let (title, labelled_by) = (format!("{}-title", group.id), format!("{}-title", group.id));
    let terms = group.terms.into_iter().map(|term| entry(i, term)).collect_view();
    view! {
        <section class="section" id=group.id aria-labelledby=labelled_by>
            <h2 id=title>{group.name}</h2>
            {terms}
        </section>
    }
    .into_any()
}

fn entry(i: &I18n, term: Term) -> AnyView {
    let (heading, original) = match term.translated {
        Some(translated) => {
            (view! { {translated} }.into_any(), Some(view! { <p class="muted" lang="en">{term.title}</p> }))
        }
        None => (view! { {term.title} }.into_any(), None),
    };
    let said = |key: &str, text: Option<String>| text.map(|text| view! { <p><strong>{i.t(key)}</strong>" "{text}</p> });
    view! {
        <article class="term" id=term.anchor>
            <h3>{heading}</h3>
            {original}
            <p>{term.meaning}</p>
            {said("cases.meaning_not_inline", term.is_not)}
            {said("cases.todo_inline", term.todo)}
        </article>
    }
    .into_any()
}
