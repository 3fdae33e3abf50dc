//! The route table: which page stands where, and who may open it.

use super::home::HomePage;
use super::layout::Layout;
use super::viewer::Viewer;
use crate::i18n::use_i18n;
use crate::live::provide_live;
use crate::ui::{Flash, FlashSlot, NotFound};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, path};

use super::viewer::Signed;
use crate::accounts::pages::{
    AccountPage, ForgotPasswordPage, ProfilePage, RegisterPage, ResetPasswordPage, SecondFactorPage, SecurityPage,
    SignInPage, SignOutPage, VerifyEmailPage,
};
use crate::cases::pages::{CaseHistoryPage, CasePage, CasesPage, DashboardPage, LinkCasePage, StatusesPage};

/// Who may open a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Everyone,
    /// A session that is still setting up its first way to sign in, or a full one.
    SettingUp,
    /// A full session.
    SignedIn,
}

/// Who may open the page at `path`, given without its language. The server turns others away before it renders; what a
/// page shows is guarded again by the functions it calls.
#[must_use]
pub fn audience(path: &str) -> Audience {
    const SIGNED_IN: &[&str] = &["/dashboard", "/cases", "/account"];
    let within = |prefix: &&str| path.strip_prefix(*prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if path == "/account/security" {
        Audience::SettingUp
    } else if SIGNED_IN.iter().any(within) {
        Audience::SignedIn
    } else {
        Audience::Everyone
    }
}

/// The whole application. Its language is already in context.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    // Both are values of the server, sent with the page; on a navigation in the browser they are not asked for again.
    let viewer = SharedValue::new(|| use_context::<Viewer>().unwrap_or_default()).into_inner();
    let flash = SharedValue::new(|| use_context::<Option<Flash>>().flatten()).into_inner();
    let signed_in = viewer.standing == Signed::In;
    let cursor = viewer.cursor;
    provide_context(viewer);
    provide_context(FlashSlot(flash));
    provide_live(signed_in.then_some(cursor));

    Effect::new(|_| {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-hydrated", "true");
        }
    });

    view! {
        <Router>
            <Layout>
                <Routes fallback=|| view! { <NotFound/> }>
                    <ParentRoute path=path!("/:locale") view=KnownLocale>
                        <Route path=path!("/") view={Lazy::<HomePage>::new()}/>
                        <Route path=path!("/register") view={Lazy::<RegisterPage>::new()}/>
                        <Route path=path!("/verify-email/:token") view={Lazy::<VerifyEmailPage>::new()}/>
                        <Route path=path!("/sign-in") view={Lazy::<SignInPage>::new()}/>
                        <Route path=path!("/sign-in/second-factor") view={Lazy::<SecondFactorPage>::new()}/>
                        <Route path=path!("/sign-out") view={Lazy::<SignOutPage>::new()}/>
                        <Route path=path!("/forgot-password") view={Lazy::<ForgotPasswordPage>::new()}/>
                        <Route path=path!("/reset-password/:token") view={Lazy::<ResetPasswordPage>::new()}/>
                        <Route path=path!("/account") view={Lazy::<AccountPage>::new()}/>
                        <Route path=path!("/account/security") view={Lazy::<SecurityPage>::new()}/>
                        <Route path=path!("/account/profile") view={Lazy::<ProfilePage>::new()}/>
                        <Route path=path!("/dashboard") view={Lazy::<DashboardPage>::new()}/>
                        <Route path=path!("/cases") view={Lazy::<CasesPage>::new()}/>
                        <Route path=path!("/cases/link") view={Lazy::<LinkCasePage>::new()}/>
                        <Route path=path!("/cases/:receipt") view={Lazy::<CasePage>::new()}/>
                        <Route path=path!("/cases/:receipt/history") view={Lazy::<CaseHistoryPage>::new()}/>
                        <Route path=path!("/statuses") view={Lazy::<StatusesPage>::new()}/>
                    </ParentRoute>
                </Routes>
            </Layout>
        </Router>
    }
}

/// Renders the page if the first part of the address is the page's language.
#[component]
fn KnownLocale() -> impl IntoView {
    let params = leptos_router::hooks::use_params_map();
    let code = use_i18n().locale().code();
    move || {
        if params.with(|params| params.get("locale").as_deref() == Some(code)) {
            view! { <leptos_router::components::Outlet/> }.into_any()
        } else {
            view! { <NotFound/> }.into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_parts_of_an_address_decide_who_may_open_it() {
        for (path, expected) in [
            ("/", Audience::Everyone),
            ("/sign-in", Audience::Everyone),
            ("/statuses", Audience::Everyone),
            ("/dashboard", Audience::SignedIn),
            ("/cases/IOE0912345678/history", Audience::SignedIn),
            ("/casesx", Audience::Everyone),
            ("/account/security", Audience::SettingUp),
            ("/account/security/more", Audience::SignedIn),
        ] {
            assert_eq!(audience(path), expected, "{path}");
        }
    }
}
