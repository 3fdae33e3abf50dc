//! The phone by forms alone.

use super::{NUMBER, add_phone, not, texted};
use crate::accounts::{PASSWORD, member};
use crate::passkeys::browser_with;
use crate::support::{TestApp, sqlite};
use portico::accounts::service;

const PAGE: &str = "/en/account/security/phone";

#[tokio::test]
async fn somebody_without_javascript_adds_replaces_and_removes_a_phone() {
    let app = TestApp::new(sqlite().await).await;
    let me = member(&app, "hoa@example.org").await;
    let mut browser = browser_with(&app, &me.session);
    assert!(browser.get("/en/account/security").await.body.contains("href=\"/en/account/security/phone\""));
    let page = browser.submit(PAGE, "/api/accounts/start-phone", &[("phone", "555 0167")]).await;
    assert!(page.body.contains("with + and its country code") && page.body.contains("555 0167"), "{}", page.body);
    let page = browser.submit(PAGE, "/api/accounts/start-phone", &[("phone", "+1 212 555 0167")]).await;
    assert!(page.body.contains(NUMBER) && page.body.contains("Code from the text message"), "{}", page.body);
    let page = browser.submit(PAGE, "/api/accounts/resend-phone-code", &[]).await;
    assert!(page.body.contains("We have just sent a code"), "{}", page.body);

    let code = texted(&app, NUMBER).await;
    let page = browser.submit(PAGE, "/api/accounts/confirm-phone", &[("text_code", not(&code))]).await;
    assert!(
        page.body.contains("That is not the code we sent last") && !page.body.contains(not(&code)),
        "{}",
        page.body
    );
    let page = browser.submit(PAGE, "/api/accounts/confirm-phone", &[("text_code", &code)]).await;
    assert!(page.body.contains("Phone ending in 67") && page.body.contains("Use another phone"), "{}", page.body);
    assert!(!page.body.contains("5550167"), "a proved number is told by its end only");
    let overview = browser.get("/en/account/security").await;
    assert!(overview.body.contains("phone ending in 67"), "{}", overview.body);

    let page = browser.submit(PAGE, "/api/accounts/remove-phone", &[]).await;
    assert!(!page.body.contains("ending in") && page.body.contains("Add a phone"), "{}", page.body);
}

#[tokio::test]
async fn somebody_without_javascript_signs_in_with_a_texted_code() {
    let app = TestApp::new(sqlite().await).await;
    let me = member(&app, "hoa@example.org").await;
    add_phone(&app, &me.actor, NUMBER).await;
    let mut browser = app.browser();
    let typed = [("email", "hoa@example.org"), ("password", PASSWORD)];
    let page = browser.submit("/en/sign-in", "/api/accounts/sign-in", &typed).await;
    assert!(page.body.contains("Text me a code (phone ending in 67)"), "{}", page.body);
    assert!(!page.body.contains("name=\"text_code\""), "there is nothing to type yet");
    let second = "/en/sign-in/second-factor";
    let page = browser.submit(second, "/api/accounts/text-sign-in-code", &[]).await;
    assert!(page.body.contains("name=\"text_code\""), "{}", page.body);
    assert!(page.body.contains("We are sending a code to the phone ending in 67"), "{}", page.body);
    let code = texted(&app, NUMBER).await;
    let page = browser.submit(second, "/api/accounts/sign-in-with-text-code", &[("text_code", not(&code))]).await;
    assert!(page.body.contains("That is not the code we sent last"), "{}", page.body);
    assert!(page.body.contains("name=\"text_code\""), "it can be typed again");
    let page = browser.submit(second, "/api/accounts/sign-in-with-text-code", &[("text_code", &code)]).await;
    assert!(browser.cookies.contains_key("portico_session") && page.status == 200);
}

#[tokio::test]
async fn somebody_without_javascript_proves_again_with_a_texted_code() {
    let app = TestApp::new(sqlite().await).await;
    let me = member(&app, "hoa@example.org").await;
    add_phone(&app, &me.actor, NUMBER).await;
    let first = super::app_ids(&app, &me.actor).await.remove(0);
    service::remove_authenticator(&app.ctx, &me.actor, &first).await.unwrap();
    let mut browser = browser_with(&app, &me.session);
    let page = browser.submit("/en/account/prove", "/api/accounts/text-step-up-code", &[]).await;
    assert!(page.body.contains("We are sending a code to the phone ending in 67"), "{}", page.body);
    assert!(page.body.contains("Code from the text message"), "{}", page.body);
    let fields =
        [("password", PASSWORD), ("code", &texted(&app, NUMBER).await), ("next", "/en/account/security/phone")];
    let page = browser.submit("/en/account/prove", "/api/accounts/prove-with-password", &fields).await;
    assert!(page.body.contains("Phone ending in 67"), "{}", page.body);
}

#[tokio::test]
async fn the_demonstrations_mailbox_shows_text_messages_as_text() {
    let app = TestApp::new(sqlite().await).await;
    let me = member(&app, "hoa@example.org").await;
    let page = app.browser().get("/demo/mailbox").await.body;
    assert!(page.contains("No text message yet."), "{page}");
    add_phone(&app, &me.actor, NUMBER).await;
    let page = app.browser().get("/demo/mailbox").await.body;
    assert!(page.contains(NUMBER) && page.contains("is your code. It counts for 10 minutes."), "{page}");
    let filtered = app.browser().get("/demo/mailbox?to=%2B12125550100").await.body;
    assert!(filtered.contains("No text message yet."), "{filtered}");
}
