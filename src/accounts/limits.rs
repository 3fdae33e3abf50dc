//! How often each way in may be tried. A try is counted before it is judged, so that no number of them at the same
//! moment passes a limit; what was right, or was not judged at all, is given back.
//!
//! What must stay true: an address without an account is counted and answered like one with; whoever writes several
//! counters in a transaction writes them in the order address, network, pair, streak, pause, work, and last in it, or two
//! sign-ins lock each other out.

use super::email::EmailAddress;
use super::work::{Admitted, SIGN_IN};
use crate::audit::Factor;
use crate::db::{Conn, DbResult};
use crate::error::AppResult;
use crate::limits::{Bucket, Policy};
use crate::server::{Ctx, Visitor};
use crate::types::{DAY, HOUR, MINUTE, Millis, PersonId};

/// Passwords typed for one address from one network.
const PAIR: Policy = Policy { name: "password-pair", hits: 5, window: MINUTE, block: MINUTE };

/// How many times in a day [`PAIR`] was used up: decides how long the next pause is.
const STREAK: Policy = Policy { name: "password-streak", hits: i64::MAX, window: DAY, block: 0 };

/// Passwords from one network, whatever the address.
const NETWORK: Policy = Policy { name: "password-network", hits: 20, window: MINUTE, block: MINUTE };

/// Passwords typed for one address from anywhere. Beyond it a reset opens the password again; passkeys never close.
const ADDRESS: Policy = Policy { name: "password-address", hits: 100, window: DAY, block: DAY };

const AUTHENTICATOR: Policy = Policy { name: "authenticator", hits: 10, window: 10 * MINUTE, block: 10 * MINUTE };

const RECOVERY: Policy = Policy { name: "recovery-code", hits: 10, window: 10 * MINUTE, block: 10 * MINUTE };

/// NIST SP 800-63B-4, 3.2.2: at most a hundred failures in a row for one authenticator.
const AUTHENTICATOR_DAY: Policy = Policy { name: "authenticator-day", hits: 100, window: DAY, block: DAY };

const RECOVERY_DAY: Policy = Policy { name: "recovery-code-day", hits: 100, window: DAY, block: DAY };

const TEXT: Policy = Policy { name: "text-code", hits: 10, window: 10 * MINUTE, block: 10 * MINUTE };

const TEXT_DAY: Policy = Policy { name: "text-code-day", hits: 100, window: DAY, block: DAY };

/// Passwords that somebody who is signed in sets: each costs a hash and tells every channel.
const SET: Policy = Policy { name: "password-set", hits: 20, window: HOUR, block: HOUR };

/// Counts a password about to be set.
///
/// # Errors
/// [`crate::error::AppError::TooMany`] beyond twenty an hour.
pub async fn password_is_set(conn: Conn<'_>, ctx: &Ctx, person: PersonId) -> AppResult<()> {
    SET.bucket(&ctx.keys, &person.to_string()).spend(conn, ctx.now(), "errors.too_many").await?;
    Ok(())
}

/// The pause after `times` used-up minutes.
fn pause(times: i64) -> Policy {
    let doublings = u32::try_from(times - 1).unwrap_or(0).min(6);
    Policy {
        name: "password-pause",
        hits: 1,
        window: HOUR,
        block: MINUTE.saturating_mul(2_i64.pow(doublings)).min(HOUR),
    }
}

/// The name of the pause's bucket does not depend on its length.
const PAUSE: Policy = Policy { name: "password-pause", hits: 1, window: HOUR, block: HOUR };

/// A password that is counted and about to be compared. A wrong one stays counted.
#[derive(Debug)]
#[must_use]
pub struct PasswordTry {
    at: Millis,
    /// `None` where no proof of work is asked for.
    admitted: Option<Admitted>,
    address: Bucket,
    network: Bucket,
    pair: Bucket,
    streak: Bucket,
    pause: Bucket,
    closes: Vec<&'static str>,
}

impl PasswordTry {
    /// Counts a password about to be compared, or refuses it uncompared. The caller commits before it compares. `proof`
    /// is of work, empty when none was sent; `None` for somebody who is signed in, whose browser need not prove itself.
    pub async fn count(
        mut conn: Conn<'_>,
        ctx: &Ctx,
        visitor: &Visitor,
        email: &EmailAddress,
        proof: Option<&str>,
    ) -> AppResult<Self> {
        let (keys, now) = (&ctx.keys, ctx.now());
        let pair = format!("{} {}", email.compared(), visitor.network);
        let mut counted = Self {
            at: now,
            admitted: None,
            address: ADDRESS.bucket(keys, email.compared()),
            network: NETWORK.bucket(keys, &visitor.network),
            pair: PAIR.bucket(keys, &pair),
            streak: STREAK.bucket(keys, &pair),
            pause: PAUSE.bucket(keys, &pair),
            closes: Vec::new(),
        };
        if counted.address.spend(conn.again(), now, "accounts.errors.ask_reset").await? == ADDRESS.hits {
            counted.closes.push(ADDRESS.name);
        }
        if counted.network.spend(conn.again(), now, "accounts.errors.network_tries").await? == NETWORK.hits {
            counted.closes.push(NETWORK.name);
        }
        counted.pause.check(conn.again(), now, PAIR_CLOSED).await?;
        // Only the try that fills the pair begins a pause, or a burst would earn a longer one than its minute.
        if counted.pair.spend(conn.again(), now, PAIR_CLOSED).await? == PAIR.hits {
            counted.closes.push(PAIR.name);
            let times = counted.streak.spend(conn.again(), now, PAIR_CLOSED).await?;
            pause(times).bucket(keys, &pair).spend(conn.again(), now, PAIR_CLOSED).await?;
        }
        // Last, so that nobody works for a try that would be refused.
        if let Some(proof) = proof {
            counted.admitted = Some(SIGN_IN.admit(conn, ctx, &pair, proof).await?);
        }
        Ok(counted)
    }

    /// Names of the limits that this try closes if it is wrong.
    pub fn closes(&self) -> &[&'static str] {
        &self.closes
    }

    /// Gives the try back, and forgets what a right password proves harmless.
    pub async fn was_right(&self, mut conn: Conn<'_>) -> DbResult<()> {
        self.address.give_back(conn.again(), self.at).await?;
        self.network.give_back(conn.again(), self.at).await?;
        Bucket::clear_all([&self.pair, &self.streak, &self.pause], conn.again()).await?;
        match &self.admitted {
            Some(admitted) => admitted.forget(conn).await,
            None => Ok(()),
        }
    }

    /// Gives the try back: we were too busy to compare it.
    pub async fn was_not_judged(&self, mut conn: Conn<'_>) -> DbResult<()> {
        self.address.give_back(conn.again(), self.at).await?;
        self.network.give_back(conn.again(), self.at).await?;
        let left = self.pair.give_back(conn.again(), self.at).await?;
        // The pair was full, so a pause had begun.
        if left == Some(PAIR.hits - 1) {
            self.streak.give_back(conn.again(), self.at).await?;
            self.pause.give_back(conn.again(), self.at).await?;
        }
        match &self.admitted {
            Some(admitted) => admitted.give_back(conn).await,
            None => Ok(()),
        }
    }
}

const PAIR_CLOSED: &str = "accounts.errors.password_tries";

/// Opens the password of an address again, after a reset.
pub async fn password_was_reset(conn: Conn<'_>, ctx: &Ctx, email: &EmailAddress) -> AppResult<()> {
    ADDRESS.bucket(&ctx.keys, email.compared()).clear(conn).await?;
    Ok(())
}

/// A second factor that is typed. Each has its own counter, so that a closed one leaves the other open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    AuthenticatorCode,
    RecoveryCode,
    /// Sent by text message.
    TextCode,
}

impl Typed {
    /// The long one first.
    fn policies(self) -> [&'static Policy; 2] {
        match self {
            Self::AuthenticatorCode => [&AUTHENTICATOR_DAY, &AUTHENTICATOR],
            Self::RecoveryCode => [&RECOVERY_DAY, &RECOVERY],
            Self::TextCode => [&TEXT_DAY, &TEXT],
        }
    }

    /// What the log calls it.
    pub fn factor(self) -> Factor {
        match self {
            Self::AuthenticatorCode => Factor::Authenticator,
            Self::RecoveryCode => Factor::RecoveryCode,
            Self::TextCode => Factor::TextCode,
        }
    }

    fn refusal(self) -> &'static str {
        match self {
            Self::AuthenticatorCode => "accounts.errors.code_tries",
            Self::RecoveryCode => "accounts.errors.recovery_tries",
            Self::TextCode => "factors.errors.text_tries",
        }
    }
}

/// Counts a code about to be compared in the same transaction, or refuses it uncompared. Answers the name of the limit
/// that it closes if it is wrong.
pub async fn before_code(
    mut conn: Conn<'_>,
    ctx: &Ctx,
    person: PersonId,
    kind: Typed,
) -> AppResult<Option<&'static str>> {
    let mut closes = None;
    for policy in kind.policies() {
        let bucket = policy.bucket(&ctx.keys, &person.to_string());
        let tries = bucket.spend(conn.again(), ctx.now(), kind.refusal()).await?;
        closes = closes.or((tries == policy.hits).then_some(policy.name));
    }
    Ok(closes)
}

/// Forgets wrong codes after a right one.
pub async fn right_code(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId, kind: Typed) -> AppResult<()> {
    for policy in kind.policies() {
        policy.bucket(&ctx.keys, &person.to_string()).clear(conn.again()).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Millis;

    #[test]
    fn pauses_grow_from_a_minute_to_an_hour_and_no_further() {
        let minutes: Vec<Millis> = [1, 2, 3, 6, 7, 8, 1_000].map(|times| pause(times).block / MINUTE).to_vec();
        assert_eq!(minutes, [1, 2, 4, 32, 60, 60, 60]);
    }
}
