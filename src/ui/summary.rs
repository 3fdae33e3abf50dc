//! The summary of a form's errors. It takes focus when it appears and links to each field.

use super::error_view::{error_text, way_on};
use super::form::FormContext;
use crate::error::{AppError, FieldError};
use crate::i18n::{I18n, use_i18n};
use leptos::prelude::*;

/// The sentence of one refused field.
pub(super) fn field_text(i: &I18n, error: &FieldError) -> String {
    let values: Vec<(&str, &str)> = error.args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    i.with(&error.key, &values)
}

#[component]
pub(super) fn Summary(error: Signal<Option<AppError>>, context: FormContext, autofocus: bool) -> impl IntoView {
    let i = StoredValue::new(use_i18n());
    let node = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if error.get().is_some()
            && let Some(node) = node.get()
        {
            // Focus may fail in a hidden page; the text is announced by its role all the same.
            let _ = node.focus();
        }
    });
    move || {
        let error = error.get()?;
        let i = i.get_value();
        let (title, items) = match &error {
            AppError::Invalid(errors) => {
                let count = i64::try_from(errors.0.len()).unwrap_or(i64::MAX);
                let items = errors.0.iter().map(|error| {
                    let text = field_text(&i, error);
                    if error.field.is_empty() {
                        view! { <li>{text}</li> }.into_any()
                    } else {
                        // The browser's own jump moves the focus; the router's only scrolls.
                        let field = format!("#{}", context.id(&error.field));
                        view! { <li><a href=field rel="external">{text}</a></li> }.into_any()
                    }
                });
                (i.plural("form.summary", count, &[]), items.collect::<Vec<_>>())
            }
            other => {
                let way_on = way_on(&i, other).map(|(to, label)| view! { " "<a href=to rel="external">{label}</a> });
                (i.t("errors.title"), vec![view! { <li>{error_text(&i, other)}{way_on}</li> }.into_any()])
            }
        };
        let title_id = context.id("error-summary-title");
        Some(view! {
            <div
                class="error-summary"
                id=context.id("error-summary")
                tabindex="-1"
                role="alert"
                aria-labelledby=title_id.clone()
                autofocus=autofocus
                node_ref=node
            >
                <h2 id=title_id.clone()>{title}</h2>
                <ul>{items}</ul>
            </div>
        })
    }
}
