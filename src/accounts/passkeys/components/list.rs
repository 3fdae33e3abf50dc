//! The person's passkeys: names, when each was used, renaming, removing, adding.

use super::add::AddPasskey;
use crate::accounts::passkeys::api::{ListPasskeys, RemovePasskey, RenamePasskey};
use crate::accounts::passkeys::model::{Advice, PasskeySummary, Passkeys};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{
    Alert, Failing, Flash, FlashText, HiddenField, Load, PostForm, SubmitButton, TextField, Tone, read_page, use_form,
    was_refused,
};
use leptos::context::Provider;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

/// The section of the security page.
#[component]
pub fn PasskeyList() -> impl IntoView {
    let i = use_i18n();
    let edition = RwSignal::new(0_u64);
    let answered = StoredValue::new(String::new());
    let said = RwSignal::new(None::<&'static str>);
    // Not re-read on hints from elsewhere: that would take a half-typed name away.
    let passkeys = read_page::<ListPasskeys>(edition.into(), Vec::new);
    let changed = Callback::new(move |key: &'static str| {
        said.set(Some(key));
        edition.update(|count| *count += 1);
    });
    let status = {
        let i = i.clone();
        move || said.get().map(|key| i.t(key))
    };
    view! {
        <section class="section stack" aria-labelledby="passkeys-title">
            <div class="section-head"><h2 id="passkeys-title">{i.t("passkeys.title")}</h2></div>
            <p>{i.t("passkeys.lead")}</p>
            <p role="status">{status}</p>
            <Load data=passkeys failing=Failing::Part view=move |passkeys: Passkeys| view! { <Rows passkeys=passkeys changed=changed answered=answered/> }.into_any()/>
        </section>
    }
}

#[component]
fn Rows(passkeys: Passkeys, changed: Callback<&'static str>, answered: StoredValue<String>) -> impl IntoView {
    let i = use_i18n();
    let flash = FlashText::read();
    let list = if passkeys.passkeys.is_empty() {
        view! { <div class="empty"><p>{i.t("passkeys.none")}</p></div> }.into_any()
    } else {
        let all = passkeys.passkeys;
        let row = move |passkey: PasskeySummary| {
            let slot = FlashText::of(flash.as_ref().filter(|flash| is_about(flash, &passkey)));
            view! { <Provider value=slot><Row passkey=passkey changed=changed/></Provider> }
        };
        // Keyed, so that an open "Remove" never passes to the next row when its own is gone.
        let key = |passkey: &PasskeySummary| (passkey.id, passkey.name.clone());
        view! { <ul class="rows"><For each=move || all.clone() key=key children=row/></ul> }.into_any()
    };
    let add = if passkeys.room {
        let added = Callback::new(move |()| changed.run("passkeys.added"));
        view! { <AddPasskey added=added answered=answered/> }.into_any()
    } else {
        view! { <p>{i.t("passkeys.errors.too_many")}</p> }.into_any()
    };
    let advice = passkeys.advice.map(|advice| {
        let (title, text) = match advice {
            Advice::SecondWay => ("factors.advice.way_title", "factors.advice.way"),
            Advice::SecondPasskey => ("factors.advice.passkey_title", "factors.advice.passkey"),
        };
        view! { <Alert tone=Tone::Info title=i.t(title)><p>{i.t(text)}</p></Alert> }
    });
    view! { {advice}{list}{add} }
}

/// Whether the answer to a plain post belongs to this row's forms.
fn is_about(flash: &Flash, passkey: &PasskeySummary) -> bool {
    let id = passkey.id.0.to_string();
    flash.fields.iter().any(|(name, value)| name == "id" && *value == id)
}

#[component]
fn Row(passkey: PasskeySummary, changed: Callback<&'static str>) -> impl IntoView {
    let i = use_i18n();
    let id = passkey.id.0.to_string();
    let meta = meta(&i, &passkey);
    view! {
        <li class="row">
            <div class="row-main stack-tight">
                <h3 class="row-title"><bdi>{passkey.name.clone()}</bdi></h3>
                <p class="row-meta">{meta}</p>
                <details class="disclosure" open=was_refused(RenamePasskey::PATH)>
                    <summary>{i.t("passkeys.rename")}<span class="visually-hidden">" "<bdi>{passkey.name.clone()}</bdi></span></summary>
                    <div class="disclosure-body"><Rename id=id.clone() name=passkey.name.clone() changed=changed/></div>
                </details>
                <details class="disclosure" open=was_refused(RemovePasskey::PATH)>
                    <summary>{i.t("passkeys.remove")}<span class="visually-hidden">" "<bdi>{passkey.name}</bdi></span></summary>
                    <div class="disclosure-body stack-tight"><Remove id=id changed=changed/></div>
                </details>
            </div>
        </li>
    }
}

/// "Added 3 March 2026, 09:05 EST · last used … · copied to your other devices".
fn meta(i: &I18n, passkey: &PasskeySummary) -> String {
    let used = match &passkey.last_used {
        Some(at) => i.with("passkeys.last_used", &[("date", &i.date_time(at))]),
        None => i.t("passkeys.never_used"),
    };
    let kept = if passkey.backed_up { "passkeys.backed_up" } else { "passkeys.one_device" };
    let added = i.with("passkeys.created", &[("date", &i.date_time(&passkey.created))]);
    [added, used, i.t(kept)].join(" · ")
}

#[component]
fn Rename(id: String, name: String, changed: Callback<&'static str>) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<RenamePasskey>();
    let done = form.success();
    Effect::new(move |before: Option<bool>| {
        let is_done = done.get().is_some();
        if is_done && before == Some(false) {
            changed.run("passkeys.renamed");
        }
        is_done
    });
    view! {
        <PostForm form=form prefix=format!("rename-{id}-")>
            <HiddenField name="id" value=id/>
            <TextField name="name" label=i.t("passkeys.name") maxlength=60 value=name class="input-medium"/>
            <div class="actions"><SubmitButton label=i.t("passkeys.save_name") class="button-small"/></div>
        </PostForm>
    }
}

#[component]
fn Remove(id: String, changed: Callback<&'static str>) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<RemovePasskey>();
    let done = form.success();
    Effect::new(move |before: Option<bool>| {
        let is_done = done.get().is_some();
        if is_done && before == Some(false) {
            changed.run("passkeys.removed");
        }
        is_done
    });
    view! {
        <p>{i.t("passkeys.remove_lead")}</p>
        <PostForm form=form prefix=format!("remove-{id}-")>
            <HiddenField name="id" value=id/>
            <div class="actions"><SubmitButton label=i.t("passkeys.remove_now") class="button-danger button-small"/></div>
        </PostForm>
    }
}
