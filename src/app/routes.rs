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
use crate::accounts::addresses::pages::{ConfirmAddressPage, EmailsPage, ForgotEmailPage, UndoAddressPage};
use crate::accounts::apps::pages::AppsPage;
use crate::accounts::closing::pages::CloseAccountPage;
use crate::accounts::devices::pages::{NotMePage, NotMeRowPage};
use crate::accounts::export::pages::DataPage;
use crate::accounts::merging::pages::{MergePage, UndoMergePage};
use crate::accounts::notices::pages::{NoticesPage, StopMailPage};
use crate::accounts::pages::{
    AccountPage, ForgotPasswordPage, PostalAddressPage, ProfilePage, ProvePage, RegisterPage, ResetPasswordPage,
    SecondFactorPage, SecurityPage, SessionsPage, SignInPage, SignOutPage, VerifyEmailPage,
};
use crate::accounts::phone::pages::PhonePage;
use crate::accounts::questions::pages::QuestionsPage;
use crate::accounts::recovery::pages::{
    RecoverConfirmPage, RecoverGoOnPage, RecoverPage, RecoverStartPage, RecoverStopPage, RecoverSupportPage,
};
use crate::audit::pages::ActivityPage;
use crate::cases::pages::{
    CaseHistoryPage, CasePage, CasesPage, DashboardPage, LinkCasePage, LookUpPage, StatusesPage,
};
use crate::desk::pages::{DeskEnrolPage, DeskPage, DeskRequestPage, DeskSignInPage, DeskSupportPage};
use crate::notifications::checks::pages::CheckMailPage;

/// Who may open a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Everyone,
    /// A session that is still setting up its first way to sign in, or a full one.
    SettingUp,
    /// A full session.
    SignedIn,
    /// A session of the desk, which is no person's.
    Staff,
}

/// Who may open the page at `path`, given without its language. The server turns others away before it renders; what a
/// page shows is guarded again by the functions it calls.
#[must_use]
pub fn audience(path: &str) -> Audience {
    const SETTING_UP: &[&str] = &["/account/security", "/account/security/apps", "/account/security/phone"];
    const SIGNED_IN: &[&str] = &["/dashboard", "/cases", "/account"];
    let within =
        |prefix: &&str| path.strip_prefix(*prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let entrance = path == "/desk/sign-in" || path.starts_with("/desk/enrol/");
    if within(&"/desk") && !entrance {
        Audience::Staff
    } else if SETTING_UP.contains(&path) {
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
    let (leaving, over) = (RwSignal::new(false), use_live().over());
    let drafts = Drafts {
        mark: if viewer.shared { 0 } else { mark },
        leaving: Signal::derive(move || over.get() || leaving.get()),
        shared: viewer.shared,
    };
    provide_context(drafts);

    view! {
        <Router>
            <Layout leaving=leaving>
                <FlatRoutes fallback=|| view! { <NotFound/> }>
                    <Route path=path!("/:locale/") view={Lazy::<HomePage>::new()}/>
                    <Route path=path!("/:locale/register") view={Lazy::<RegisterPage>::new()}/>
                    <Route path=path!("/:locale/verify-email/:token") view={Lazy::<VerifyEmailPage>::new()}/>
                    <Route path=path!("/:locale/sign-in") view={Lazy::<SignInPage>::new()}/>
                    <Route path=path!("/:locale/sign-in/second-factor") view={Lazy::<SecondFactorPage>::new()}/>
                    <Route path=path!("/:locale/sign-out") view={Lazy::<SignOutPage>::new()}/>
                    <Route path=path!("/:locale/forgot-password") view={Lazy::<ForgotPasswordPage>::new()}/>
                    <Route path=path!("/:locale/reset-password/:token") view={Lazy::<ResetPasswordPage>::new()}/>
                    <Route path=path!("/:locale/forgot-email") view={Lazy::<ForgotEmailPage>::new()}/>
                    <Route path=path!("/:locale/confirm-address/:token") view={Lazy::<ConfirmAddressPage>::new()}/>
                    <Route path=path!("/:locale/undo-address/:token") view={Lazy::<UndoAddressPage>::new()}/>
                    <Route path=path!("/:locale/recover") view={Lazy::<RecoverPage>::new()}/>
                    <Route path=path!("/:locale/recover/start/:token") view={Lazy::<RecoverStartPage>::new()}/>
                    <Route path=path!("/:locale/recover/go-on/:token") view={Lazy::<RecoverGoOnPage>::new()}/>
                    <Route path=path!("/:locale/recover/stop/:token") view={Lazy::<RecoverStopPage>::new()}/>
                    <Route path=path!("/:locale/recover/support") view={Lazy::<RecoverSupportPage>::new()}/>
                    <Route path=path!("/:locale/recover/confirm/:token") view={Lazy::<RecoverConfirmPage>::new()}/>
                    <Route path=path!("/:locale/desk") view={Lazy::<DeskPage>::new()}/>
                    <Route path=path!("/:locale/desk/sign-in") view={Lazy::<DeskSignInPage>::new()}/>
                    <Route path=path!("/:locale/desk/enrol/:token") view={Lazy::<DeskEnrolPage>::new()}/>
                    <Route path=path!("/:locale/desk/support") view={Lazy::<DeskSupportPage>::new()}/>
                    <Route path=path!("/:locale/desk/support/:id") view={Lazy::<DeskRequestPage>::new()}/>
                    <Route path=path!("/:locale/account") view={Lazy::<AccountPage>::new()}/>
                    <Route path=path!("/:locale/account/security") view={Lazy::<SecurityPage>::new()}/>
                    <Route path=path!("/:locale/account/security/apps") view={Lazy::<AppsPage>::new()}/>
                    <Route path=path!("/:locale/account/security/phone") view={Lazy::<PhonePage>::new()}/>
                    <Route path=path!("/:locale/account/security/questions") view={Lazy::<QuestionsPage>::new()}/>
                    <Route path=path!("/:locale/account/sessions") view={Lazy::<SessionsPage>::new()}/>
                    <Route path=path!("/:locale/account/prove") view={Lazy::<ProvePage>::new()}/>
                    <Route path=path!("/:locale/account/activity") view={Lazy::<ActivityPage>::new()}/>
                    <Route path=path!("/:locale/account/profile") view={Lazy::<ProfilePage>::new()}/>
                    <Route path=path!("/:locale/account/data") view={Lazy::<DataPage>::new()}/>
                    <Route path=path!("/:locale/account/merge") view={Lazy::<MergePage>::new()}/>
                    <Route path=path!("/:locale/undo-merge/:token") view={Lazy::<UndoMergePage>::new()}/>
                    <Route path=path!("/:locale/account/emails") view={Lazy::<EmailsPage>::new()}/>
                    <Route path=path!("/:locale/account/address") view={Lazy::<PostalAddressPage>::new()}/>
                    <Route path=path!("/:locale/account/close") view={Lazy::<CloseAccountPage>::new()}/>
                    <Route path=path!("/:locale/account/notifications") view={Lazy::<NoticesPage>::new()}/>
                    <Route path=path!("/:locale/account/not-me") view={Lazy::<NotMeRowPage>::new()}/>
                    <Route path=path!("/:locale/not-me/:token") view={Lazy::<NotMePage>::new()}/>
                    <Route path=path!("/:locale/stop-mail/:token") view={Lazy::<StopMailPage>::new()}/>
                    <Route path=path!("/:locale/verify") view={Lazy::<CheckMailPage>::new()}/>
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
            ("/desk", Audience::Staff),
            ("/desk/support", Audience::Staff),
            ("/desk/sign-in/more", Audience::Staff),
            ("/desk/sign-in", Audience::Everyone),
            ("/desk/enrol/token", Audience::Everyone),
            ("/account/security", Audience::SettingUp),
            ("/account/security/apps", Audience::SettingUp),
            ("/account/security/phone", Audience::SettingUp),
            ("/account/security/questions", Audience::SignedIn),
            ("/account/security/more", Audience::SignedIn),
        ] {
            assert_eq!(audience(path), expected, "{path}");
        }
    }
}
