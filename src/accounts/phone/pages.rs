//! The page of the phone: adding one, proving it, removing it.

use super::api::{ConfirmPhone, ReadPhone, RemovePhone, ResendPhoneCode, StartPhone, StopPhone};
use super::model::{PhonePage as Page, PhoneShown};
use crate::accounts::pages::{ProveAgain, follow};
use crate::i18n::use_i18n;
use crate::lazy_page;
use crate::ui::{
    Alert, Failing, FormState, Load, PageTitle, PostForm, SubmitButton, TextField, Tone, read_page, use_form,
};
use leptos::prelude::*;

lazy_page!(PhonePage, phone_chunk, preload_phone, factors, page);

/// The forms of the page, whose answers have it read again.
#[derive(Clone, Copy)]
struct Forms {
    start: FormState<StartPhone>,
    resend: FormState<ResendPhoneCode>,
    confirm: FormState<ConfirmPhone>,
    stop: FormState<StopPhone>,
    remove: FormState<RemovePhone>,
}

fn page() -> AnyView {
    let i = use_i18n();
    let forms =
        Forms { start: use_form(), resend: use_form(), confirm: use_form(), stop: use_form(), remove: use_form() };
    let edition = RwSignal::new(0_u64);
    let changed = Callback::new(move |()| edition.update(|count| *count += 1));
    follow(forms.start, changed);
    follow(forms.confirm, changed);
    follow(forms.stop, changed);
    follow(forms.remove, changed);
    let phone = read_page::<ReadPhone>(edition.into(), Vec::new);
    let view = move |page: Page| view! { <Shown page=page forms=forms/> }.into_any();
    view! {
        <PageTitle key="factors.phone.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("factors.phone.title")}</h1>
                <p class="lead">{i.t("factors.phone.lead")}</p>
            </div>
            <Load data=phone failing=Failing::Part view=view/>
            <p><a href=i.path("/account/security")>{i.t("factors.back")}</a></p>
        </div>
    }
    .into_any()
}

#[component]
fn Shown(page: Page, forms: Forms) -> impl IntoView {
    let i = use_i18n();
    let stale = (!page.fresh).then(|| view! { <ProveAgain/> });
    let off_text = i.t("factors.errors.texts_off");
    let off = (!page.on).then(|| view! { <Alert tone=Tone::Info><p>{off_text}</p></Alert> });
    let title = i.t(if page.phone.is_some() { "factors.phone.replace" } else { "factors.phone.add" });
    let current = page.phone.map(|phone| view! { <Current phone=phone changeable=page.fresh forms=forms/> });
    let next = match page.waiting {
        _ if !page.on || !page.fresh => ().into_any(),
        Some(number) => view! { <Prove number=number forms=forms/> }.into_any(),
        None => view! { <Add title=title forms=forms/> }.into_any(),
    };
    view! {
        {stale}
        {off}
        {current}
        {next}
    }
}

#[component]
fn Current(phone: PhoneShown, changeable: bool, forms: Forms) -> impl IntoView {
    let i = use_i18n();
    let used = match &phone.last_used {
        Some(at) => i.with("factors.last_used", &[("date", &i.date_time(at))]),
        None => i.t("factors.never_used"),
    };
    let meta = [i.with("factors.added", &[("date", &i.date_time(&phone.added))]), used].join(" · ");
    let title = i.with("factors.phone.ending", &[("ending", &phone.ending)]);
    let remove = changeable.then(|| {
        view! {
            <p>{i.t("factors.phone.remove_lead")}</p>
            <PostForm form=forms.remove prefix="remove-phone-">
                <div class="actions">
                    <SubmitButton label=i.t("factors.phone.remove") class="button-danger button-small"/>
                </div>
            </PostForm>
        }
    });
    view! {
        <section class="section stack" aria-labelledby="current-title">
            <div class="section-head">
                <h2 id="current-title">{title}</h2>
            </div>
            <p class="muted">{meta}</p>
            {remove}
        </section>
    }
}

#[component]
fn Add(title: String, forms: Forms) -> impl IntoView {
    let i = use_i18n();
    view! {
        <section class="section stack" aria-labelledby="add-title">
            <div class="section-head"><h2 id="add-title">{title}</h2></div>
            <PostForm form=forms.start prefix="add-">
                <TextField name="phone" label=i.t("factors.phone.number") kind="tel" autocomplete="tel"
                    hint=i.t("factors.phone.number_hint")/>
                <div class="actions"><SubmitButton label=i.t("factors.phone.send")/></div>
            </PostForm>
        </section>
    }
}

#[component]
fn Prove(number: String, forms: Forms) -> impl IntoView {
    let i = use_i18n();
    let again = Memo::new(move |_| forms.resend.success().get().is_some());
    let said = i.t("factors.phone.sent_again");
    let (resend, stop) = (i.t("factors.phone.again"), i.t("factors.phone.stop"));
    view! {
        <section class="section stack" aria-labelledby="prove-title">
            <div class="section-head"><h2 id="prove-title">{i.t("factors.phone.prove")}</h2></div>
            <p>{i.t("factors.phone.sent_to")}" "<bdi dir="ltr">{number}</bdi></p>
            <PostForm form=forms.confirm prefix="prove-">
                <div class="one-time-code">
                    <TextField name="text_code" label=i.t("factors.phone.code") inputmode="numeric"
                        autocomplete="one-time-code" hint=i.t("factors.phone.code_hint")/>
                </div>
                <div class="actions"><SubmitButton label=i.t("accounts.authenticator.confirm")/></div>
            </PostForm>
            <p role="status">{move || again.get().then(|| said.clone())}</p>
            <PostForm form=forms.resend prefix="resend-">
                <div class="actions"><SubmitButton label=resend class="button-quiet button-small"/></div>
            </PostForm>
            <PostForm form=forms.stop prefix="stop-phone-">
                <div class="actions"><SubmitButton label=stop class="button-quiet button-small"/></div>
            </PostForm>
        </section>
    }
}
