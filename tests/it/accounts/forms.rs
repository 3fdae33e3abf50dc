//! Registration through the pages, and the pages for whom they are.

use super::{PASSWORD, actor, code_of, member, token, waiting_secret};
use crate::support::{NOW, TestApp, sqlite};
use portico::i18n::Locale;

#[tokio::test]
async fn the_forms_carry_somebody_without_javascript_from_the_mail_to_the_set_up() {
    let app = TestApp::new(sqlite().await).await;
    let mut browser = app.browser();
    let sent = browser.submit("/en/register", "/api/accounts/register", &[("email", "hoa@example.org")]).await;
    assert_eq!(sent.status, 200);
    let token = token(&app, "hoa@example.org", "verify-email").await;
    let answers = [
        ("token", token.as_str()),
        ("given_name", "Hoa"),
        ("birth_day", "28"),
        ("birth_month", "4"),
        ("birth_year", "1986"),
        ("country_of_birth", "VN"),
    ];
    let page = browser.submit(&format!("/en/verify-email/{token}"), "/api/accounts/verify-email", &answers).await;
    assert_eq!(page.status, 200);
    assert!(browser.cookies.contains_key("portico_session"));
    let dashboard = browser.get("/en/dashboard").await;
    assert_eq!(dashboard.location(), "/en/account/security");
    assert_eq!(browser.call("/api/accounts/profile", &[]).await.status, 401);
    assert_eq!(browser.call("/api/accounts/security", &[]).await.json()["setting_up"], true);
    assert!(app.ctx.now() >= NOW);
}

#[tokio::test]
async fn somebody_without_javascript_gets_from_the_address_to_the_recovery_codes_by_forms_alone() {
    let app = TestApp::new(sqlite().await).await;
    let mut browser = app.browser();
    let page = browser.submit("/en/register", "/api/accounts/register", &[("email", "hoa@example.org")]).await;
    assert!(page.body.contains("Check your email"), "{}", page.body);
    let token = token(&app, "hoa@example.org", "verify-email").await;
    let address = format!("/en/verify-email/{token}");
    let page = browser.get(&address).await;
    assert!(page.body.contains("hoa@example.org") && page.body.contains("Viet"), "{}", page.body);

    let answers =
        [("token", token.as_str()), ("given_name", "</title><script>x"), ("birth_day", "31"), ("birth_month", "2")];
    let page = browser.submit(&address, "/api/accounts/verify-email", &answers).await;
    assert!(page.body.contains("that day") || page.body.contains("Give the day"), "{}", page.body);
    assert!(page.body.contains("&lt;script&gt;x") && !page.body.contains("<script>x"));
    let answers = [
        ("token", token.as_str()),
        ("given_name", "Hoa"),
        ("birth_day", "28"),
        ("birth_month", "4"),
        ("birth_year", "1986"),
        ("country_of_birth", "VN"),
    ];
    let page = browser.submit(&address, "/api/accounts/verify-email", &answers).await;
    assert!(page.body.contains("Choose how you sign in"), "{}", page.body);
    assert_eq!(browser.get(&address).await.status, 404);

    let security = "/en/account/security";
    let page = browser.submit(security, "/api/accounts/set-password", &[("new_password", "hoa hoa hoa")]).await;
    assert!(page.body.contains("Use at least 12 characters.") && !page.body.contains("hoa hoa hoa"));
    let page = browser.submit(security, "/api/accounts/set-password", &[("new_password", PASSWORD)]).await;
    assert!(page.body.contains("You have a password."), "{}", page.body);
    assert!(page.body.contains("href=\"/en/account/security/apps\""), "{}", page.body);
    let apps = "/en/account/security/apps";
    let page = browser.submit(apps, "/api/accounts/start-authenticator", &[]).await;
    assert!(page.body.contains("<path d=\"M"), "{}", page.body);
    let before = browser.cookies["portico_session"].clone();
    let secret = waiting_secret(&app, &actor(&app, &before).await.unwrap()).await;
    let code = code_of(&secret, app.ctx.now());
    let page = browser.submit(apps, "/api/accounts/confirm-authenticator", &[("code", &code)]).await;
    assert!(page.body.contains("Keep your recovery codes") && page.body.contains("Ways to sign in"), "{}", page.body);
    assert_eq!(page.body.matches("<li><code").count(), 10);
    assert_ne!(browser.cookies["portico_session"], before);
    let page = browser.submit(security, "/api/accounts/keep-recovery-codes", &[]).await;
    assert!(!page.body.contains("Keep your recovery codes") && page.body.contains("You have 10 recovery codes left."));
    assert_eq!(browser.get("/en/account/profile").await.status, 200);

    let page = browser.submit("/en/account/security", "/api/accounts/sign-out", &[]).await;
    assert!(page.body.contains("You are signed out"), "{}", page.body);
}

#[tokio::test]
async fn every_page_renders_in_every_language_for_whom_it_is() {
    let app = TestApp::new(sqlite().await).await;
    let member = member(&app, "hoa@example.org").await;
    let mut stranger = app.browser();
    let mut signed_in = app.browser();
    signed_in.cookies.insert("portico_session".to_owned(), member.session.clone());
    for locale in Locale::all() {
        let code = locale.code();
        for path in ["register", "sign-in", "sign-in/second-factor", "sign-out", "forgot-password"] {
            let page = stranger.get(&format!("/{code}/{path}")).await;
            assert_eq!((page.status.as_u16(), page.body.matches("<h1").count()), (200, 1), "{code} {path}");
            assert!(!page.body.contains("accounts."), "{code} {path}: {}", page.body);
        }
        for path in ["verify-email/unknown", "reset-password/unknown"] {
            assert_eq!(stranger.get(&format!("/{code}/{path}")).await.status, 404, "{code} {path}");
        }
        for path in
            ["account", "account/security", "account/security/apps", "account/security/phone", "account/profile"]
        {
            let page = signed_in.get(&format!("/{code}/{path}")).await;
            assert_eq!((page.status.as_u16(), page.body.matches("<h1").count()), (200, 1), "{code} {path}");
            for top in ["accounts.", "factors."] {
                assert!(!page.body.contains(top), "{code} {path}: {}", page.body);
            }
            let turned_away = stranger.get(&format!("/{code}/{path}")).await;
            assert_eq!(
                turned_away.location(),
                format!("/{code}/sign-in?next=%2F{code}%2F{}", path.replace('/', "%2F"))
            );
        }
    }
}
