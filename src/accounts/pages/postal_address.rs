//! The postal address of the profile. It changes nothing at the agency, and says so.

use crate::accounts::api::{ReadProfile, SaveAddress};
use crate::accounts::model::Profile;
use crate::accounts::pages::{ProveAgain, Said};
use crate::i18n::use_i18n;
use crate::ui::{Failing, Load, PageTitle, PostForm, SubmitButton, TextArea, once, read_page, use_form};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let profile = read_page::<ReadProfile>(once(), Vec::new);
    view! {
        <PageTitle key="accounts.postal.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head">
                <h1>{i.t("accounts.postal.title")}</h1>
                <p class="lead">{i.t("accounts.postal.lead")}</p>
            </div>
            <Load data=profile failing=Failing::Part view=|profile: Profile| view! { <Edit profile=profile/> }.into_any()/>
        </div>
    }
    .into_any()
}

#[component]
fn Edit(profile: Profile) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<SaveAddress>();
    let stale = !profile.fresh;
    let saved = Memo::new(move |_| form.success().get().is_some());
    let done = move || saved.get().then(|| view! { <Said text=&["accounts.postal.saved"]/> });
    view! {
        {done}
        {stale.then(|| view! { <ProveAgain/> })}
        <PostForm form=form>
            <TextArea name="address" label=i.t("accounts.profile.address") value=profile.address
                hint=i.t("accounts.profile.optional")/>
            <div class="actions"><SubmitButton label=i.t("accounts.postal.submit")/></div>
        </PostForm>
    }
}
