//! Pages whose code is downloaded when they are first visited. Pages named with one group share one download; a
//! download that fails (an old tab after an upgrade, a broken line) shows a page that says so instead of ending the app.

use super::message::{Alert, Tone};
use crate::i18n::use_i18n;
use leptos::prelude::*;

/// Declares `pub struct $page`, a lazy route that renders `$view()` (a function to `AnyView`) from the chunk `$group`.
#[macro_export]
macro_rules! lazy_page {
    ($page:ident, $chunk:ident, $preload:ident, $group:ident, $view:path) => {
        /// A lazily loaded page.
        #[derive(Debug)]
        pub struct $page;

        #[leptos::wasm_split::wasm_split($group, wasm_split_path = ::leptos::wasm_split, preload($preload), fallible)]
        fn $chunk() -> Result<leptos::prelude::AnyView, leptos::wasm_split::SplitLoaderError> {
            Ok($view())
        }

        impl leptos_router::LazyRoute for $page {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> leptos::prelude::AnyView {
                leptos::prefetch_lazy_fn_on_server(stringify!($group));
                $chunk().await.unwrap_or_else(|_| $crate::ui::chunk_failed())
            }

            async fn preload() {
                // A failed preload is tried again, and told, when the page is visited.
                let _ = $preload().await;
            }
        }
    };
}

/// What stands in place of a page whose code could not be downloaded.
pub fn chunk_failed() -> AnyView {
    let i = use_i18n();
    view! {
        <h1>{i.t("errors.title")}</h1>
        <Alert tone=Tone::Warning announce=true>
            <p>{i.t("shell.broken")}</p>
            <a class="button" href="" rel="external">{i.t("shell.reload")}</a>
        </Alert>
    }
    .into_any()
}
