//! Ways to sign in: the first one while an account is set up, all of them afterwards.

mod authenticator;
mod password;
mod recovery_codes;

use self::authenticator::Authenticator;
use self::password::PasswordSection;
use self::recovery_codes::{FreshCodes, RecoveryCodes};
use crate::accounts::api::read_security;
use crate::accounts::model::SecurityOverview;
use crate::accounts::passkeys::PasskeyList;
use crate::i18n::use_i18n;
use crate::ui::{Alert, Load, PageTitle, Tone};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let overview = Resource::new(|| (), |()| read_security());
    view! {
        <PageTitle key="accounts.security.title"/>
        <div class="page-narrow stack-loose">
            <Load resource=overview view=|overview| view! { <Ways overview=overview/> }.into_any()/>
        </div>
    }
    .into_any()
}

#[component]
fn Ways(overview: SecurityOverview) -> impl IntoView {
    let SecurityOverview { setting_up, fresh, email, password, authenticator, recovery_codes_left, fresh_codes } =
        overview;
    let shows_codes = !fresh_codes.is_empty();
    view! {
        <Head setting_up=setting_up/>
        {(!fresh).then(|| view! { <ProveAgain/> })}
        {shows_codes.then(|| view! { <FreshCodes codes=fresh_codes/> })}
        <PasskeyList/>
        <PasswordSection set=password email=email changeable=fresh/>
        <Authenticator state=authenticator changeable=fresh/>
        {(!setting_up).then(|| view! { <RecoveryCodes left=recovery_codes_left changeable=fresh/> })}
    }
}

#[component]
fn Head(setting_up: bool) -> impl IntoView {
    let i = use_i18n();
    let (title, lead) = if setting_up { ("set_up_title", "set_up_lead") } else { ("title", "lead") };
    view! {
        <div class="page-head">
            <h1>{i.t(&format!("accounts.security.{title}"))}</h1>
            <p class="lead">{i.t(&format!("accounts.security.{lead}"))}</p>
        </div>
    }
}

/// The last proof of who this is has grown old: reading is open, changing is not.
#[component]
fn ProveAgain() -> impl IntoView {
    let i = use_i18n();
    let here = i.path("/account/security");
    view! {
        <Alert tone=Tone::Info title=i.t("accounts.security.prove_title")>
            <p>{i.t("accounts.security.prove")}</p>
            <p><a class="button button-secondary" href=format!("{}?next={here}", i.path("/sign-in"))>{i.t("accounts.sign_in.title")}</a></p>
        </Alert>
    }
}
