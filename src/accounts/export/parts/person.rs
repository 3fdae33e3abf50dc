//! Who the person is, where they are written to, how and where they sign in. Of what signs in only names and times are told:
//! a copy that gets lost must open nothing.

use super::super::build::{Halt, Sink};
use super::{List, Subject, store};
use crate::accounts::apps::store as apps;
use crate::accounts::service::open_field;
use crate::accounts::{closing, countries, notices, phone, questions};
use crate::audit::Device;
use crate::error::AppResult;
use crate::types::{PersonId, utc_text};
use serde_json::{Value, json};
use uuid::Uuid;

/// Sessions read at once.
const PAGE: i64 = 500;

pub(super) async fn profile(subject: &Subject<'_>, sink: &mut Sink<'_>) -> Result<(), Halt> {
    let mut own = details(subject, subject.person).await?;
    let mut joined = Vec::with_capacity(subject.joined.len());
    for person in &subject.joined {
        joined.push(details(subject, *person).await?);
    }
    let merges = store::merges(subject.ctx.db.read().await?.conn(), subject.person).await?;
    let merges = merges.into_iter().map(|row| {
        json!({
            "joined_at": utc_text(row.merged_at),
            "parted_at": row.undone_at.map(utc_text),
            "this_account_stayed": row.person_id == subject.person,
        })
    });
    if let Some(own) = own.as_object_mut() {
        own.insert("joined_accounts".to_owned(), joined.into());
        own.insert("joinings".to_owned(), merges.collect());
    }
    sink.file("profile.json").await?;
    sink.json(&own).await
}

async fn details(subject: &Subject<'_>, person: PersonId) -> AppResult<Value> {
    let ctx = subject.ctx;
    let mut read = ctx.db.read().await?;
    let row = store::person(read.conn(), person).await?;
    let Some(row) = row else { return Ok(json!({})) };
    let closes = closing::service::closes_at(read.conn(), person).await?;
    let (phrase, case_mail) = notices::choices(read.conn(), ctx, person).await?;
    drop(read);
    let open = |column, sealed: Option<&Vec<u8>>| open_field(ctx, column, person, sealed.map(Vec::as_slice));
    Ok(json!({
        "given_name": row.given_name,
        "family_name": row.family_name,
        "date_of_birth": open("date_of_birth", Some(&row.date_of_birth))?,
        "country_of_birth": row.country_of_birth,
        "country_of_birth_name": countries::name(&row.country_of_birth, subject.i.locale()),
        "address": open("address", row.address.as_ref())?,
        "document_number": open("document_number", row.document_number.as_ref())?,
        "language": row.locale,
        "time_zone": row.time_zone,
        "account_made_at": utc_text(row.created_at),
        "account_closes_at": closes.map(utc_text),
        "phrase_in_mails": phrase,
        "mail_about_cases": case_mail,
    }))
}

pub(super) async fn addresses(subject: &Subject<'_>, sink: &mut Sink<'_>) -> Result<(), Halt> {
    let ctx = subject.ctx;
    let mut read = ctx.db.read().await?;
    let emails = store::emails(read.conn(), subject.person).await?;
    let emails: Vec<Value> = emails
        .into_iter()
        .map(|row| json!({ "email": row.written, "primary": row.is_primary, "proved_at": utc_text(row.verified_at) }))
        .collect();
    let row = store::person(read.conn(), subject.person).await?;
    let proved = phone::proved(read.conn(), ctx, subject.person).await?;
    drop(read);
    let phone = open_field(ctx, "phone", subject.person, row.as_ref().and_then(|row| row.phone.as_deref()))?;
    let proved = proved.map(|(phone, at)| json!({ "phone": phone, "proved_at": utc_text(at) }));
    let typed = (!phone.is_empty()).then(|| json!({ "phone": phone, "proved_at": null }));
    let phones: Vec<Value> = proved.into_iter().chain(typed).collect();
    sink.file("addresses.json").await?;
    sink.json(&json!({ "emails": emails, "phones": phones })).await
}

pub(super) async fn sign_in(subject: &Subject<'_>, sink: &mut Sink<'_>) -> Result<(), Halt> {
    let mut read = subject.ctx.db.read().await?;
    let password = store::password_changed(read.conn(), subject.person).await?;
    let apps = apps::list(read.conn(), subject.person).await?;
    let codes = store::recovery_codes(read.conn(), subject.person).await?;
    let passkeys = store::passkeys(read.conn(), subject.person).await?;
    let questions = questions::store::list(read.conn(), subject.person).await?;
    drop(read);
    let passkeys: Vec<Value> = passkeys
        .into_iter()
        .map(|row| {
            json!({
                "name": row.name,
                "added_at": utc_text(row.created_at),
                "last_used_at": row.last_used_at.map(utc_text),
                "copied_to_other_devices": row.backed_up,
            })
        })
        .collect();
    let apps = apps.into_iter().map(|row| {
        json!({
            "name": row.name,
            "added_at": utc_text(row.added_at),
            "last_used_at": row.last_used_at.map(utc_text),
        })
    });
    let codes =
        codes.into_iter().map(|row| json!({ "made_at": utc_text(row.made_at), "used_at": row.used_at.map(utc_text) }));
    let questions = questions.into_iter().map(|row| {
        let text = subject.i.t(&format!("questions.of.{}", row.question));
        json!({ "question": text, "answered_at": utc_text(row.set_at) })
    });
    sink.file("sign-in.json").await?;
    sink.json(&json!({
        "password": password.map(|at| json!({ "changed_at": utc_text(at) })),
        "authenticator_apps": apps.collect::<Vec<_>>(),
        "recovery_codes": codes.collect::<Vec<_>>(),
        "passkeys": passkeys,
        "security_questions": questions.collect::<Vec<_>>(),
    }))
    .await
}

/// Sessions of the last 400 days, which is how long they are kept.
pub(super) async fn sessions(subject: &Subject<'_>, sink: &mut Sink<'_>) -> Result<(), Halt> {
    sink.file("sessions.json").await?;
    let mut list = List::begin(sink).await?;
    for person in subject.accounts() {
        let mut after = Uuid::nil();
        loop {
            let rows = store::sessions(subject.ctx.db.read().await?.conn(), person, after, PAGE).await?;
            let Some(newest) = rows.last() else { break };
            after = newest.id;
            for row in &rows {
                let told = json!({
                    "browser": Device::of(&row.user_agent).browser.name(),
                    "system": Device::of(&row.user_agent).system.name(),
                    "user_agent": row.user_agent,
                    "network": row.network,
                    "began_at": utc_text(row.created_at),
                    "last_used_at": utc_text(row.last_seen_at),
                    "ended_at": row.ended_at.map(utc_text),
                });
                list.row(sink, &told).await?;
            }
        }
    }
    list.end(sink).await
}
