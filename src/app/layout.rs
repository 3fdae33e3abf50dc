//! Header, main and footer around every page.

use super::routes::{Audience, audience};
use super::viewer::{Signed, Viewer};
use crate::accounts::api::SignOut;
use crate::accounts::closing::api::KeepAccount;
use crate::accounts::sessions::{SessionOver, SessionWarnings};
use crate::i18n::{I18n, Locale, use_i18n};
use crate::live::{Announcer, use_live};
use crate::types::CivilDate;
use crate::ui::{Icon, TitleFocus, Told};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_location;

#[component]
pub(super) fn Layout(
    /// Moves to true when the page is about to be left for a new sign-in.
    leaving: RwSignal<bool>,
    children: Children,
) -> impl IntoView {
    let i = use_i18n();
    let viewer = expect_context::<Viewer>();
    let path = use_location().pathname;
    Effect::new(move |before: Option<(String, TitleFocus)>| {
        let now = path.get();
        let Some((before, focus)) = before else { return (now, TitleFocus::new()) };
        if before != now {
            focus.follow();
        }
        (now, focus)
    });
    // What was shown to somebody who is no longer signed in is out of sight at once; what they had typed is still there.
    // Pages for everyone show nothing of the person, and the way back in is one of them.
    let ended = use_live().over();
    let over =
        Memo::new(move |_| ended.get() && path.with(|path| audience(without_language(path)) != Audience::Everyone));
    let demo = viewer.demo.then(|| view! { <p>{i.t("shell.synthetic")}</p> });
    view! {
        <a class="skip-link" href="#main" rel="external">{i.t("shell.skip")}</a>
        <header class="site-header">
            <div class="site-header-bar">
                <a class="brand" href=i.path("/")>"Portico"</a>
                <Navigation standing=viewer.standing/>
                <div class="site-tools">
                    <Languages/>
                    <Entrance standing=viewer.standing/>
                </div>
            </div>
        </header>
        <div class="banner" id="broken" data-tone="warning" role="alert" hidden=true>
            <p>{i.t("shell.broken")}</p>
            <a class="button button-secondary button-small" href="" rel="external">{i.t("shell.reload")}</a>
        </div>
        <Closing closes=viewer.closes/>
        <main id="main" class="page" tabindex="-1">
            {move || over.get().then(|| view! { <SessionOver/> })}
            <div class="page-content" hidden=move || over.get()><Told/>{children()}</div>
        </main>
        <footer class="site-footer">
            <div class="site-footer-bar">
                <nav aria-label=i.t("shell.about")>
                    <ul>
                        <li><a href=i.path("/")>{i.t("shell.home")}</a></li>
                        <li><a href=i.path("/statuses")>{i.t("shell.statuses")}</a></li>
                        <li><a href=i.path("/verify")>{i.t("checks.title")}</a></li>
                    </ul>
                </nav>
                <p>{i.t("shell.footer")}</p>
                {demo}
            </div>
        </footer>
        <Announcer/>
        <SessionWarnings leaving=leaving/>
    }
}

/// Says on the person's own pages that the account is going to be closed, and keeps it by a plain form: the page is loaded
/// anew in any case.
#[component]
fn Closing(closes: Option<CivilDate>) -> impl IntoView {
    let i = use_i18n();
    let path = use_location().pathname;
    closes.map(|day| {
        let own = ["/dashboard", "/account"].map(|page| i.path(page));
        let elsewhere = move || path.with(|path| !own.iter().any(|page| path.starts_with(page.as_str())));
        view! {
            <section class="banner" data-tone="warning" aria-label=i.t("accounts.closing.banner_label") hidden=elsewhere>
                <p>{i.with("accounts.closing.banner", &[("date", &i.date(day))])}</p>
                <form method="post" action=KeepAccount::url()>
                    <button class="button button-secondary button-small" type="submit">{i.t("accounts.closing.keep")}</button>
                </form>
            </section>
        }
    })
}

/// `/account` of `/en/account`.
fn without_language(path: &str) -> &str {
    path.get(1..).and_then(|path| path.find('/').and_then(|end| path.get(end..))).unwrap_or("/")
}

/// Whether a link leads to the page being shown.
fn current(path: Memo<String>, target: String) -> impl Fn() -> Option<&'static str> + Clone {
    move || path.with(|path| *path == target).then_some("page")
}

#[component]
fn Navigation(standing: Signed) -> impl IntoView {
    let i = use_i18n();
    let path = use_location().pathname;
    let link = |i: &I18n, target: &str, key: &str| {
        let target = i.path(target);
        view! { <li><a href=target.clone() aria-current=current(path, target)>{i.t(key)}</a></li> }
    };
    (standing == Signed::In).then(|| {
        view! {
            <nav class="site-nav" aria-label=i.t("shell.main")>
                <ul>
                    {link(&i, "/dashboard", "shell.dashboard")}
                    {link(&i, "/cases", "shell.cases")}
                </ul>
            </nav>
        }
    })
}

/// Links to this page in every language. They load the page anew: a language is another catalogue.
#[component]
fn Languages() -> impl IntoView {
    let i = use_i18n();
    let here = i.locale();
    let path = use_location().pathname;
    let other = move |locale: Locale| {
        path.with(|path| {
            let rest = path.strip_prefix(&format!("/{}", here.code())).filter(|rest| !rest.is_empty()).unwrap_or("/");
            format!("/{}{rest}", locale.code())
        })
    };
    let links = Locale::all().map(|locale| {
        view! {
            <li>
                <a href=move || other(locale) rel="external" lang=locale.code() hreflang=locale.code()
                    dir=locale.direction() aria-current=(locale == here).then_some("true")>
                    {locale.own_name()}
                </a>
            </li>
        }
    });
    view! {
        <details class="menu">
            <summary>
                <Icon name="language"/>
                " "
                <span class="visually-hidden">{i.t("shell.language")}": "</span>
                {here.own_name()}
                " "
                <svg class="icon menu-arrow" aria-hidden="true" focusable="false"><use href="/icons.svg#expand_more"></use></svg>
            </summary>
            <nav class="menu-panel" aria-label=i.t("shell.language")>
                <ul>{links.collect_view()}</ul>
            </nav>
        </details>
    }
}

#[component]
fn Entrance(standing: Signed) -> impl IntoView {
    let i = use_i18n();
    match standing {
        Signed::Out => view! { <a class="tool" href=i.path("/sign-in")>{i.t("shell.sign_in")}</a> }.into_any(),
        Signed::SettingUp => view! { <SignOutForm/> }.into_any(),
        Signed::In => view! {
            <a class="tool" href=i.path("/account")>{i.t("shell.account")}</a>
            <SignOutForm/>
        }
        .into_any(),
    }
}

/// A plain form on every page: signing out loads the page anew in any case, and the shell stays free of what only
/// forms need.
#[component]
fn SignOutForm() -> impl IntoView {
    view! {
        <form method="post" action=SignOut::url()>
            <button class="tool" type="submit">{use_i18n().t("shell.sign_out")}</button>
        </form>
    }
}
