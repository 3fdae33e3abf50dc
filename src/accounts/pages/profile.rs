//! What a person told about themselves, and what they may change alone.

use super::{ProveAgain, Said};
use crate::accounts::api::{ReadProfile, SaveName, SaveProfile};
use crate::accounts::model::Profile;
use crate::accounts::recovery::RecoveryBanner;
use crate::i18n::{Locale, use_i18n};
use crate::ui::{
    Failing, Load, PageTitle, PostForm, SelectField, SubmitButton, TextArea, TextField, once, read_page, use_form,
};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let profile = read_page::<ReadProfile>(once(), Vec::new);
    view! {
        <PageTitle key="accounts.profile.title"/>
        <div class="page-narrow stack-loose">
            <RecoveryBanner/>
            <div class="page-head"><h1>{i.t("accounts.profile.title")}</h1></div>
            <Load data=profile failing=Failing::Part view=|profile: Profile| view! { <Facts profile=profile.clone()/> <Name profile=profile.clone()/> <Edit profile=profile/> }.into_any()/>
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
        <p><a href=i.path("/account/emails")>{i.t("accounts.addresses.title")}</a></p>
    }
}

/// A slip in the name. What the agency has on record is not ours to change.
#[component]
fn Name(profile: Profile) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<SaveName>();
    let saved = Memo::new(move |_| form.success().get().is_some());
    let done = move || saved.get().then(|| view! { <Said text=&["accounts.profile.name_saved"]/> });
    view! {
        <section class="section stack" aria-labelledby="name-title">
            <div class="section-head"><h2 id="name-title">{i.t("accounts.profile.name")}</h2></div>
            <p>{i.t("accounts.profile.name_lead")}</p>
            {done}
            <details class="disclosure" open=form.was_answered()>
                <summary>{i.t("accounts.profile.name_change")}</summary>
                <div class="disclosure-body">
                    <PostForm form=form prefix="name-">
                        <TextField name="given_name" label=i.t("accounts.given_name") autocomplete="given-name"
                            value=profile.given_name hint=i.t("accounts.verify.name_hint")/>
                        <TextField name="family_name" label=i.t("accounts.family_name") autocomplete="family-name"
                            value=profile.family_name/>
                        <div class="actions"><SubmitButton label=i.t("accounts.profile.name_submit")/></div>
                    </PostForm>
                </div>
            </details>
        </section>
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
