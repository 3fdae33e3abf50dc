//! Every form without JavaScript ends on a page that says in words what it did.

use crate::accounts::{Member, PASSWORD, home, member, prove, token};
use crate::fixtures::{feed, opening};
use crate::hostile::functions;
use crate::layering::sources;
use crate::passkeys::{browser_with, enrol, list};
use crate::support::{Answer, Authenticator, TestApp, TestDb, for_each_db, sqlite};
use portico::access::{Computer, Standing};
use portico::accounts::sessions;
use portico::i18n::{I18n, Locale, messages};
use portico::types::MINUTE;

/// Forms whose own page, or the page that they lead to, says what they did; tests of those pages hold it.
const TOLD_BY_THEIR_PAGES: &[&str] = &[
    "/api/accounts/add-email",
    "/api/accounts/ask-export",
    "/api/accounts/change-email",
    "/api/accounts/confirm-address",
    "/api/accounts/delete-export",
    "/api/accounts/disown",
    "/api/accounts/disown-row",
    "/api/accounts/forgot-email",
    "/api/accounts/make-email-primary",
    "/api/accounts/merge/undo-by-link",
    "/api/accounts/remove-email",
    "/api/accounts/save-address",
    "/api/accounts/save-name",
    "/api/accounts/remove-questions",
    "/api/accounts/save-notices",
    "/api/accounts/save-questions",
    "/api/accounts/send-address-links",
    "/api/accounts/sign-in-with-text-code",
    "/api/accounts/stop-address-change",
    "/api/accounts/stop-case-mail",
    "/api/accounts/text-sign-in-code",
    "/api/accounts/text-step-up-code",
    "/api/accounts/undo-address",
    "/api/mail/check",
    "/api/recovery/ask",
    "/api/recovery/ask-support",
    "/api/recovery/confirm",
    "/api/recovery/open",
    "/api/recovery/stop",
    "/api/recovery/stop-own",
    "/api/accounts/end-other-sessions",
    "/api/accounts/end-session",
    "/api/accounts/forgot-password",
    "/api/accounts/register",
    "/api/accounts/reset-password",
    "/api/accounts/save-profile",
    // They lead to the next step, and to pages that greet by name.
    "/api/accounts/sign-in",
    "/api/accounts/sign-in-with-code",
    "/api/accounts/sign-out",
    "/api/cases/look-up",
    // Needs the program, which goes on by itself.
    "/api/accounts/passkeys/start-enrolment",
];

/// Functions that some form is over.
fn forms() -> Vec<String> {
    let snake = |name: &str| {
        name.chars().flat_map(|c| if c.is_uppercase() { vec!['_', c.to_ascii_lowercase()] } else { vec![c] }).collect()
    };
    let mut names: Vec<String> = Vec::new();
    for (_, text) in sources("src") {
        let over = text.split("use_form::<").skip(1).map(|rest| rest.split_once('>').unwrap().0);
        let plain = text.split("action=").skip(1).filter_map(|rest| rest.split_once("::").map(|(name, _)| name));
        names.extend(over.chain(plain).map(|name| -> String { snake(name) }).map(|name| name[1..].to_owned()));
    }
    let known = functions().into_iter().filter(|function| names.contains(&function.name));
    let forms: Vec<String> = known.map(|function| function.path).collect();
    assert!(forms.len() > 15, "{forms:?}");
    forms
}

#[test]
fn every_form_has_a_sentence_for_what_it_did_or_a_page_that_says_it() {
    let i = I18n::of(Locale::default());
    for form in forms() {
        let name = form.trim_start_matches("/api/").replace(['/', '-'], "_");
        let has = ["done", "gone"].iter().any(|group| i.knows(&format!("said.{group}.{name}")));
        let page = TOLD_BY_THEIR_PAGES.contains(&form.as_str());
        assert!(has || page, "{form} ends silently: give it a sentence in said.done or said.gone");
    }
}

#[test]
fn every_sentence_is_of_a_function() {
    let names: Vec<String> =
        functions().iter().map(|f| f.path.trim_start_matches("/api/").replace(['/', '-'], "_")).collect();
    for key in messages(Locale::default()).keys().filter_map(|key| key.strip_prefix("said.")) {
        let name = key.split_once('.').map(|(_, name)| name.to_owned());
        assert!(name.is_none_or(|name| names.contains(&name)), "{key} is of no function");
    }
}

/// The page says it, once, and at its beginning.
fn says(page: &Answer, sentence: &str) {
    assert_eq!(page.status, 200, "{}", page.body);
    let place = page.body.find(sentence).unwrap_or_else(|| panic!("{sentence} is not in {}", page.body));
    assert!(place < page.body.find("<h1").unwrap(), "{sentence} stands below the title");
    assert!(page.headers.iter().any(|(_, value)| value.to_str().unwrap().starts_with("portico_said=; ")));
}

async fn hoa(app: &TestApp) -> Member {
    member(app, "hoa@example.org").await
}

#[tokio::test]
async fn what_a_plain_form_did_is_said_on_the_page_that_it_leads_to_and_once() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        feed(&app, &[opening("e1", "IOE0912345678", 1)]).await;
        let hoa = hoa(&app).await;
        let mut browser = browser_with(&app, &hoa.session);
        let fields = [("receipt_number", "IOE0912345678"), ("access_code", "HOA-2026")];
        let page = browser.submit("/es/cases/link", "/api/cases/link", &fields).await;
        says(&page, "El caso está vinculado a su cuenta.");
        assert!(!browser.get("/es/cases/IOE0912345678").await.body.contains("El caso está vinculado a su cuenta."));

        let security = "/en/account/security";
        for (form, fields, sentence) in [
            ("accounts/keep-recovery-codes", &[][..], "You have kept your recovery codes"),
            ("accounts/new-recovery-codes", &[], "You have new recovery codes."),
            ("accounts/start-authenticator", &[], "Follow the steps under"),
            ("accounts/stop-authenticator", &[], "The set-up of the authenticator app was stopped."),
        ] {
            says(&browser.submit(security, &format!("/api/{form}"), fields).await, sentence);
        }

        let mut device = Authenticator::new("phone");
        assert_eq!(enrol(&mut browser, &mut device, "My phone").await.status, 200);
        let id = list(&mut browser).await.passkeys[0].id.0.to_string();
        let fields = [("id", id.as_str()), ("name", "Old phone")];
        says(&browser.submit(security, "/api/accounts/passkeys/rename", &fields).await, "The new name is saved.");
        let fields = [("id", id.as_str()), ("name", "")];
        let page = browser.submit(security, "/api/accounts/passkeys/rename", &fields).await;
        let place = page.body.find("error-summary").expect("the refusal is told");
        let closed = page.body[..place].rfind("<details").unwrap();
        let tag = page.body[closed..place].split('>').next().unwrap();
        assert!(tag.contains(" open"), "the refusal is hidden: {tag}");
        let added = portico::accounts::service::apps(&app.ctx, &hoa.actor).await.unwrap().apps[0].id.0.to_string();
        let page = browser.submit(security, "/api/accounts/remove-authenticator", &[("id", &added)]).await;
        says(&page, "The authenticator app was removed.");
        let page = browser.submit(security, "/api/accounts/passkeys/remove", &[("id", &id)]).await;
        assert!(page.body.contains("This is your last way to sign in."), "{}", page.body);
    })
    .await;
}

#[tokio::test]
async fn proving_again_and_a_recovery_code_are_said_where_they_lead() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = hoa(&app).await;
        let mut browser = browser_with(&app, &hoa.session);
        let code = hoa.code(&app, 0);
        let fields = [("password", PASSWORD), ("code", code.as_str()), ("next", "/en/account/security")];
        let page = browser
            .submit("/en/account/prove?next=%2Fen%2Faccount%2Fsecurity", "/api/accounts/prove-with-password", &fields)
            .await;
        says(&page, "You proved that it is you.");

        let mut browser = app.browser();
        let fields = [("email", "hoa@example.org"), ("password", PASSWORD)];
        browser.submit("/en/sign-in", "/api/accounts/sign-in", &fields).await;
        let fields = [("recovery_code", hoa.codes[0].as_str())];
        let page =
            browser.submit("/en/sign-in/second-factor", "/api/accounts/sign-in-with-recovery-code", &fields).await;
        says(&page, "The recovery code that you used does not work again.");
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_ready_is_said_to_be_by_a_form_and_to_the_program() {
    let app = TestApp::new(sqlite().await).await;
    let session = prove(&app, "hoa@example.org").await;
    let mut browser = browser_with(&app, &session);
    assert_eq!(enrol(&mut browser, &mut Authenticator::new("phone"), "").await.status, 200);
    says(&browser.get("/en/account/security").await, "Your passkey was added, and your account is ready.");

    portico::accounts::service::request(&app.ctx, &home(), "lucia@example.org").await.unwrap();
    let token = token(&app, "lucia@example.org", "verify-email").await;
    let fields = [
        ("token", token.as_str()),
        ("given_name", "Lucía"),
        ("birth_day", "28"),
        ("birth_month", "4"),
        ("birth_year", "1986"),
        ("country_of_birth", "MX"),
    ];
    let mut browser = app.browser();
    let page = browser.submit(&format!("/en/verify-email/{token}"), "/api/accounts/verify-email", &fields).await;
    says(&page, "Your email address is confirmed.");
}

#[tokio::test]
async fn a_form_of_a_session_that_has_ended_is_said_not_to_be_taken() {
    for_each_db(async |db: TestDb| {
        let app = TestApp::new(db).await;
        let hoa = hoa(&app).await;
        let mut tx = app.ctx.db.begin().await.unwrap();
        let session = sessions::start(tx.conn(), &app.ctx, hoa.actor.person, Standing::Full, Computer::Own, &home())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut browser = browser_with(&app, &session);
        app.ctx.clock.advance(16 * MINUTE);
        let fields =
            [("address", "1 Main St"), ("language", "en"), ("time_zone", "UTC"), ("_page", "/en/account/profile")];
        let page = browser.submit("/en/account/profile", "/api/accounts/save-profile", &fields).await;
        assert_eq!(page.location(), "/en/sign-in?next=%2Fen%2Faccount%2Fprofile");
        let page = browser.get("/en/sign-in?next=%2Fen%2Faccount%2Fprofile").await;
        says(&page, "Your session had ended, so what you sent was not taken.");
        assert!(!page.body.contains("1 Main St"));
        assert!(!browser.get("/en/sign-in").await.body.contains("Your session had ended"));
        // The program says it in the page itself.
        let answer = browser.call("/api/accounts/save-profile", &fields).await;
        assert!(answer.status == 401 && answer.headers.get("set-cookie").is_none());
    })
    .await;
}
