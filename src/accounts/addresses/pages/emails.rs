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
    AnyForm, FormState, Load, PageTitle, PostForm, SelectField, SubmitButton, TextField, read_page, use_form,
};
use leptos::prelude::*;

/// The forms of the page, whose state outlives what they stand in: a success reads that again.
#[derive(Clone, Copy)]
pub(super) struct Forms {
    pub change: FormState<ChangeEmail>,
    pub add: FormState<AddEmail>,
    pub send: FormState<SendAddressLinks>,
    pub stop: FormState<StopAddressChange>,
    pub primary: FormState<MakeEmailPrimary>,
    pub remove: FormState<RemoveEmail>,
}

impl Forms {
    /// Each form, and the sentence of its success.
    fn all(self) -> [(AnyForm, &'static str); 6] {
        [
            (self.change.into(), "accounts.addresses.change_sent"),
            (self.add.into(), "accounts.addresses.add_sent"),
            (self.send.into(), "accounts.addresses.sent_again"),
            (self.stop.into(), "accounts.addresses.stopped"),
            (self.primary.into(), "accounts.addresses.made_primary"),
            (self.remove.into(), "accounts.addresses.removed"),
        ]
    }
}

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let forms = Forms {
        change: use_form(),
        add: use_form(),
        send: use_form(),
        stop: use_form(),
        primary: use_form(),
        remove: use_form(),
    };
    let edition = RwSignal::new(0_u64);
    let said = RwSignal::new(None::<&'static str>);
    for (form, sentence) in forms.all() {
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
            <Load data=state view=move |page: AddressesPage| view! { <State page=page forms=forms/> }.into_any()/>
            <Load data=asked view=move |page: AddressesPage| view! { <Ask page=page forms=forms/> }.into_any()/>
        </div>
    }
    .into_any()
}

#[component]
fn State(page: AddressesPage, forms: Forms) -> impl IntoView {
    view! {
        {(!page.fresh).then(|| view! { <ProveAgain/> })}
        <WaitingList waiting=page.waiting forms=forms/>
        <Own addresses=page.addresses forms=forms/>
    }
}

#[component]
fn Ask(page: AddressesPage, forms: Forms) -> impl IntoView {
    view! {
        <Change addresses=page.addresses form=forms.change/>
        <Add room=page.room form=forms.add/>
    }
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

/// Which own address confirms; with one alone there is nothing to choose, and its loss is what to say a word about.
#[component]
fn ConfirmWith(addresses: Vec<OwnAddress>) -> impl IntoView {
    let i = use_i18n();
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
