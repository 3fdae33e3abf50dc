//! Shows what a page loaded, or why it could not. On the server the content is waited for; in the browser the old
//! content stays in place until the new has come.

use super::error_view::ErrorView;
use crate::error::AppResult;
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
    view! {
        <Transition>
            {move || {
                let view = Arc::clone(&view);
                Suspend::new(async move {
                    match resource.await {
                        Ok(value) => view(value),
                        Err(error) => view! { <ErrorView error=error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}
