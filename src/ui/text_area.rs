//! The only multi-line field. Leptos 0.8 does not escape the children of `<textarea>` on the server, so this is the one
//! place that may write the element (`tests/it/layering.rs` looks), and it escapes by hand.

use super::field::{ErrorText, Hint, describe};
use super::form::FormContext;
use leptos::prelude::*;

/// `&`, `<` and `>` as entities; enough for the content of an element.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Several lines of text.
#[component]
pub fn TextArea(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into, optional)] hint: String,
    #[prop(into, optional)] value: String,
    #[prop(default = 4)] rows: u32,
) -> impl IntoView {
    let form = expect_context::<FormContext>();
    let described = describe(form, name, !hint.is_empty());
    let id = form.id(name);
    let initial = form.initial(name, value);
    view! {
        <div class="field" data-invalid=move || described.error.get().map(|_| "true")>
            <label for=id.clone()>{label}</label>
            <Hint text=hint described=described/>
            <ErrorText described=described/>
            <textarea
                class="input"
                id=id
                name=name
                rows=rows
                aria-invalid=move || described.error.get().map(|_| "true")
                aria-describedby=move || described.ids.get()
                prop:value=initial.clone()
            >
                {escape(&initial)}
            </textarea>
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn typed_markup_stays_text() {
        assert_eq!(escape("</textarea><script>&amp;"), "&lt;/textarea&gt;&lt;script&gt;&amp;amp;");
    }
}
