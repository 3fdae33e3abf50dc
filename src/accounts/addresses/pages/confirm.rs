//! Behind the link that proves an address. Works without signing in: the mail may be read on another device.

use crate::accounts::addresses::api::{ConfirmAddress, ReadAddressLink};
use crate::accounts::addresses::model::{AddressLink, Confirmed, Side};
use crate::accounts::pages::Said;
use crate::i18n::use_i18n;
use crate::ui::{
    FormState, HiddenField, LinkOver, Load, PageTitle, PostForm, SubmitButton, once, read_page, token_of_link, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let token = token_of_link();
    let form = use_form::<ConfirmAddress>();
    let answered = form.success();
    let done = Memo::new(move |_| answered.get());
    let content = if let Some(confirmed) = done.get_untracked() {
        // The link is spent now: what it says of itself no longer matters.
        view! { <Done confirmed=confirmed/> }.into_any()
    } else {
        let link = read_page::<ReadAddressLink>(once(), move || vec![("token", token.get())]);
        let step = move |link: AddressLink| {
            let step = move || match done.get() {
                Some(confirmed) => view! { <Done confirmed=confirmed/> }.into_any(),
                None => view! { <Entry link=link.clone() form=form token=token/> }.into_any(),
            };
            view! { {step} }.into_any()
        };
        view! { <Load data=link absent=|| view! { <LinkOver to="/account/emails"/> }.into_any() view=step/> }.into_any()
    };
    view! {
        <PageTitle key="accounts.confirm_address.title"/>
        <div class="page-narrow stack-loose">{content}</div>
    }
    .into_any()
}

#[component]
fn Entry(link: AddressLink, form: FormState<ConfirmAddress>, token: Signal<String>) -> impl IntoView {
    let i = use_i18n();
    let (lead, submit) = match link.side {
        Side::New => ("accounts.confirm_address.new", "accounts.confirm_address.submit_new"),
        Side::Own => ("accounts.confirm_address.own", "accounts.confirm_address.submit_own"),
        Side::Addition => ("accounts.confirm_address.addition", "accounts.confirm_address.submit_new"),
    };
    view! {
        <div class="page-head">
            <h1>{i.t("accounts.confirm_address.title")}</h1>
            <p class="lead">{i.t(lead)}</p>
        </div>
        <p>{i.t("accounts.addresses.new")}": "<strong><bdi>{link.written}</bdi></strong></p>
        <PostForm form=form>
            <HiddenField name="token" value=token/>
            <div class="actions"><SubmitButton label=i.t(submit)/></div>
        </PostForm>
    }
}

#[component]
fn Done(confirmed: Confirmed) -> impl IntoView {
    let i = use_i18n();
    let text: &'static [&'static str] = match confirmed {
        Confirmed::NewProved => &["accounts.confirm_address.new_proved"],
        Confirmed::OwnProved => &["accounts.confirm_address.own_proved"],
        Confirmed::Changed => &["accounts.confirm_address.changed"],
        Confirmed::Added => &["accounts.confirm_address.added"],
    };
    view! {
        <div class="page-head"><h1>{i.t("accounts.confirm_address.title")}</h1></div>
        <Said title="accounts.confirm_address.done_title" text=text/>
        <p><a class="button" href=i.path("/account/emails")>{i.t("accounts.addresses.title")}</a></p>
    }
}
