//! Form fields: a label always, a hint where it helps, the error beside the field, what was typed kept.

use super::draft::Drafts;
use super::form::FormContext;
use super::icon::Icon;
use super::summary::field_text;
use crate::i18n::use_i18n;
use leptos::prelude::*;

/// Error text and the ids that describe a field.
#[derive(Clone, Copy)]
pub(super) struct Described {
    pub(super) error: Signal<Option<String>>,
    pub(super) ids: Signal<Option<String>>,
    hint_id: StoredValue<String>,
    error_id: StoredValue<String>,
}

pub(super) fn describe(form: FormContext, name: &'static str, has_hint: bool) -> Described {
    let i = StoredValue::new(use_i18n());
    let error = Signal::derive(move || {
        form.errors.with(|errors| errors.of(name).map(|error| i.with_value(|i| field_text(i, error))))
    });
    let hint_id = StoredValue::new(form.id(&format!("{name}-hint")));
    let error_id = StoredValue::new(form.id(&format!("{name}-error")));
    let ids = Signal::derive(move || {
        let hint = has_hint.then(|| hint_id.get_value());
        let error = error.with(Option::is_some).then(|| error_id.get_value());
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    });
    Described { error, ids, hint_id, error_id }
}

#[component]
pub(super) fn Hint(text: String, described: Described) -> impl IntoView {
    (!text.is_empty()).then(|| view! { <p class="hint" id=described.hint_id.get_value()>{text}</p> })
}

#[component]
pub(super) fn ErrorText(described: Described) -> impl IntoView {
    let prefix = use_i18n().t("form.error_prefix");
    move || {
        described.error.get().map(|text| {
            view! {
                <p class="error" id=described.error_id.get_value()>
                    <Icon name="error"/>
                    <span><span class="visually-hidden">{prefix.clone()}</span>{text}</span>
                </p>
            }
        })
    }
}

/// One line of text.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into, optional)] hint: String,
    /// The input's `type`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(into, optional)] value: String,
    /// Says "(optional)" behind the label.
    #[prop(optional)]
    optional: bool,
    /// Width and other classes beside `input`.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let form = expect_context::<FormContext>();
    let described = describe(form, name, !hint.is_empty());
    let id = form.id(name);
    let initial = form.initial(name, value);
    let optional_text = optional.then(|| view! { <span class="optional">" "{use_i18n().t("form.optional")}</span> });
    view! {
        <div class="field" data-invalid=move || described.error.get().map(|_| "true")>
            <label for=id.clone()>{label}{optional_text}</label>
            <Hint text=hint described=described/>
            <ErrorText described=described/>
            <input
                class=format!("input {class}")
                id=id
                name=name
                type=kind
                autocomplete=Drafts::autocomplete(autocomplete)
                inputmode=inputmode
                maxlength=maxlength
                value=initial
                required=!optional
                aria-invalid=move || described.error.get().map(|_| "true")
                aria-describedby=move || described.ids.get()
                // Names, codes and addresses are no prose to correct.
                spellcheck="false"
            />
        </div>
    }
}

/// A password, with a button that shows it. Never filled in again by the server.
#[component]
pub fn PasswordField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into, optional)] hint: String,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
) -> impl IntoView {
    let form = expect_context::<FormContext>();
    let i = use_i18n();
    let described = describe(form, name, !hint.is_empty());
    let id = form.id(name);
    let shown = RwSignal::new(false);
    let (show, hide) = (i.t("form.show"), i.t("form.hide"));
    view! {
        <div class="field" data-invalid=move || described.error.get().map(|_| "true")>
            <label for=id.clone()>{label}</label>
            <Hint text=hint described=described/>
            <ErrorText described=described/>
            <div class="input-group">
                <input
                    class="input"
                    id=id.clone()
                    name=name
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=Drafts::autocomplete(autocomplete)
                    required=true
                    aria-invalid=move || described.error.get().map(|_| "true")
                    aria-describedby=move || described.ids.get()
                    spellcheck="false"
                    autocapitalize="none"
                />
                <button
                    class="button button-secondary needs-js"
                    type="button"
                    aria-controls=id
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { hide.clone() } else { show.clone() }}
                    <span class="visually-hidden">" "{i.t("form.password_suffix")}</span>
                </button>
            </div>
        </div>
    }
}

/// One of several.
#[component]
pub fn SelectField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into, optional)] hint: String,
    /// Value and text of each option; an empty "Select" comes before them.
    options: Vec<(String, String)>,
    #[prop(into, optional)] value: String,
    #[prop(default = "off")] autocomplete: &'static str,
    /// Says "(optional)" behind the label.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let form = expect_context::<FormContext>();
    let described = describe(form, name, !hint.is_empty());
    let id = form.id(name);
    let initial = form.initial(name, value);
    let optional_text = optional.then(|| view! { <span class="optional">" "{use_i18n().t("form.optional")}</span> });
    view! {
        <div class="field" data-invalid=move || described.error.get().map(|_| "true")>
            <label for=id.clone()>{label}{optional_text}</label>
            <Hint text=hint described=described/>
            <ErrorText described=described/>
            <select
                class="input"
                id=id
                name=name
                autocomplete=Drafts::autocomplete(autocomplete)
                required=!optional
                aria-invalid=move || described.error.get().map(|_| "true")
                aria-describedby=move || described.ids.get()
            >
                <Options options=options initial=initial/>
            </select>
        </div>
    }
}

#[component]
fn Options(options: Vec<(String, String)>, initial: String) -> impl IntoView {
    let empty = use_i18n().t("form.select");
    let options = options.into_iter().map(|(value, text)| {
        let selected = value == initial;
        view! { <option value=value selected=selected>{text}</option> }
    });
    view! { <option value="">{empty}</option>{options.collect_view()} }
}

/// A day people know by heart, in three fields `{name}_month`, `{name}_day`, `{name}_year`; errors name `{name}`.
#[component]
pub fn DateField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into, optional)] hint: String,
    /// `bday` for the person's own date of birth, else empty.
    #[prop(optional)]
    autocomplete: &'static str,
) -> impl IntoView {
    let form = expect_context::<FormContext>();
    let i = use_i18n();
    let described = describe(form, name, !hint.is_empty());
    let part = move |part: &str| (format!("{name}_{part}"), form.id(&format!("{name}_{part}")));
    let complete = move |part: &str| match Drafts::autocomplete(autocomplete) {
        "" | "off" => "off".to_owned(),
        wanted => format!("{wanted}-{part}"),
    };
    let months = (1..=12u8).map(|month| (month.to_string(), format!("{month} - {}", i.month(month)))).collect();
    let ((month, month_id), (day, day_id), (year, year_id)) = (part("month"), part("day"), part("year"));
    let number = |(name, id): (String, String), label: String, digits: u32, complete: String| {
        let initial = form.initial(&name, String::new());
        view! {
            <label for=id.clone()>{label}</label>
            <input class="input" id=id name=name type="text" inputmode="numeric" maxlength=digits value=initial
                autocomplete=complete aria-invalid=move || described.error.get().map(|_| "true")
                aria-describedby=move || described.ids.get()/>
        }
    };
    let initial_month = form.initial(&month, String::new());
    view! {
        <fieldset class="field" id=form.id(name) tabindex="-1" data-invalid=move || described.error.get().map(|_| "true")>
            <legend>{label}</legend>
            <Hint text=hint described=described/>
            <ErrorText described=described/>
            <div class="date-parts">
                <div class="date-part date-month">
                    <label for=month_id.clone()>{i.t("form.month")}</label>
                    <select class="input" id=month_id name=month autocomplete=complete("month")
                        aria-invalid=move || described.error.get().map(|_| "true")
                        aria-describedby=move || described.ids.get()>
                        <Options options=months initial=initial_month/>
                    </select>
                </div>
                <div class="date-part date-day">{number((day, day_id), i.t("form.day"), 2, complete("day"))}</div>
                <div class="date-part date-year">{number((year, year_id), i.t("form.year"), 4, complete("year"))}</div>
            </div>
        </fieldset>
    }
}

/// A yes or no; posts `true` when checked and nothing when not.
#[component]
pub fn CheckField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into, optional)] hint: String,
) -> impl IntoView {
    let form = expect_context::<FormContext>();
    let described = describe(form, name, false);
    let id = form.id(name);
    let checked = form.initial(name, String::new()) == "true";
    let hint = (!hint.is_empty()).then(|| view! { <span class="hint">" "{hint}</span> });
    view! {
        <div class="field" data-invalid=move || described.error.get().map(|_| "true")>
            <ErrorText described=described/>
            <div class="check">
                <input
                    type="checkbox"
                    id=id.clone()
                    name=name
                    value="true"
                    checked=checked
                    aria-invalid=move || described.error.get().map(|_| "true")
                    aria-describedby=move || described.ids.get()
                />
                <label for=id>{label}{hint}</label>
            </div>
        </div>
    }
}

/// A value the page sends along.
#[component]
pub fn HiddenField(name: &'static str, #[prop(into)] value: Signal<String>) -> impl IntoView {
    view! { <input type="hidden" name=name value=move || value.get()/> }
}

/// The button that sends the form. While an answer is waited for it says so, keeps focus, and sends nothing twice.
#[component]
pub fn SubmitButton(
    #[prop(into)] label: String,
    /// Variant classes beside `button`.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let form = expect_context::<FormContext>();
    let sending = use_i18n().t("form.sending");
    let busy = move || form.pending.get().then_some("true");
    view! {
        <button class=format!("button {class}") type="submit" aria-disabled=busy aria-busy=busy>
            {move || if form.pending.get() { sending.clone() } else { label.clone() }}
        </button>
    }
}
