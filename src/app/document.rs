//! The HTML document that carries the application. Every inline script bears the response's nonce.

use super::routes::App;
use crate::i18n::Locale;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// Addresses of the browser's files, as the build named them.
#[derive(Clone, Debug)]
pub struct BundlePaths {
    /// Folder of the build, such as `/pkg/1a2b3c`.
    pub folder: String,
}

/// The whole document in one language.
pub fn document(bundle: &BundlePaths, locale: Locale) -> impl IntoView + use<> {
    let file = |name: &str| format!("{}/{name}", bundle.folder);
    let (script, wasm) = (file("portico.js"), file("portico.wasm"));
    let catalogue = file(&format!("locales/{}.json", locale.code()));
    let nonce = use_nonce();
    // The catalogue and the program come at the same time. If either fails the plain page stays, and works. A program
    // that stops later (`unreachable` is how it stops) shows the reload banner of the layout.
    let start = format!(
        "addEventListener('error', ({{ error }}) => {{
  if (error instanceof WebAssembly.RuntimeError) document.getElementById('broken').hidden = false;
}});
const [app, catalogue] = await Promise.all([
  import({script:?}).then(async (app) => {{ await app.default({{ module_or_path: {wasm:?} }}); return app; }}),
  fetch({catalogue:?}).then((answer) => answer.ok ? answer.text() : Promise.reject(answer.status)),
]);
app.hydrate(document.documentElement.lang, catalogue);"
    );
    view! {
        <!DOCTYPE html>
        // The page is already in the person's language: a browser's translator would rewrite what the program wrote.
        <html lang=locale.code() dir=locale.direction() translate="no">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href=file("favicon.svg") type="image/svg+xml"/>
                <link rel="stylesheet" href=file("portico.css")/>
                <link rel="modulepreload" href=script/>
                <link rel="modulepreload" href=file("split.js")/>
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                <link rel="preload" href=catalogue r#as="fetch" crossorigin="anonymous"/>
                <script type="module" nonce=nonce>{start}</script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
