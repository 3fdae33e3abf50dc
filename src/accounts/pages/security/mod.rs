//! Ways to sign in: the first one while an account is set up, all of them afterwards.

mod more;
mod password;
mod recovery_codes;
mod shown;

use self::more::{AppsSection, PhoneSection, QuestionsSection};
use self::password::PasswordSection;
use self::recovery_codes::{FreshCodes, RecoveryCodes};
use self::shown::Shown;
use super::ProveAgain;
use crate::accounts::api::ReadSecurity;
use crate::accounts::model::SecurityOverview;
use crate::accounts::passkeys::PasskeyList;
use crate::accounts::recovery::RecoveryBanner;
use crate::i18n::use_i18n;
use crate::ui::{Load, PageTitle, once, read_page};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let overview = read_page::<ReadSecurity>(once(), Vec::new);
    view! {
        <PageTitle key="accounts.security.title"/>
        <div class="page-narrow stack-loose">
            <Load data=overview view=|overview: SecurityOverview| view! { <Ways overview=overview/> }.into_any()/>
        </div>
    }
    .into_any()
}

#[component]
fn Ways(overview: SecurityOverview) -> impl IntoView {
    let (setting_up, changeable, email) = (overview.setting_up, overview.fresh, overview.email.clone());
    let (apps, phone, questions) = (overview.apps, overview.phone.clone(), overview.questions);
    let shown = Shown::new(overview);
    view! {
        {(!setting_up).then(|| view! { <RecoveryBanner/> })}
        <Head setting_up=setting_up/>
        {(!changeable).then(|| view! { <ProveAgain/> })}
        <FreshCodes shown=shown/>
        <PasskeyList/>
        <PasswordSection shown=shown email=email changeable=changeable/>
        <AppsSection apps=apps/>
        <PhoneSection phone=phone/>
        {(!setting_up).then(|| view! { <RecoveryCodes shown=shown changeable=changeable/> })}
        {questions.map(|count| view! { <QuestionsSection count=count/> })}
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
