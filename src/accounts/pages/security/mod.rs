//! Ways to sign in: the first one while an account is set up, all of them afterwards.

mod authenticator;
mod password;
mod recovery_codes;
mod shown;

use self::authenticator::Authenticator;
use self::password::PasswordSection;
use self::recovery_codes::{FreshCodes, RecoveryCodes};
use self::shown::Shown;
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
    let (setting_up, changeable, email) = (overview.setting_up, overview.fresh, overview.email.clone());
    let shown = Shown::new(overview);
    view! {
        <Head setting_up=setting_up/>
        {(!changeable).then(|| view! { <ProveAgain/> })}
        <FreshCodes shown=shown/>
        <PasskeyList/>
        <PasswordSection shown=shown email=email changeable=changeable/>
        <Authenticator shown=shown changeable=changeable/>
        {(!setting_up).then(|| view! { <RecoveryCodes shown=shown changeable=changeable/> })}
    }
}

#[component]
fn Head(setting_up: bool) -> impl IntoView {
    let i = use_i18n();
    let (title, lead) = if setting_up {
        ("accounts.security.set_up_title", "accounts.security.set_up_lead")
    } else {
        ("accounts.security.title", "accounts.security.lead")
    };
    view! {
        <div class="page-head">
            <h1>{i.t(title)}</h1>
            <p class="lead">{i.t(lead)}</p>
        </div>
    }
}

/// The last proof of who this is has grown old: reading is open, changing is not.
#[component]
fn ProveAgain() -> impl IntoView {
    let i = use_i18n();
    let again = format!("{}?next={}", i.path("/sign-in"), i.path("/account/security"));
    view! {
        <Alert tone=Tone::Info title=i.t("accounts.security.prove_title")>
            <p>{i.t("accounts.security.prove")}</p>
            <p><a class="button button-secondary" href=again>{i.t("accounts.sign_in.title")}</a></p>
        </Alert>
    }
}
