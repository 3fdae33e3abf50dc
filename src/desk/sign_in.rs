//! How staff come in: once by a link that makes their passkey, and then by that passkey alone.

use super::model::Enrolment;
use super::sessions;
use super::store;
use crate::access::StaffActor;
use crate::accounts::passkeys::staff::{self, Enrolling};
use crate::accounts::passkeys::{Answer, Challenge};
use crate::audit::{self, About, Act, Entry, Fact, Factor};
use crate::error::{AppError, AppResult};
use crate::server::{Ctx, Visitor};
use crate::storage::token_hash;

/// Whose passkey the link makes. Reading consumes nothing.
pub async fn enrolment(ctx: &Ctx, token: &str) -> AppResult<Enrolment> {
    let row = store::find_enrolment(ctx.db.read().await?.conn(), &token_hash(token), ctx.now()).await?;
    let row = row.ok_or(AppError::NotFound)?;
    Ok(Enrolment { name: row.name, email: row.email })
}

/// Asks for the passkey.
pub async fn start_enrolment(ctx: &Ctx, visitor: &Visitor, token: &str) -> AppResult<Challenge> {
    let link = token_hash(token);
    let row = store::find_enrolment(ctx.db.read().await?.conn(), &link, ctx.now()).await?.ok_or_else(spent)?;
    let who = Enrolling { staff: row.staff_id, email: &row.email, name: &row.name, link };
    staff::start_enrolment(ctx, visitor, who).await
}

/// Consumes the link and keeps the passkey in place of any before it, whose sessions end. Signs nobody in.
pub async fn finish_enrolment(ctx: &Ctx, visitor: &Visitor, token: &str, answer: &Answer) -> AppResult<()> {
    let (link, now) = (token_hash(token), ctx.now());
    let row = store::find_enrolment(ctx.db.read().await?.conn(), &link, now).await?.ok_or_else(spent)?;
    let passkey = match staff::finish_enrolment(ctx, row.staff_id, &link, answer).await {
        Ok(passkey) => passkey,
        Err(error) => {
            let refused = Entry::staff_proved(Act::StaffEnrolled, row.staff_id, visitor).refused();
            audit::commit(ctx.db.begin().await?, ctx, [refused]).await?;
            return Err(error);
        }
    };
    let mut tx = ctx.db.begin().await?;
    if !store::take_enrolment(tx.conn(), &link, now).await? || !store::is_enabled(tx.conn(), row.staff_id).await? {
        return Err(spent());
    }
    passkey.replace_all(tx.conn()).await?;
    let ended = store::end_sessions_of(tx.conn(), row.staff_id, now).await?;
    let entry = Entry::staff_proved(Act::StaffEnrolled, row.staff_id, visitor)
        .about(About::Passkey(passkey.id().0))
        .number(Fact::Sessions, ended);
    audit::commit(tx, ctx, [entry]).await?;
    Ok(())
}

fn spent() -> AppError {
    AppError::conflict("desk.errors.link_spent")
}

/// Asks for any passkey of staff.
pub async fn start_sign_in(ctx: &Ctx, visitor: &Visitor) -> AppResult<Challenge> {
    staff::start_sign_in(ctx, visitor).await
}

/// Signs in the passkey's owner under a new token, which is answered. `before` is who this browser was signed in as.
pub async fn finish_sign_in(
    ctx: &Ctx,
    visitor: &Visitor,
    answer: &Answer,
    before: Option<&StaffActor>,
) -> AppResult<String> {
    let signed_in = prove(ctx, visitor, answer, before).await;
    if signed_in.is_err() {
        let failed = Entry::stranger(Act::StaffSignInFailed, None, visitor).refused().factor(Factor::Passkey);
        audit::commit(ctx.db.begin().await?, ctx, [failed]).await?;
    }
    signed_in
}

async fn prove(ctx: &Ctx, visitor: &Visitor, answer: &Answer, before: Option<&StaffActor>) -> AppResult<String> {
    let (mut tx, proved) = staff::finish_sign_in(ctx, answer).await?;
    let owner = proved.staff();
    if !store::is_enabled(tx.conn(), owner).await? {
        tx.commit().await?;
        return Err(AppError::field("", "passkeys.errors.refused"));
    }
    let mut tx = proved.record(tx, ctx).await?;
    if let Some(before) = before {
        store::end_session(tx.conn(), before.session, ctx.now()).await?;
    }
    let token = sessions::start(tx.conn(), ctx, owner, visitor).await?;
    let entry = Entry::staff_proved(Act::StaffSignedIn, owner, visitor).factor(Factor::Passkey);
    audit::commit(tx, ctx, [entry]).await?;
    Ok(token)
}

/// Ends the session.
pub async fn sign_out(ctx: &Ctx, actor: &StaffActor) -> AppResult<()> {
    let mut tx = ctx.db.begin().await?;
    store::end_session(tx.conn(), actor.session, ctx.now()).await?;
    let out = Entry::staff(Act::StaffSignedOut, actor, None).about(About::Session(actor.session));
    audit::commit(tx, ctx, [out]).await?;
    Ok(())
}
