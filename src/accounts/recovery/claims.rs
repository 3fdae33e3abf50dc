//! A claim: the mailbox is proved, a waiting time runs, facts are proved, and a new way to sign in is set up.

use super::facts::{FactFields, Facts, wanted};
use super::model::{GoingOn, Opened, Terms, Wanted};
use super::rules::{CLAIMS, READY_LIFE, TRIES};
use super::store::claims as store;
use super::take_over::take_over;
use crate::access::{Computer, Standing};
use crate::accounts::email::EmailAddress;
use crate::accounts::service::{LINK_LIFE, language_of, request as ask_registration, tell_every_channel};
use crate::accounts::store::people::{self, AccountRow};
use crate::accounts::{countries, sessions};
use crate::audit::{self, Act, Entry, Fact};
use crate::db::{Conn, DbError, Tx};
use crate::error::{AppError, AppResult};
use crate::i18n::Locale;
use crate::jobs::{self, JobKind};
use crate::live;
use crate::notifications::{MailKind, NewMail, Queued, enqueue, enqueue_for_stranger};
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;
use crate::types::{HOUR, Millis, PersonId, Zone};
use uuid::Uuid;

/// How long each way takes here, and what the support desk's form asks for.
#[must_use]
pub fn terms(ctx: &Ctx) -> Terms {
    let limits = &ctx.config.limits;
    Terms {
        hours: limits.recovery_hours,
        support_hours: limits.support_recovery_hours,
        questions: ctx.config.questions_are_on(),
    }
}

/// Mails a link that opens a claim to an address with an account, and to one without the sentence that there is none.
pub async fn ask(ctx: &Ctx, visitor: &Visitor, email: &str) -> AppResult<()> {
    let address: EmailAddress = email.parse().map_err(|_| AppError::field("email", "accounts.errors.email_odd"))?;
    let mut tx = ctx.db.begin().await?;
    let account = people::find_account(tx.conn(), address.compared()).await?;
    if account.as_ref().is_some_and(AccountRow::is_begun) {
        // There is no way to sign in that could be lost: the link to go on with the account is what is needed.
        drop(tx);
        return ask_registration(ctx, visitor, email).await;
    }
    let (person, to) = AccountRow::addressee(account, address.written());
    let token = ctx.random.token();
    let kind = match person {
        Some(_) => MailKind::RecoveryAsked { link: page(ctx, visitor.locale, "start", &token) },
        None => MailKind::RecoveryNoAccount,
    };
    let mail = NewMail { person, to, locale: visitor.locale, kind };
    // A link that nobody is mailed must not replace the one that the owner has.
    if enqueue_for_stranger(tx.conn(), ctx, visitor, mail).await? == Queued::Waiting {
        store::put_link(tx.conn(), address.compared(), person, &token_hash(&token), ctx.now() + LINK_LIFE).await?;
    }
    audit::commit(tx, ctx, [Entry::stranger(Act::RecoveryAsked, person, visitor)]).await?;
    Ok(())
}

/// Address of a page behind a mailed link.
pub(super) fn page(ctx: &Ctx, locale: Locale, step: &str, token: &str) -> String {
    ctx.config.absolute(&format!("/{}/recover/{step}/{token}", locale.code()))
}

/// [`AppError::NotFound`] unless the link opens a claim. Consumes nothing.
pub async fn link_is_open(ctx: &Ctx, token: &str) -> AppResult<Terms> {
    let open = store::link_is_open(ctx.db.read().await?.conn(), &token_hash(token), ctx.now()).await?;
    if open { Ok(terms(ctx)) } else { Err(AppError::NotFound) }
}

/// Consumes the link and begins the waiting time. While a claim runs another changes nothing.
pub async fn open(ctx: &Ctx, visitor: &Visitor, token: &str) -> AppResult<Opened> {
    let now = ctx.now();
    let mut tx = ctx.db.begin().await?;
    let link = store::take_link(tx.conn(), &token_hash(token), now).await?;
    let (person, address) = link.ok_or_else(|| AppError::conflict("accounts.errors.link_spent"))?;
    // Before the claim's row, as everywhere: two of these at once wait for each other here.
    people::lock_security(tx.conn(), person).await?;
    store::expire(tx.conn(), person, now).await?;
    let zone = zone_of(tx.conn(), person).await?;
    if let Some(ready) = store::running_until(tx.conn(), person, now).await? {
        tx.commit().await?;
        return Ok(Opened { ready: zone.wall(ready), already: true });
    }
    let bucket = CLAIMS.bucket(&ctx.keys, &person.to_string());
    bucket.spend(tx.conn(), now, "recovery.errors.claims").await?;
    let ready_at = begin(&mut tx, ctx, person, &address).await?;
    audit::commit(tx, ctx, [Entry::stranger(Act::RecoveryOpened, Some(person), visitor)]).await?;
    ctx.hub.wake();
    Ok(Opened { ready: zone.wall(ready_at), already: false })
}

async fn begin(tx: &mut Tx, ctx: &Ctx, person: PersonId, address: &str) -> AppResult<Millis> {
    let (now, id, stop) = (ctx.now(), ctx.id(), ctx.random.token());
    let ready_at = now + HOUR * Millis::from(ctx.config.limits.recovery_hours);
    let claim = store::NewClaim {
        id,
        person,
        sealed_address: ctx.keys.seal(&ctx.random, &place(id), address.as_bytes()),
        stop_hash: token_hash(&stop),
        now,
        ready_at,
        expires_at: ready_at + READY_LIFE,
    };
    if !store::insert(tx.conn(), &claim).await? {
        return Err(AppError::conflict("recovery.errors.over"));
    }
    jobs::schedule(tx.conn(), ctx, JobKind::RecoveryReady, id, ready_at).await?;
    let link = page(ctx, language_of(tx.conn(), person).await?, "stop", &stop);
    tell_every_channel(tx.conn(), ctx, person, &MailKind::RecoveryStarted { link }).await?;
    live::announce_account(tx.conn(), ctx.now(), person, person.0).await?;
    Ok(ready_at)
}

fn place(id: Uuid) -> String {
    format!("recovery_claims.address/{id}")
}

fn opened(ctx: &Ctx, id: Uuid, sealed: &[u8]) -> AppResult<String> {
    let address = ctx.keys.open(&place(id), sealed)?;
    Ok(String::from_utf8(address).map_err(|_| DbError::Corrupt("recovery_claims.address"))?)
}

pub(super) async fn zone_of(conn: Conn<'_>, person: PersonId) -> AppResult<Zone> {
    let row = people::find(conn, person).await?;
    Ok(Zone::find_or_utc(&row.map(|row| row.time_zone).unwrap_or_default()))
}

/// The waiting time is over: mails the link to go on with to the mailbox that the claim was opened from, if it is still
/// one of the account's. Done once, however often it is called.
pub async fn tell_ready(ctx: &Ctx, id: Uuid) -> AppResult<()> {
    let (now, token) = (ctx.now(), ctx.random.token());
    let mut tx = ctx.db.begin().await?;
    let ready = store::make_ready(tx.conn(), id, &token_hash(&token), now).await?;
    // Stopped, or told already.
    let Some((person, sealed)) = ready else { return Ok(()) };
    let address = opened(ctx, id, &sealed)?;
    let Some(written) = people::find_written(tx.conn(), person, &address).await? else {
        store::end(tx.conn(), id, "closed", now).await?;
        live::announce_account(tx.conn(), ctx.now(), person, person.0).await?;
        audit::commit(tx, ctx, [Entry::system(Act::RecoveryClosed, Some(person))]).await?;
        ctx.hub.wake();
        return Ok(());
    };
    let locale = language_of(tx.conn(), person).await?;
    let kind = MailKind::RecoveryReady { link: page(ctx, locale, "go-on", &token) };
    enqueue(tx.conn(), ctx, NewMail { person: Some(person), to: written, locale, kind }).await?;
    audit::commit(tx, ctx, [Entry::system(Act::RecoveryReady, Some(person))]).await?;
    Ok(())
}

/// What the person is asked. Reading consumes nothing.
pub async fn going_on(ctx: &Ctx, locale: Locale, token: &str) -> AppResult<GoingOn> {
    let mut read = ctx.db.read().await?;
    let claim = store::find_ready(read.conn(), &token_hash(token), ctx.now()).await?.ok_or(AppError::NotFound)?;
    let wanted = wanted(read.conn(), claim.person_id).await?;
    let zone = zone_of(read.conn(), claim.person_id).await?;
    let countries = match wanted {
        Wanted::Case => Vec::new(),
        Wanted::Birth { .. } => countries::all(locale),
    };
    Ok(GoingOn { wanted, tries: TRIES - claim.wrong_tries, until: zone.wall(claim.expires_at), countries })
}

/// Compares the facts. If they are right nothing opens the account any more but the session whose token is answered,
/// which may set up a new way to sign in.
pub async fn prove(ctx: &Ctx, visitor: &Visitor, token: &str, fields: FactFields) -> AppResult<String> {
    let now = ctx.now();
    let over = || AppError::conflict("recovery.errors.over");
    let mut read = ctx.db.read().await?;
    let claim = store::find_ready(read.conn(), &token_hash(token), now).await?.ok_or_else(over)?;
    let (id, person) = (claim.id, claim.person_id);
    let facts = Facts::parse(fields, wanted(read.conn(), person).await?)?;
    drop(read);
    let address = opened(ctx, id, &claim.address)?;

    let mut tx = ctx.db.begin().await?;
    people::lock_security(tx.conn(), person).await?;
    let tries = store::count_try(tx.conn(), id, TRIES, now).await?.ok_or_else(over)?;
    if !facts.are_true(tx.conn(), ctx, person, &address).await? {
        let mut entries = vec![Entry::stranger(Act::Recovered, Some(person), visitor).refused()];
        if tries >= TRIES {
            store::end(tx.conn(), id, "closed", now).await?;
            tell_every_channel(tx.conn(), ctx, person, &MailKind::RecoveryClosed).await?;
            live::announce_account(tx.conn(), ctx.now(), person, person.0).await?;
            entries.push(Entry::stranger(Act::RecoveryClosed, Some(person), visitor));
        }
        audit::commit(tx, ctx, entries).await?;
        ctx.hub.wake();
        return Err(if tries >= TRIES { over() } else { AppError::field("", "recovery.errors.facts") });
    }
    if !store::end(tx.conn(), id, "done", now).await? {
        return Err(over());
    }
    tell_every_channel(tx.conn(), ctx, person, &MailKind::Recovered).await?;
    let ended = take_over(tx.conn(), ctx, person).await?;
    let session = sessions::start(tx.conn(), ctx, person, Standing::SettingUp, Computer::Own, visitor).await?;
    let done = Entry::proved(Act::Recovered, person, visitor).number(Fact::Sessions, ended);
    audit::commit(tx, ctx, [done]).await?;
    ctx.hub.wake();
    Ok(session)
}
