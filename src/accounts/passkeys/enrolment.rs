//! Adding a passkey to an account.

use super::ceremony::{self, Ceremony};
use super::model::{Answer, Challenge, PasskeyId};
use super::owner::Owner;
use super::proof::challenge_of;
use super::relying_party::{check_made, read, refused};
use super::rules::{MOST, parse_name};
use super::store::{self, PasskeyRow, Table};
use crate::access::{Actor, Standing};
use crate::accounts::service::{added, complete_if_ready, lock_ways_of, tell_every_channel};
use crate::accounts::store::people;
use crate::audit::{self, About, Act, Entry};
use crate::db::{Conn, DbError};
use crate::error::{AppError, AppResult};
use crate::i18n::{Locale, messages};
use crate::live;
use crate::notifications::MailKind;
use crate::server::{Ctx, internal};
use crate::types::PersonId;
use webauthn_rs::prelude::{
    CreationChallengeResponse, Credential, Passkey, PasskeyRegistration, RegisterPublicKeyCredential,
};
use webauthn_rs_proto::ResidentKeyRequirement;

/// Asks the browser for a new passkey that will be called `name`; a blank name is replaced by a numbered one. The name
/// is checked before the authenticator makes a key, since afterwards nothing may be left to refuse.
pub async fn start(ctx: &Ctx, actor: &Actor, locale: Locale, name: &str) -> AppResult<Challenge> {
    actor.fresh(ctx.now())?;
    let mut read = ctx.db.read().await?;
    let known = store::list_for(read.conn(), actor.person).await?;
    let count = i64::try_from(known.len()).unwrap_or(MOST);
    check_room(count)?;
    let name = if name.trim().is_empty() { default_name(locale, count + 1) } else { parse_name(name)? };
    let (email, full_name) = names(read.conn(), actor.person).await?;
    drop(read);

    let names = Names { email: &email, full_name: &full_name };
    let (challenge, state) = ask_new(ctx, actor.person, &names, known, ResidentKeyRequirement::Preferred)?;
    let kept = Ceremony::Enrolment { person: actor.person, session: actor.session, name, state: Box::new(state) };
    let token = ceremony::keep(ctx.db.single().await?.conn(), ctx, &kept).await?;
    challenge_of(token, &challenge.public_key)
}

/// What an authenticator shows when it asks which account to use.
pub(super) struct Names<'a> {
    pub email: &'a str,
    pub full_name: &'a str,
}

/// A challenge for a new passkey of `owner`, who has those in `known`.
pub(super) fn ask_new(
    ctx: &Ctx,
    owner: impl Into<Owner>,
    names: &Names<'_>,
    known: Vec<PasskeyRow>,
    resident: ResidentKeyRequirement,
) -> AppResult<(CreationChallengeResponse, PasskeyRegistration)> {
    let exclude = known.into_iter().map(|row| row.credential_id).collect();
    let (mut challenge, state) = ctx
        .webauthn
        .start_passkey_registration(owner.into().id(), names.email, names.full_name, Some(exclude))
        .map_err(|error| internal(&error))?;
    // The library asks authenticators not to keep the key; kept keys are what sign-in without an e-mail and autofill
    // find.
    if let Some(selection) = challenge.public_key.authenticator_selection.as_mut() {
        selection.resident_key = Some(resident);
    }
    Ok((challenge, state))
}

/// The row of the passkey that the browser made, if it is an answer to the challenge of `state`.
pub(super) fn made(
    ctx: &Ctx,
    owner: impl Into<Owner>,
    name: String,
    credential: &RegisterPublicKeyCredential,
    state: &PasskeyRegistration,
) -> AppResult<PasskeyRow> {
    check_made(&ctx.config, credential)?;
    let passkey = ctx.webauthn.finish_passkey_registration(credential, state).map_err(|error| refused(&error))?;
    row(ctx, owner.into(), name, passkey)
}

/// Stores the passkey that the browser made. Answers a new session token if this completed the account's set-up.
pub async fn finish(ctx: &Ctx, actor: &Actor, answer: &Answer) -> AppResult<Option<String>> {
    actor.fresh(ctx.now())?;
    let credential: RegisterPublicKeyCredential = read(&answer.credential)?;
    let taken = ceremony::take(ctx, &answer.ceremony).await?;
    let Ceremony::Enrolment { person, session, name, state } = taken else {
        return Err(ceremony::expired());
    };
    if (person, session) != (actor.person, actor.session) {
        return Err(ceremony::expired());
    }
    let row = made(ctx, person, name, &credential, &state);
    if row.is_err() {
        audit::commit(ctx.db.begin().await?, ctx, [Entry::of(Act::PasskeyAdded, actor).refused()]).await?;
    }
    let row = row?;

    let mut tx = ctx.db.begin().await?;
    lock_ways_of(tx.conn(), ctx, actor).await?;
    check_room(store::count(tx.conn(), person).await?)?;
    store::insert(tx.conn(), Table::People, &row).await.map_err(known_elsewhere)?;
    if actor.standing == Standing::Full {
        tell_every_channel(tx.conn(), ctx, person, &MailKind::PasskeyAdded).await?;
    }
    let renewed = complete_if_ready(tx.conn(), ctx, actor).await?;
    live::announce_account(tx.conn(), ctx.now(), person, person.0).await?;
    let mut entries = added(Act::PasskeyAdded, actor, renewed.is_some()).into_iter();
    let first = entries.next().map(|entry| entry.about(About::Passkey(row.id.0)));
    audit::commit(tx, ctx, first.into_iter().chain(entries)).await?;
    ctx.hub.wake();
    Ok(renewed)
}

fn check_room(count: i64) -> AppResult<()> {
    if count < MOST { Ok(()) } else { Err(AppError::conflict("passkeys.errors.too_many")) }
}

fn default_name(locale: Locale, number: i64) -> String {
    messages(locale).with("passkeys.default_name", &[("number", &number.to_string())])
}

/// What the authenticator shows when it asks which account to use: e-mail and full name.
async fn names(mut conn: Conn<'_>, person: PersonId) -> AppResult<(String, String)> {
    let row = people::find(conn.again(), person).await?.ok_or(AppError::Unauthenticated)?;
    let email = people::emails(conn, person).await?.into_iter().next().ok_or(AppError::Unauthenticated)?;
    let full_name = format!("{} {}", row.given_name, row.family_name).trim().to_owned();
    Ok((email, full_name))
}

fn row(ctx: &Ctx, owner: Owner, name: String, passkey: Passkey) -> AppResult<PasskeyRow> {
    let json = serde_json::to_string(&passkey).map_err(|error| internal(&error))?;
    let credential = Credential::from(passkey);
    Ok(PasskeyRow {
        id: PasskeyId(ctx.id()),
        owner_id: owner.id(),
        credential: json,
        name,
        counter: credential.counter.into(),
        backup_eligible: credential.backup_eligible,
        backed_up: credential.backup_state,
        credential_id: credential.cred_id,
        created_at: ctx.now(),
        last_used_at: None,
    })
}

/// A credential id that somebody has already is no proof of anything: it is chosen by the authenticator.
pub(super) fn known_elsewhere(error: DbError) -> AppError {
    if error.is_unique_violation() { AppError::conflict("passkeys.errors.known") } else { error.into() }
}
