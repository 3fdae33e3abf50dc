//! One form for both paths. With the client live a form posts by fetch and its answer is the action's value; without
//! JavaScript the server keeps the answer and the typed, non-secret fields for one page view (`server/flash.rs`) and
//! the same helper reads them. No page has two code paths.

use super::summary::Summary;
use crate::error::{AppError, AppResult, FieldErrors};
use leptos::ev::SubmitEvent;
use leptos::form::FromFormData as _;
use leptos::prelude::*;
use leptos::server_fn::codec::{Json, PostUrl};
use leptos::server_fn::{Http, ServerFn};
use leptos_router::hooks::use_location;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::next::{Next, go_to};

/// What a plain post left for the page that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Path of the server function that answered.
    pub form: String,
    /// What was typed, secrets left out.
    pub fields: Vec<(String, String)>,
    /// JSON of the answer, or the error.
    pub answer: Result<String, AppError>,
}

/// The page's flash, if it has one; provided at the root.
#[derive(Clone, Debug, Default)]
pub struct FlashSlot(pub Option<Flash>);

/// What a form's server function answers. Only [`Next`] overrides anything.
pub trait FormAnswer {
    /// Where to go on success.
    fn next(&self) -> Option<&Next> {
        None
    }
}

impl FormAnswer for () {}

impl FormAnswer for Next {
    fn next(&self) -> Option<&Next> {
        Some(self)
    }
}

/// State of one form.
pub struct FormState<S>
where
    S: ServerFn<Error = AppError> + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    action: ServerAction<S>,
    outcome: Signal<Option<AppResult<S::Output>>>,
    /// The browser could not even read the form's fields.
    unreadable: RwSignal<bool>,
    typed: StoredValue<Vec<(String, String)>>,
    from_flash: bool,
}

impl<S> Clone for FormState<S>
where
    S: ServerFn<Error = AppError> + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for FormState<S>
where
    S: ServerFn<Error = AppError> + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
}

impl<S> FormState<S>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    /// The last answer, if any.
    pub fn outcome(&self) -> Signal<Option<AppResult<S::Output>>> {
        self.outcome
    }

    /// The last answer if it was a success.
    pub fn success(&self) -> Signal<Option<S::Output>> {
        let outcome = self.outcome;
        Signal::derive(move || outcome.get().and_then(Result::ok))
    }

    /// Whether an answer is being waited for.
    pub fn pending(&self) -> Signal<bool> {
        self.action.pending().into()
    }

    fn error(&self) -> Signal<Option<AppError>> {
        let (outcome, unreadable) = (self.outcome, self.unreadable);
        Signal::derive(move || match (unreadable.get(), outcome.get()) {
            (true, _) => Some(AppError::Malformed),
            (false, Some(Err(error))) => Some(error),
            (false, Some(Ok(_)) | None) => None,
        })
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
pub fn use_form<S>() -> FormState<S>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + DeserializeOwned + Send + Sync + 'static,
{
    let action = ServerAction::<S>::new();
    let flash = use_context::<FlashSlot>().and_then(|slot| slot.0).filter(|flash| flash.form == S::PATH);
    let from_flash = flash.is_some();
    let (fields, kept) = flash.map_or((Vec::new(), None), |flash| {
        let answer = flash
            .answer
            .and_then(|json| serde_json::from_str(&json).map_err(|_| AppError::Internal { reference: String::new() }));
        (flash.fields, Some(answer))
    });
    let kept = StoredValue::new(kept);
    let value = action.value();
    FormState {
        action,
        outcome: Signal::derive(move || value.get().or_else(|| kept.get_value())),
        unreadable: RwSignal::new(false),
        typed: StoredValue::new(fields),
        from_flash,
    }
}

/// A form over a server function. Its errors stand beside their fields and in a summary that takes focus.
#[component]
pub fn PostForm<S, Output>(
    form: FormState<S>,
    /// Put before the ids of the fields, for pages with several forms.
    #[prop(into, optional)]
    prefix: String,
    #[prop(default = "form")] class: &'static str,
    children: Children,
) -> impl IntoView
where
    S: ServerFn<Error = AppError, Output = Output, Protocol = Http<PostUrl, Json>>
        + DeserializeOwned
        + Clone
        + Send
        + Sync
        + 'static,
    Output: FormAnswer + Clone + Send + Sync + 'static,
{
    let error = form.error();
    let errors = Signal::derive(move || match error.get() {
        Some(AppError::Invalid(errors)) => errors,
        Some(_) | None => FieldErrors::default(),
    });
    let context = FormContext { errors, pending: form.pending(), typed: form.typed, prefix: StoredValue::new(prefix) };
    provide_context(context);

    let go = go_to();
    Effect::new(move |_| {
        // The answer of a plain post was already followed by the server.
        if let Some(Ok(answer)) = form.action.value().get()
            && let Some(next) = answer.next()
        {
            go(next);
        }
    });

    let location = use_location();
    let page = move || format!("{}{}", location.pathname.get_untracked(), location.search.get_untracked());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if form.pending().get_untracked() {
            return;
        }
        match S::from_event(&event) {
            Ok(input) => {
                form.unreadable.set(false);
                form.action.dispatch(input);
            }
            Err(_) => form.unreadable.set(true),
        }
    };

    view! {
        <form class=class method="post" action=S::url() novalidate on:submit=submit>
            <input type="hidden" name="_page" value=page()/>
            <Summary error=error context=context autofocus=form.from_flash/>
            {children()}
        </form>
    }
}
