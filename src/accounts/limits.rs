//! How often each way in may be tried. A try is counted before its outcome is known, but for the wrong passwords of a
//! network, which are counted after it; a success forgets what it can. On PostgreSQL tries of the same moment can pass a
//! limit by as many as there are connections: they are checked before they are counted.
//!
//! What must stay true: an address without an account is counted and answered like one with; whoever writes several
//! counters in a transaction writes that of the address before those of the pair, or two sign-ins lock each other out.

use super::email::EmailAddress;
use crate::db::Conn;
use crate::error::AppResult;
use crate::limits::{Policy, check, clear, hit};
use crate::server::{Ctx, Visitor};
use crate::types::{DAY, HOUR, MINUTE, PersonId};

/// Passwords typed for one address from one network.
const PAIR: Policy = Policy { name: "password-pair", hits: 5, window: MINUTE, block: 0 };

/// How many times in a day [`PAIR`] was used up: decides how long the next pause is.
const STREAK: Policy = Policy { name: "password-streak", hits: i64::MAX, window: DAY, block: 0 };

/// Wrong passwords from one network, whatever the address.
const NETWORK: Policy = Policy { name: "password-network", hits: 20, window: MINUTE, block: MINUTE };

/// Passwords typed for one address from anywhere. Beyond it a reset opens the password again; passkeys never close.
const ADDRESS: Policy = Policy { name: "password-address", hits: 100, window: DAY, block: DAY };

const AUTHENTICATOR: Policy = Policy { name: "authenticator", hits: 10, window: 10 * MINUTE, block: 10 * MINUTE };

const RECOVERY: Policy = Policy { name: "recovery-code", hits: 10, window: 10 * MINUTE, block: 10 * MINUTE };

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

fn pair(email: &EmailAddress, visitor: &Visitor) -> String {
    format!("{} {}", email.compared(), visitor.network)
}

/// Counts a password about to be compared, or refuses it uncompared.
pub async fn before_password(mut conn: Conn<'_>, ctx: &Ctx, visitor: &Visitor, email: &EmailAddress) -> AppResult<()> {
    let (keys, now, pair) = (&ctx.keys, ctx.now(), pair(email, visitor));
    check(conn.again(), keys, now, &ADDRESS, email.compared(), "accounts.errors.ask_reset").await?;
    check(conn.again(), keys, now, &NETWORK, &visitor.network, "accounts.errors.network_tries").await?;
    check(conn.again(), keys, now, &PAUSE, &pair, "accounts.errors.password_tries").await?;
    hit(conn.again(), keys, now, &ADDRESS, email.compared()).await?;
    if hit(conn.again(), keys, now, &PAIR, &pair).await? >= PAIR.hits {
        let times = hit(conn.again(), keys, now, &STREAK, &pair).await?;
        hit(conn, keys, now, &pause(times), &pair).await?;
    }
    Ok(())
}

/// Counts a wrong password against its network.
pub async fn wrong_password(conn: Conn<'_>, ctx: &Ctx, visitor: &Visitor) -> AppResult<()> {
    hit(conn, &ctx.keys, ctx.now(), &NETWORK, &visitor.network).await?;
    Ok(())
}

/// Forgets what a right password proves harmless.
pub async fn right_password(mut conn: Conn<'_>, ctx: &Ctx, visitor: &Visitor, email: &EmailAddress) -> AppResult<()> {
    let pair = pair(email, visitor);
    clear(conn.again(), &ctx.keys, &ADDRESS, email.compared()).await?;
    for policy in [&PAIR, &STREAK, &PAUSE] {
        clear(conn.again(), &ctx.keys, policy, &pair).await?;
    }
    Ok(())
}

/// Opens the password of an address again, after a reset.
pub async fn password_was_reset(conn: Conn<'_>, ctx: &Ctx, email: &EmailAddress) -> AppResult<()> {
    clear(conn, &ctx.keys, &ADDRESS, email.compared()).await?;
    Ok(())
}

/// A second factor that is typed. Each has its own counter, so that a closed one leaves the other open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    AuthenticatorCode,
    RecoveryCode,
}

impl Typed {
    fn policy(self) -> &'static Policy {
        match self {
            Self::AuthenticatorCode => &AUTHENTICATOR,
            Self::RecoveryCode => &RECOVERY,
        }
    }

    fn refusal(self) -> &'static str {
        match self {
            Self::AuthenticatorCode => "accounts.errors.code_tries",
            Self::RecoveryCode => "accounts.errors.recovery_tries",
        }
    }
}

/// Counts a code about to be compared, or refuses it uncompared.
pub async fn before_code(mut conn: Conn<'_>, ctx: &Ctx, person: PersonId, kind: Typed) -> AppResult<()> {
    let (keys, now, by) = (&ctx.keys, ctx.now(), person.to_string());
    check(conn.again(), keys, now, kind.policy(), &by, kind.refusal()).await?;
    hit(conn, keys, now, kind.policy(), &by).await?;
    Ok(())
}

/// Forgets wrong codes after a right one.
pub async fn right_code(conn: Conn<'_>, ctx: &Ctx, person: PersonId, kind: Typed) -> AppResult<()> {
    clear(conn, &ctx.keys, kind.policy(), &person.to_string()).await?;
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
