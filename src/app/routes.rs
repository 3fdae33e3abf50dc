//! The route table: which page stands where, and who may open it.

use super::home::HomePage;
use super::layout::Layout;
use super::viewer::Viewer;
use crate::live::{provide_live, use_live};
use crate::ui::{Drafts, FlashText, NotFound, ToldText};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{Lazy, path};

use super::viewer::Signed;
use crate::accounts::pages::{
    AccountPage, ForgotPasswordPage, ProfilePage, ProvePage, RegisterPage, ResetPasswordPage, SecondFactorPage,
    SecurityPage, SessionsPage, SignInPage, SignOutPage, VerifyEmailPage,
};
use crate::audit::pages::ActivityPage;
use crate::cases::pages::{
    CaseHistoryPage, CasePage, CasesPage, DashboardPage, LinkCasePage, LookUpPage, StatusesPage,
};

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
    let within =
        |prefix: &&str| path.strip_prefix(*prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
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
    // These are values of the server, sent with the page; on a navigation in the browser they are not asked for again.
    let viewer = SharedValue::new_str(|| use_context::<Viewer>().unwrap_or_default()).into_inner();
    let flash = SharedValue::new_str(|| use_context::<FlashText>().unwrap_or_default().0).into_inner();
    let told = SharedValue::new_str(|| use_context::<ToldText>().unwrap_or_default().0).into_inner();
    let signed_in = viewer.standing == Signed::In;
    let (cursor, mark) = (viewer.cursor, viewer.mark);
    provide_context(viewer);
    provide_context(FlashText(flash));
    provide_context(ToldText(told));
    provide_live(signed_in.then_some(cursor));
    provide_context(Drafts { mark, leaving: use_live().over() });

    view! {
        <Router>
            <Layout>
                <FlatRoutes fallback=|| view! { <NotFound/> }>
                    <Route path=path!("/:locale/") view={Lazy::<HomePage>::new()}/>
                    <Route path=path!("/:locale/register") view={Lazy::<RegisterPage>::new()}/>
                    <Route path=path!("/:locale/verify-email/:token") view={Lazy::<VerifyEmailPage>::new()}/>
                    <Route path=path!("/:locale/sign-in") view={Lazy::<SignInPage>::new()}/>
                    <Route path=path!("/:locale/sign-in/second-factor") view={Lazy::<SecondFactorPage>::new()}/>
                    <Route path=path!("/:locale/sign-out") view={Lazy::<SignOutPage>::new()}/>
                    <Route path=path!("/:locale/forgot-password") view={Lazy::<ForgotPasswordPage>::new()}/>
                    <Route path=path!("/:locale/reset-password/:token") view={Lazy::<ResetPasswordPage>::new()}/>
                    <Route path=path!("/:locale/account") view={Lazy::<AccountPage>::new()}/>
                    <Route path=path!("/:locale/account/security") view={Lazy::<SecurityPage>::new()}/>
                    <Route path=path!("/:locale/account/sessions") view={Lazy::<SessionsPage>::new()}/>
                    <Route path=path!("/:locale/account/prove") view={Lazy::<ProvePage>::new()}/>
                    <Route path=path!("/:locale/account/activity") view={Lazy::<ActivityPage>::new()}/>
                    <Route path=path!("/:locale/account/profile") view={Lazy::<ProfilePage>::new()}/>
                    <Route path=path!("/:locale/dashboard") view={Lazy::<DashboardPage>::new()}/>
                    <Route path=path!("/:locale/cases") view={Lazy::<CasesPage>::new()}/>
                    <Route path=path!("/:locale/cases/link") view={Lazy::<LinkCasePage>::new()}/>
                    <Route path=path!("/:locale/cases/:receipt") view={Lazy::<CasePage>::new()}/>
                    <Route path=path!("/:locale/cases/:receipt/history") view={Lazy::<CaseHistoryPage>::new()}/>
                    <Route path=path!("/:locale/look-up") view={Lazy::<LookUpPage>::new()}/>
                    <Route path=path!("/:locale/statuses") view={Lazy::<StatusesPage>::new()}/>
                </FlatRoutes>
            </Layout>
        </Router>
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
