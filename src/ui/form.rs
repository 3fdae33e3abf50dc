//! One form for both paths. With the client live a form posts by fetch and its answer is the action's value; without
//! JavaScript the server keeps the answer and the typed, non-secret fields for one page view (`server/flash.rs`) and
//! the same helper reads them. No page has two code paths.

use super::draft::{self, Drafts};
use super::next::{Next, go_to, this_page};
use super::post::{FormBody, post};
use super::summary::Summary;
use crate::error::{AppError, AppResult, FieldErrors};
use crate::i18n::use_i18n;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

/// Does the work that the server wants before it takes another try, given the challenge and the address of its worker;
/// answers the proof, or `None` where this browser cannot.
pub type Solver = fn(String, String) -> Pin<Box<dyn Future<Output = Option<String>>>>;

/// The field that carries the proof.
const PROOF: &str = "work_token";

/// What a plain post left for the page that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Path of the server function that answered.
    pub form: String,
    /// What was typed, secrets left out.
    pub fields: Vec<(String, String)>,
    /// JSON of the answer, or the error; none when the page only gets back what was typed.
    pub answer: Option<Result<String, AppError>>,
}

/// JSON of the page's flash, empty if it has none; provided at the root, which does not read it.
#[derive(Clone, Debug, Default)]
pub struct FlashText(pub String);

impl FlashText {
    /// For the page that is rendered.
    #[must_use]
    pub fn of(flash: Option<&Flash>) -> Self {
        Self(flash.and_then(|flash| serde_json::to_string(flash).ok()).unwrap_or_default())
    }

    /// The page's flash.
    #[must_use]
    pub fn read() -> Option<Flash> {
        serde_json::from_str(&use_context::<Self>()?.0).ok()
    }
}

/// Whether a plain post to the function at `path` was refused: then its form is not behind a closed part.
#[must_use]
pub fn was_refused(path: &str) -> bool {
    FlashText::read().is_some_and(|flash| flash.form == path && matches!(flash.answer, Some(Err(_))))
}

/// State of one form, whatever its function answers: the browser's half is compiled once for all forms.
#[derive(Clone, Copy)]
pub struct AnyForm {
    path: &'static str,
    /// JSON of the answer, or the error.
    answer: RwSignal<Option<AppResult<String>>>,
    pending: RwSignal<bool>,
    /// Key of the sentence about the work that is being done.
    working: RwSignal<Option<&'static str>>,
    typed: StoredValue<Vec<(String, String)>>,
    from_flash: bool,
}

/// State of the form of the server function `S`.
pub struct FormState<S> {
    any: AnyForm,
    function: PhantomData<fn() -> S>,
}

impl<S> Clone for FormState<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for FormState<S> {}

impl<S> From<FormState<S>> for AnyForm {
    fn from(form: FormState<S>) -> Self {
        form.any
    }
}

impl<S> FormState<S> {
    /// Whether the page was rendered with an answer, good or bad, to this form.
    pub fn was_answered(&self) -> bool {
        self.any.answer.with_untracked(Option::is_some)
    }
}

impl<S> FormState<S>
where
    S: ServerFn<Error = AppError>,
    S::Output: DeserializeOwned + Send + Sync + 'static,
{
    /// The last answer, if it was a success.
    pub fn success(&self) -> Signal<Option<S::Output>> {
        let answer = self.any.answer;
        Signal::derive(move || {
            answer.with(|answer| match answer {
                Some(Ok(json)) => serde_json::from_str(json).ok(),
                Some(Err(_)) | None => None,
            })
        })
    }
}

impl AnyForm {
    /// See [`was_refused`].
    #[must_use]
    pub fn was_refused(self) -> bool {
        was_refused(self.path)
    }

    /// Moves at each success; tells whether the answer leads to another page.
    pub fn succeeded(&self) -> Signal<Option<Option<Next>>> {
        let answer = self.answer;
        Signal::derive(move || {
            answer.with(|answer| {
                answer.as_ref().and_then(|answer| answer.as_ref().ok()).map(|json| Next::in_answer(json))
            })
        })
    }

    fn error(&self) -> Signal<Option<AppError>> {
        let answer = self.answer;
        Signal::derive(move || answer.with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().err().cloned())))
    }
}

/// What the fields of a form share; each field finds it in its context.
#[derive(Clone, Copy)]
pub(super) struct FormContext {
    pub(super) errors: Signal<FieldErrors>,
    pub(super) pending: Signal<bool>,
    pub(super) typed: StoredValue<Vec<(String, String)>>,
    /// Put before every field's id, for pages with several forms.
    pub(super) prefix: StoredValue<String>,
}

impl FormContext {
    pub(super) fn id(&self, name: &str) -> String {
        self.prefix.with_value(|prefix| format!("{prefix}{name}"))
    }

    /// What was typed before a plain post came back, else `default`.
    pub(super) fn initial(&self, name: &str, default: String) -> String {
        self.typed.with_value(|typed| {
            typed.iter().find(|(known, _)| known == name).map_or(default, |(_, value)| value.clone())
        })
    }
}

/// The form of one server function on this page.
pub fn use_form<S: ServerFn>() -> FormState<S> {
    FormState { any: any_form(S::PATH), function: PhantomData }
}

fn any_form(path: &'static str) -> AnyForm {
    let flash = FlashText::read().filter(|flash| flash.form == path);
    let from_flash = flash.as_ref().is_some_and(|flash| flash.answer.is_some());
    let (fields, answer) = flash.map_or((Vec::new(), None), |flash| (flash.fields, flash.answer));
    AnyForm {
        path,
        answer: RwSignal::new(answer),
        pending: RwSignal::new(false),
        working: RwSignal::new(None),
        typed: StoredValue::new(fields),
        from_flash,
    }
}

/// A form over a server function. Its errors stand beside their fields and in a summary that takes focus.
#[component]
pub fn PostForm(
    #[prop(into)] form: AnyForm,
    /// Put before the ids of the fields, for pages with several forms.
    #[prop(into, optional)]
    prefix: String,
    #[prop(default = "form")] class: &'static str,
    /// For fields that stand outside it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Of a form that may be asked for a proof of work.
    #[prop(optional)]
    solver: Option<Solver>,
    children: Children,
) -> impl IntoView {
    let error = form.error();
    let errors = Signal::derive(move || match error.get() {
        Some(AppError::Invalid(errors)) => errors,
        Some(_) | None => FieldErrors::default(),
    });
    let node = NodeRef::<leptos::html::Form>::new();
    let place = draft::place(&use_location().pathname.get_untracked(), form.path, &prefix);
    let place = StoredValue::new(place);
    keep_drafts(place, node);
    let context =
        FormContext { errors, pending: form.pending.into(), typed: form.typed, prefix: StoredValue::new(prefix) };
    provide_context(context);

    let go = go_to();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if form.pending.get_untracked() {
            return;
        }
        let Some(body) = FormBody::of(&event) else { return form.answer.set(Some(Err(AppError::Malformed))) };
        form.pending.set(true);
        let go = go.clone();
        spawn_local(async move {
            let mut answer = post(form.path, &body).await;
            if let Some(solver) = solver
                && let Err(AppError::WorkWanted { challenge, solver: worker, .. }) = &answer
            {
                // The refusal of the try before would contradict it.
                form.answer.try_set(None);
                form.working.try_set(Some("work.checking"));
                if let Some(proof) = solver(challenge.clone(), worker.clone()).await {
                    form.working.try_set(Some("work.done"));
                    answer = post(form.path, &body.with(PROOF, &proof)).await;
                }
                form.working.try_set(None);
            }
            let next = answer.as_ref().ok().and_then(|json| Next::in_answer(json));
            // The page may have been left meanwhile; its signals are gone then.
            form.pending.try_set(false);
            if matches!(answer, Err(AppError::StepUp | AppError::Unauthenticated)) {
                keep_draft(place, node);
            }
            form.answer.try_set(Some(answer));
            if let Some(next) = next {
                go(&next);
            }
        });
    };

    view! {
        <form class=class id=id method="post" action=form.path novalidate on:submit=submit node_ref=node>
            <input type="hidden" name="_page" value=this_page()/>
            <Summary error=error context=context autofocus=form.from_flash/>
            {children()}
            {solver.map(|_| view! { <Working key=form.working/> })}
        </form>
    }
}

/// Says that the browser works. The region is there before it says anything, or it would not be heard.
#[component]
fn Working(key: RwSignal<Option<&'static str>>) -> impl IntoView {
    let i = use_i18n();
    view! { <div role="status" class="muted">{move || key.get().map(|key| view! { <p>{i.t(key)}</p> })}</div> }
}

/// Puts back what this form had been left with, and keeps what is in it when the page is about to be left.
fn keep_drafts(place: StoredValue<Option<String>>, node: NodeRef<leptos::html::Form>) {
    Effect::new(move |restored: Option<bool>| {
        let Some(form) = node.get() else { return false };
        if restored != Some(true)
            && let Some(place) = place.get_value()
        {
            draft::restore(&place, &form);
        }
        true
    });
    let leaving = use_context::<Drafts>().map(|drafts| drafts.leaving);
    Effect::new(move |_| {
        if leaving.is_some_and(|leaving| leaving.get()) {
            keep_draft(place, node);
        }
    });
}

/// The page may be gone by now; then there is nothing to keep.
fn keep_draft(place: StoredValue<Option<String>>, node: NodeRef<leptos::html::Form>) {
    if let (Some(Some(place)), Some(Some(form))) = (place.try_get_value(), node.try_get_untracked()) {
        draft::keep(&place, &form);
    }
}
