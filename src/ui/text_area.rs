//! The only multi-line field. Leptos 0.8 does not escape the children of `<textarea>` on the server, so this is the one
//! place that may write the element (`tests/it/layering.rs` looks), and it escapes by hand.

use super::form::FormContext;
use super::summary::field_text;
use crate::i18n::use_i18n;
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
    let i = StoredValue::new(use_i18n());
    let error = move || form.errors.with(|errors| errors.of(name).map(|error| i.with_value(|i| field_text(i, error))));
    let (id, hint_id, error_id) = (form.id(name), form.id(&format!("{name}-hint")), form.id(&format!("{name}-error")));
    let initial = form.initial(name, value);
    let described_by = format!("{hint_id} {error_id}");
    view! {
        <div class="field" data-invalid=move || error().map(|_| "true")>
            <label for=id.clone()>{label}</label>
            <p class="hint" id=hint_id>{hint}</p>
            <p class="error" id=error_id>{error}</p>
            <textarea class="input" id=id name=name rows=rows aria-describedby=described_by prop:value=initial.clone()>
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
