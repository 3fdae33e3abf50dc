//! Synthetic accounts of `portico demo`, and the page that stands in for their authenticator app. Their secrets are
//! public; the service that runs in production neither makes them nor serves the page.

use crate::accounts::addresses::identity_index;
use crate::accounts::apps::{self, AppId};
use crate::accounts::password::Password;
use crate::accounts::store::{passwords, people};
use crate::error::AppResult;
use crate::server::Ctx;
use crate::types::{CivilDate, PersonId};
use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use std::fmt::Write as _;

/// A synthetic person who can sign in.
#[derive(Clone, Copy, Debug)]
pub struct DemoAccount {
    pub email: &'static str,
    pub password: &'static str,
    pub given_name: &'static str,
    pub family_name: &'static str,
    pub date_of_birth: CivilDate,
    pub country_of_birth: &'static str,
    pub locale: &'static str,
    pub time_zone: &'static str,
    /// Of the authenticator app.
    pub secret: [u8; 20],
}

/// Makes the account; answers its person, or `None` when the address is already taken.
pub async fn add_demo_account(ctx: &Ctx, account: &DemoAccount) -> AppResult<Option<PersonId>> {
    let now = ctx.now();
    let person = PersonId(ctx.id());
    let hash = ctx.hasher.hash(Password::typed(account.password), ctx.random.bytes()).await?;
    let mut tx = ctx.db.begin().await?;
    if people::find_account(tx.conn(), account.email).await?.is_some() {
        return Ok(None);
    }
    let row = people::NewPersonRow {
        id: person,
        given_name: account.given_name,
        family_name: account.family_name,
        sealed_date_of_birth: ctx.keys.seal(
            &ctx.random,
            &super::profile::place("date_of_birth", person),
            account.date_of_birth.to_string().as_bytes(),
        ),
        country_of_birth: account.country_of_birth,
        identity_index: identity_index(&ctx.keys, account.given_name, account.family_name, account.date_of_birth),
        locale: account.locale,
        time_zone: account.time_zone,
        now,
    };
    people::insert(tx.conn(), &row).await?;
    people::insert_primary_email(tx.conn(), person, account.email, account.email, now).await?;
    passwords::put(tx.conn(), person, &hash, now).await?;
    let app = AppId(ctx.id());
    let sealed = apps::seal(ctx, app, &account.secret);
    // Without a name of its own: the page says it in whichever language it is read.
    apps::store::insert(tx.conn(), app, person, "", &sealed, now).await?;
    people::complete(tx.conn(), person, now).await?;
    tx.commit().await?;
    Ok(Some(person))
}

/// `GET /demo/authenticator`: the codes that the apps of these accounts show now.
pub fn demo_authenticator(accounts: &'static [DemoAccount]) -> Router<Ctx> {
    let page = move |State(ctx): State<Ctx>| async move {
        let mut rows = String::new();
        for account in accounts {
            let code = apps::code_now(&ctx, &account.secret).unwrap_or_default();
            let _ = write!(rows, "<li>{}: <code>{code}</code></li>", account.email);
        }
        Html(format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Demonstration authenticator</title>\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <link rel=\"stylesheet\" href=\"{}/portico.css\"></head><body><main class=\"page stack\">\
             <h1>Demonstration authenticator</h1><p>Synthetic accounts. A code works once; the next comes every 30 \
             seconds. Reload to see it.</p><ul>{rows}</ul></main></body></html>",
            ctx.assets.bundle.folder
        ))
    };
    Router::new().route("/demo/authenticator", get(page))
}
