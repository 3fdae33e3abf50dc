//! Shows what a page loaded, or why it could not. On the server the content is waited for; in the browser the old
//! content stays in place until the new has come, and when it cannot come for now.

use super::error_view::ErrorView;
use crate::error::{AppError, AppResult};
use leptos::prelude::*;
use std::sync::Arc;

/// Renders `view` with the resource's value.
#[component]
pub fn Load<T, V>(
    resource: Resource<AppResult<T>>,
    /// What to show of the value.
    view: V,
) -> impl IntoView
where
    T: Clone + Send + Sync + serde::Serialize + serde::de::DeserializeOwned + 'static,
    V: Fn(T) -> AnyView + Send + Sync + 'static,
{
    let view = Arc::new(view);
    let last = StoredValue::new(None::<T>);
    view! {
        <Transition>
            {move || {
                let view = Arc::clone(&view);
                Suspend::new(async move {
                    match (resource.await, last.try_get_value().flatten()) {
                        (Ok(value), _) => {
                            last.try_set_value(Some(value.clone()));
                            view(value)
                        }
                        (Err(error), Some(value)) if passes(&error) => view(value),
                        (Err(error), _) => view! { <ErrorView error=error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

/// Whether an error says nothing about what is shown: the page says elsewhere how old that is.
fn passes(error: &AppError) -> bool {
    matches!(error, AppError::Offline | AppError::Unavailable { .. } | AppError::Internal { .. })
}
