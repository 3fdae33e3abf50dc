//! What a person told about themselves, and what they may change alone.

use super::{ProveAgain, Said};
use crate::accounts::api::{ReadProfile, SaveProfile};
use crate::accounts::model::Profile;
use crate::i18n::{Locale, use_i18n};
use crate::ui::{Load, PageTitle, PostForm, SelectField, SubmitButton, TextArea, TextField, once, read_page, use_form};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let profile = read_page::<ReadProfile>(once(), Vec::new);
    view! {
        <PageTitle key="accounts.profile.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head"><h1>{i.t("accounts.profile.title")}</h1></div>
            <Load data=profile view=|profile: Profile| view! { <Facts profile=profile.clone()/> <Edit profile=profile/> }.into_any()/>
        </div>
    }
    .into_any()
}

#[component]
fn Facts(profile: Profile) -> impl IntoView {
    let i = use_i18n();
    let rows = [
        ("accounts.given_name", profile.given_name),
        ("accounts.family_name", profile.family_name),
        ("accounts.email", profile.email),
        ("accounts.date_of_birth", i.date(profile.date_of_birth)),
        ("accounts.country_of_birth", profile.country_of_birth),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| {
        view! { <div><dt>{i.t(key)}</dt><dd><bdi>{value}</bdi></dd></div> }
    });
    view! {
        <dl class="facts">{rows.collect_view()}</dl>
        <p class="muted">{i.t("accounts.profile.fixed")}</p>
    }
}

#[component]
fn Edit(profile: Profile) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<SaveProfile>();
    let stale = !profile.fresh;
    let saved = Memo::new(move |_| form.success().get().is_some());
    let done = move || saved.get().then(|| view! { <Said text=&["accounts.profile.saved"]/> });
    let languages = Locale::all().map(|locale| (locale.code().to_owned(), locale.own_name().to_owned())).collect();
    let zones = profile.time_zones.into_iter().map(|zone| (zone.clone(), zone.replace('_', " "))).collect();
    view! {
        <section class="section stack" aria-labelledby="change-title">
            <div class="section-head"><h2 id="change-title">{i.t("accounts.profile.change")}</h2></div>
            {done}
            {stale.then(|| view! { <ProveAgain/> })}
            <PostForm form=form class="form printed">
                <TextArea name="address" label=i.t("accounts.profile.address") value=profile.address
                    hint=i.t("accounts.profile.optional")/>
                <TextField name="phone" label=i.t("accounts.profile.phone") kind="tel" autocomplete="tel" value=profile.phone
                    hint=i.t("accounts.profile.phone_hint") optional=true/>
                <TextField name="document_number" label=i.t("accounts.profile.document_number")
                    value=profile.document_number hint=i.t("accounts.profile.document_hint") optional=true/>
                <SelectField name="language" label=i.t("accounts.profile.language") options=languages
                    value=profile.language hint=i.t("accounts.profile.language_hint")/>
                <SelectField name="time_zone" label=i.t("accounts.profile.time_zone") options=zones value=profile.time_zone
                    hint=i.t("accounts.profile.time_zone_hint")/>
                <div class="actions"><SubmitButton label=i.t("accounts.profile.submit")/></div>
            </PostForm>
        </section>
    }
}
