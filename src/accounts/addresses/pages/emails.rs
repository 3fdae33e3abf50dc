//! The person's addresses, what waits, and the forms that ask for another one.

use super::own::Own;
use super::waiting::WaitingList;
use crate::accounts::addresses::api::{
    AddEmail, ChangeEmail, MakeEmailPrimary, ReadAddresses, RemoveEmail, SendAddressLinks, StopAddressChange,
};
use crate::accounts::addresses::model::{AddressesPage, OwnAddress};
use crate::accounts::pages::ProveAgain;
use crate::i18n::use_i18n;
use crate::live::{Topic, use_live};
use crate::ui::{
    AnyForm, Failing, FormState, Load, PageTitle, PostForm, SelectField, SubmitButton, TextField, read_page, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let (change, add) = (use_form::<ChangeEmail>(), use_form::<AddEmail>());
    let (send, stop) = (use_form::<SendAddressLinks>(), use_form::<StopAddressChange>());
    let (primary, remove) = (use_form::<MakeEmailPrimary>(), use_form::<RemoveEmail>());
    // Each form, and the sentence of its success.
    let forms: [(AnyForm, &'static str); 6] = [
        (change.into(), "accounts.addresses.change_sent"),
        (add.into(), "accounts.addresses.add_sent"),
        (send.into(), "accounts.addresses.sent_again"),
        (stop.into(), "accounts.addresses.stopped"),
        (primary.into(), "accounts.addresses.made_primary"),
        (remove.into(), "accounts.addresses.removed"),
    ];
    let edition = RwSignal::new(0_u64);
    let said = RwSignal::new(None::<&'static str>);
    for (form, sentence) in forms {
        let succeeded = form.succeeded();
        // On the server only what a plain form was answered is known; in the browser each success counts anew.
        if succeeded.get_untracked().is_some() {
            said.set(Some(sentence));
        }
        Effect::new(move |before: Option<bool>| {
            let done = succeeded.get().is_some();
            if done && before.is_some() {
                said.set(Some(sentence));
                edition.update(|count| *count += 1);
            }
            done
        });
    }
    // What is typed into the forms must not be taken away by a hint from elsewhere: only what stands above is read again.
    let live = use_live().version(Topic::Account);
    let state = read_page::<ReadAddresses>(Signal::derive(move || live.get() + edition.get()), Vec::new);
    let asked = read_page::<ReadAddresses>(edition.into(), Vec::new);
    let above = move |page: AddressesPage| {
        view! {
            {(!page.fresh).then(|| view! { <ProveAgain/> })}
            <WaitingList waiting=page.waiting send=send.into() stop=stop.into()/>
            <Own addresses=page.addresses primary=primary.into() remove=remove.into()/>
        }
        .into_any()
    };
    let below = move |page: AddressesPage| {
        view! {
            <Change addresses=page.addresses form=change/>
            <Add room=page.room form=add/>
        }
        .into_any()
    };
    let done = {
        let i = i.clone();
        move || said.get().map(|key| i.t(key))
    };
    view! {
        <PageTitle key="accounts.addresses.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("accounts.addresses.title")}</h1>
                <p class="lead">{i.t("accounts.addresses.lead")}</p>
            </div>
            <p role="status">{done}</p>
            <Load data=state failing=Failing::Part view=above/>
            <Load data=asked failing=Failing::Part view=below/>
        </div>
    }
    .into_any()
}

#[component]
fn Change(addresses: Vec<OwnAddress>, form: FormState<ChangeEmail>) -> impl IntoView {
    let i = use_i18n();
    let (label, submit) = (i.t("accounts.addresses.new"), i.t("accounts.addresses.change_submit"));
    view! {
        <section class="section stack" aria-labelledby="change-title">
            <div class="section-head"><h2 id="change-title">{i.t("accounts.addresses.change")}</h2></div>
            <p>{i.t("accounts.addresses.change_lead")}</p>
            <PostForm form=form prefix="change-">
                <TextField name="email" label=label kind="email" autocomplete="email"/>
                <ConfirmWith addresses=addresses/>
                <div class="actions"><SubmitButton label=submit/></div>
            </PostForm>
        </section>
    }
}

/// Which own address confirms; with one alone that may there is nothing to choose, and its loss is what to say a word about.
#[component]
fn ConfirmWith(addresses: Vec<OwnAddress>) -> impl IntoView {
    let i = use_i18n();
    let addresses: Vec<OwnAddress> = addresses.into_iter().filter(|own| own.settled_from.is_none()).collect();
    if addresses.len() < 2 {
        return view! { <p class="muted">{i.t("accounts.addresses.lost")}</p> }.into_any();
    }
    let primary = addresses.iter().find(|own| own.primary).map(|own| own.compared.clone()).unwrap_or_default();
    let options = addresses.into_iter().map(|own| (own.compared, own.written)).collect();
    view! {
        <SelectField name="confirm_with" label=i.t("accounts.addresses.confirm_with") options=options value=primary
            hint=i.t("accounts.addresses.confirm_with_hint")/>
    }
    .into_any()
}

#[component]
fn Add(room: bool, form: FormState<AddEmail>) -> impl IntoView {
    let i = use_i18n();
    let (label, submit) = (i.t("accounts.addresses.additional"), i.t("accounts.addresses.add_submit"));
    let content = if room {
        view! {
            <PostForm form=form prefix="add-">
                <TextField name="email" label=label kind="email" autocomplete="email"/>
                <div class="actions"><SubmitButton label=submit/></div>
            </PostForm>
        }
        .into_any()
    } else {
        view! { <p>{i.t("accounts.addresses.errors.full")}</p> }.into_any()
    };
    view! {
        <section class="section stack" aria-labelledby="add-title">
            <div class="section-head"><h2 id="add-title">{i.t("accounts.addresses.add")}</h2></div>
            <p>{i.t("accounts.addresses.add_lead")}</p>
            {content}
        </section>
    }
}
