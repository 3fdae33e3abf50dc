//! Letting tries in: some freely, then with a proof of work, or one a minute without.

use super::rules::{self, Secrets};
use super::store;
use crate::accounts::email::EmailAddress;
use crate::accounts::service;
use crate::db::{Conn, DbResult};
use crate::error::{AppError, AppResult};
use crate::limits::{Bucket, Policy, Spent};
use crate::server::{Ctx, Visitor, internal};
use crate::types::{HOUR, MINUTE, Millis};

/// What is counted, and how much of it is free.
#[derive(Clone, Copy, Debug)]
pub struct Toll {
    /// Counts and closes nothing.
    count: Policy,
    /// The wait between two tries that bring no proof.
    rest: Policy,
    free: i64,
}

/// Passwords typed for one address from one network; a right one is forgotten.
pub const SIGN_IN: Toll = Toll {
    count: Policy { name: "work-password", hits: i64::MAX, window: HOUR, block: 0 },
    rest: Policy { name: "rest-password", hits: 1, window: MINUTE, block: MINUTE },
    free: 3,
};

/// Mails that strangers ask for from one network, to whatever address.
fn mail(ctx: &Ctx) -> Toll {
    Toll {
        count: Policy { name: "work-mail", hits: i64::MAX, window: HOUR, block: 0 },
        rest: Policy { name: "rest-mail", hits: 1, window: MINUTE, block: MINUTE },
        free: ctx.config.limits.free_mail_requests.into(),
    }
}

/// A try that was let in.
#[derive(Debug)]
pub struct Admitted {
    at: Millis,
    count: Bucket,
    rest: Bucket,
    /// Whether it began a wait.
    rests: bool,
    /// Of the proof that it brought.
    nonce: Option<String>,
}

impl Toll {
    /// Counts a try by whatever `by` names and lets it in; the caller commits, or else nothing was counted and no proof
    /// was used.
    ///
    /// # Errors
    /// [`AppError::WorkWanted`] when it brings no proof that is good, or the database does not answer.
    pub async fn admit(self, mut conn: Conn<'_>, ctx: &Ctx, by: &str, proof: &str) -> AppResult<Admitted> {
        let now = ctx.now();
        let (count, rest) = (self.count.bucket(&ctx.keys, by), self.rest.bucket(&ctx.keys, by));
        let tries = count.spend(conn.again(), now, "work.wait").await?;
        let mut admitted = Admitted { at: now, count, rest, rests: false, nonce: None };
        if tries > self.free {
            admitted.nonce = used(conn.again(), ctx, proof).await?;
        }
        if tries >= self.free && admitted.nonce.is_none() {
            match admitted.rest.try_spend(conn, now).await? {
                Spent::Counted(_) => admitted.rests = true,
                // The last free try may come while an earlier wait runs.
                Spent::Closed { .. } if tries == self.free => {}
                Spent::Closed { until } => return Err(wanted(ctx, until - now)?),
            }
        }
        Ok(admitted)
    }
}

impl Admitted {
    /// Forgets all tries: this one was right.
    pub async fn forget(&self, mut conn: Conn<'_>) -> DbResult<()> {
        self.count.clear(conn.again()).await?;
        self.rest.clear(conn).await
    }

    /// Takes the try back: it was not judged.
    pub async fn give_back(&self, mut conn: Conn<'_>) -> DbResult<()> {
        self.count.give_back(conn.again(), self.at).await?;
        if self.rests {
            self.rest.give_back(conn.again(), self.at).await?;
        }
        match &self.nonce {
            Some(nonce) => store::give_back(conn, nonce).await,
            None => Ok(()),
        }
    }
}

/// The nonce of a proof that is good and is now used.
async fn used(conn: Conn<'_>, ctx: &Ctx, proof: &str) -> DbResult<Option<String>> {
    let tries = ctx.config.limits.proof_of_work;
    let Some(proved) = rules::verify(&Secrets::of(&ctx.keys), proof, tries, ctx.now()) else { return Ok(None) };
    Ok(store::take(conn, &proved).await?.then_some(proved.nonce))
}

/// What a browser has to do, or wait.
fn wanted(ctx: &Ctx, wait: Millis) -> AppResult<AppError> {
    let tries = ctx.config.limits.proof_of_work;
    let number = u32::try_from(ctx.random.below(tries.into())).unwrap_or(0);
    let challenge = rules::challenge(&Secrets::of(&ctx.keys), number, tries, ctx.now());
    Ok(AppError::WorkWanted {
        challenge: challenge.map_err(|error| internal(&error))?,
        solver: format!("{}/solver.js", ctx.assets.bundle.folder),
        seconds: u32::try_from((wait + 999) / 1_000).unwrap_or(u32::MAX).max(1),
    })
}

/// As [`service::request`], let in.
pub async fn request_registration(ctx: &Ctx, visitor: &Visitor, email: &str, proof: &str) -> AppResult<()> {
    pay_for_mail(ctx, visitor, email, proof).await?;
    service::request(ctx, visitor, email).await
}

/// As [`service::request_reset`], let in.
pub async fn request_reset(ctx: &Ctx, visitor: &Visitor, email: &str, proof: &str) -> AppResult<()> {
    pay_for_mail(ctx, visitor, email, proof).await?;
    service::request_reset(ctx, visitor, email).await
}

/// Somebody signed in has a budget of their own. What is no address costs nothing, since nothing is mailed.
async fn pay_for_mail(ctx: &Ctx, visitor: &Visitor, email: &str, proof: &str) -> AppResult<()> {
    if visitor.person.is_some() || email.parse::<EmailAddress>().is_err() {
        return Ok(());
    }
    let mut tx = ctx.db.begin().await?;
    mail(ctx).admit(tx.conn(), ctx, &visitor.network, proof).await?;
    Ok(tx.commit().await?)
}
