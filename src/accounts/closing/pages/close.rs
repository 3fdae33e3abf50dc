//! Closing the account: what goes, what stays, and the way back.

use crate::accounts::closing::api::{CloseAccount, KeepAccount, ReadClosing};
use crate::accounts::closing::model::ClosingPage;
use crate::accounts::pages::ProveAgain;
use crate::i18n::use_i18n;
use crate::types::WallTime;
use crate::ui::{Alert, CheckField, Failing, Load, PageTitle, PostForm, SubmitButton, Tone, once, read_page, use_form};
use leptos::prelude::*;

pub(super) fn page() -> AnyView {
    let i = use_i18n();
    let closing = read_page::<ReadClosing>(once(), Vec::new);
    view! {
        <PageTitle key="accounts.closing.title"/>
        <div class="page-narrow stack-loose">
            <div class="page-head"><h1>{i.t("accounts.closing.title")}</h1></div>
            <Load data=closing failing=Failing::Part view=|page: ClosingPage| view! { <Shown page=page/> }.into_any()/>
        </div>
    }
    .into_any()
}

#[component]
fn Shown(page: ClosingPage) -> impl IntoView {
    let days = page.days;
    let act = match page.closes {
        Some(closes) => view! { <Keep closes=closes/> }.into_any(),
        None => view! { <Ask fresh=page.fresh days=days/> }.into_any(),
    };
    view! {
        <What/>
        {act}
    }
}

/// In plain words what is deleted and what is not.
#[component]
fn What() -> impl IntoView {
    let i = use_i18n();
    let list = |keys: [&str; 4]| keys.map(|key| view! { <li>{i.t(key)}</li> }).into_iter().collect_view();
    let goes = list([
        "accounts.closing.goes_details",
        "accounts.closing.goes_ways",
        "accounts.closing.goes_cases",
        "accounts.closing.goes_mail",
    ]);
    let stays = list([
        "accounts.closing.stays_cases",
        "accounts.closing.stays_agency",
        "accounts.closing.stays_log",
        "accounts.closing.stays_codes",
    ]);
    view! {
        <section class="section stack" aria-labelledby="goes-title">
            <div class="section-head"><h2 id="goes-title">{i.t("accounts.closing.goes")}</h2></div>
            <div class="prose"><ul>{goes}</ul></div>
        </section>
        <section class="section stack" aria-labelledby="stays-title">
            <div class="section-head"><h2 id="stays-title">{i.t("accounts.closing.stays")}</h2></div>
            <div class="prose"><ul>{stays}</ul></div>
        </section>
    }
}

#[component]
fn Ask(fresh: bool, days: i64) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<CloseAccount>();
    view! {
        <section class="section stack" aria-labelledby="close-title">
            <div class="section-head"><h2 id="close-title">{i.t("accounts.closing.ask")}</h2></div>
            <p>{i.plural("accounts.closing.wait", days, &[])}</p>
            <p>{i.t("accounts.closing.told")}</p>
            {(!fresh).then(|| view! { <ProveAgain/> })}
            <PostForm form=form prefix="close-">
                <CheckField name="understood" label=i.t("accounts.closing.understood")/>
                <div class="actions">
                    <SubmitButton label=i.t("accounts.closing.submit") class="button-danger"/>
                </div>
            </PostForm>
        </section>
    }
}

#[component]
fn Keep(closes: WallTime) -> impl IntoView {
    let i = use_i18n();
    let form = use_form::<KeepAccount>();
    let (title, submit) = (i.t("accounts.closing.pending_title"), i.t("accounts.closing.keep"));
    let text = i.with("accounts.closing.pending", &[("date", &i.date_time(&closes))]);
    view! {
        <Alert tone=Tone::Warning title=title>
            <p>{text}</p>
        </Alert>
        <PostForm form=form prefix="keep-">
            <div class="actions"><SubmitButton label=submit/></div>
        </PostForm>
    }
}
