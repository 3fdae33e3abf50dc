//! Passkeys of staff: the same ceremonies over a table of their own. A challenge of one kind takes no answer of the other.

use super::ceremony::{self, Ceremony};
use super::enrolment::{Names, ask_new, known_elsewhere, made};
use super::judged::{Judged, Proof, judge_staff};
use super::model::{Answer, Asked, Challenge, PasskeyId};
use super::proof::{challenge_of, count};
use super::relying_party::read;
use super::store::{self, PasskeyRow, Table};
use crate::db::{Conn, Tx};
use crate::error::AppResult;
use crate::server::{Ctx, Visitor, internal};
use crate::types::StaffId;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};
use webauthn_rs_proto::ResidentKeyRequirement;

/// What every passkey of staff is called: there is one.
const NAME: &str = "staff";

/// Whose passkey is to be made, and by which link.
pub struct Enrolling<'a> {
    pub staff: StaffId,
    pub email: &'a str,
    pub name: &'a str,
    /// Hash of the enrolment link's token.
    pub link: Vec<u8>,
}

/// Asks the browser for a new passkey. The authenticator must keep it: staff sign in without typing who they are.
pub async fn start_enrolment(ctx: &Ctx, visitor: &Visitor, who: Enrolling<'_>) -> AppResult<Challenge> {
    let names = Names { email: who.email, full_name: who.name };
    let (challenge, state) = ask_new(ctx, who.staff, &names, Vec::new(), ResidentKeyRequirement::Required)?;
    let kept = Ceremony::StaffEnrolment { staff: who.staff, link: who.link, state: Box::new(state) };
    count(ctx, visitor, Asked::Button).await?;
    let token = ceremony::keep(ctx.db.single().await?.conn(), ctx, &kept).await?;
    challenge_of(token, &challenge.public_key)
}

/// A passkey that the browser made and that is not stored yet.
pub struct NewPasskey(PasskeyRow);

/// The passkey that answers the challenge which was asked for this link.
pub async fn finish_enrolment(ctx: &Ctx, staff: StaffId, link: &[u8], answer: &Answer) -> AppResult<NewPasskey> {
    let credential: RegisterPublicKeyCredential = read(&answer.credential)?;
    let taken = ceremony::take(ctx, &answer.ceremony).await?;
    let Ceremony::StaffEnrolment { staff: asked, link: by, state } = taken else { return Err(ceremony::expired()) };
    if asked != staff || by != link {
        return Err(ceremony::expired());
    }
    made(ctx, staff, NAME.to_owned(), &credential, &state).map(NewPasskey)
}

impl NewPasskey {
    #[must_use]
    pub fn id(&self) -> PasskeyId {
        self.0.id
    }

    /// Stores it in place of every other of its owner: whoever is given a new link has lost the device before.
    pub async fn replace_all(&self, mut conn: Conn<'_>) -> AppResult<()> {
        store::remove_all(conn.again(), StaffId(self.0.owner_id)).await?;
        store::insert(conn, Table::Staff, &self.0).await.map_err(known_elsewhere)
    }
}

/// Asks for any passkey of staff.
pub async fn start_sign_in(ctx: &Ctx, visitor: &Visitor) -> AppResult<Challenge> {
    count(ctx, visitor, Asked::Button).await?;
    let (challenge, state) = ctx.webauthn.start_discoverable_authentication().map_err(|error| internal(&error))?;
    let kept = Ceremony::StaffSignIn { state: Box::new(state) };
    let token = ceremony::keep(ctx.db.single().await?.conn(), ctx, &kept).await?;
    challenge_of(token, &challenge.public_key)
}

/// An answer that is right, and not recorded yet.
pub struct Proved(Proof<StaffId>);

/// Whose passkey answers, and the transaction that has taken the challenge. The error says nothing of which staff there are;
/// the caller records it.
pub async fn finish_sign_in(ctx: &Ctx, answer: &Answer) -> AppResult<(Tx, Proved)> {
    let credential: PublicKeyCredential = read(&answer.credential)?;
    let mut read = ctx.db.read().await?;
    let judged = match ceremony::find(read.conn(), ctx, &answer.ceremony).await? {
        Ceremony::StaffSignIn { state } => judge_staff(ctx, read, *state, &credential).await?,
        Ceremony::StaffEnrolment { .. }
        | Ceremony::Enrolment { .. }
        | Ceremony::SignIn { .. }
        | Ceremony::SecondFactor { .. }
        | Ceremony::Joining { .. }
        | Ceremony::StepUp { .. } => {
            // Or it would be kept while another connection is waited for.
            drop(read);
            Judged::refused(ceremony::expired())
        }
    };
    let (tx, proof) = judged.settle(ctx, &answer.ceremony, |_, _| None).await?;
    Ok((tx, Proved(proof)))
}

impl Proved {
    #[must_use]
    pub fn staff(&self) -> StaffId {
        self.0.owner()
    }

    /// Writes what the use taught.
    pub async fn record(self, tx: Tx, ctx: &Ctx) -> AppResult<Tx> {
        Ok(self.0.record(tx, ctx, |_, _| None).await?.0)
    }
}
