//! The index of self-service.

use crate::accounts::notices::pages::ReturnedMail;
use crate::accounts::recovery::RecoveryBanner;
use crate::i18n::use_i18n;
use crate::ui::PageTitle;
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let entries = [
        ("/account/security", "security", "accounts.security.title"),
        ("/account/sessions", "sessions", "accounts.sessions.title"),
        ("/account/activity", "activity", "audit.title"),
        ("/account/profile", "profile", "accounts.profile.title"),
        ("/account/data", "data", "exports.title"),
        ("/account/emails", "emails", "accounts.addresses.title"),
        ("/account/address", "address", "accounts.postal.title"),
        ("/account/close", "close", "accounts.closing.title"),
        ("/account/notifications", "notices", "notices.title"),
    ];
    let entries = entries.map(|(path, key, title)| {
        view! {
            <li class="row">
                <div class="row-main">
                    <h2 class="row-title"><a href=i.path(path)>{i.t(title)}</a></h2>
                    <p class="row-meta">{i.t(&format!("accounts.account.{key}"))}</p>
                </div>
            </li>
        }
    });
    view! {
        <PageTitle key="accounts.account.title"/>
        <div class="page-narrow stack-loose">
            <RecoveryBanner/>
            <div class="page-head"><h1>{i.t("accounts.account.title")}</h1></div>
            <ReturnedMail/>
            <ul class="rows">{entries.into_iter().collect_view()}</ul>
        </div>
    }
    .into_any()
}
