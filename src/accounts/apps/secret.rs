//! The secret of an app: how it is shown, sealed, and which code it makes.

use super::model::{AppId, AuthenticatorSetup, QrCode};
use crate::accounts::rules;
use crate::error::AppResult;
use crate::server::{self, Ctx};
use crate::types::PersonId;
use totp_rs::{Builder, Secret, Totp};

/// Blank modules around a QR code that readers need.
const QUIET: usize = 4;

/// What the app is shown.
pub(super) fn shown(ctx: &Ctx, email: &str, secret: Vec<u8>) -> AppResult<AuthenticatorSetup> {
    let key = Secret::new(secret.into_boxed_slice()).to_base32();
    let address = otpauth(ctx, email, &key);
    let qr = qr_code(&address)?;
    Ok(AuthenticatorSetup { key: rules::in_groups(&key, ' '), address, qr })
}

fn otpauth(ctx: &Ctx, email: &str, key: &str) -> String {
    let issuer = format!("Portico ({})", ctx.config.relying_party());
    let mut address = url::Url::parse("otpauth://totp/").expect("a constant address");
    address.set_path(&format!("/{issuer}:{email}"));
    // Form encoding would write spaces as `+`, which apps show as they are.
    let issuer = issuer.replace(' ', "%20");
    address.set_query(Some(&format!("secret={key}&issuer={issuer}")));
    address.to_string()
}

fn qr_code(text: &str) -> AppResult<QrCode> {
    use std::fmt::Write as _;
    let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M)
        .map_err(|error| server::internal(&error))?;
    let width = code.width();
    let mut path = String::new();
    for (place, colour) in code.to_colors().into_iter().enumerate() {
        if colour == qrcode::Color::Dark {
            let _ = write!(path, "M{} {}h1v1h-1z", place % width + QUIET, place / width + QUIET);
        }
    }
    Ok(QrCode { size: u32::try_from(width + 2 * QUIET).unwrap_or(0), path })
}

/// The time step whose code was typed, if it is this one or a neighbour.
pub(super) fn step_of(ctx: &Ctx, secret: &[u8], typed: &str) -> Option<i64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let seconds = u64::try_from(ctx.now() / 1_000).ok()?;
    let step = totp(secret)?.check(&digits, seconds)?;
    i64::try_from(step).ok()
}

/// The code that an app with this secret shows now.
pub(in crate::accounts) fn code_now(ctx: &Ctx, secret: &[u8]) -> Option<String> {
    let seconds = u64::try_from(ctx.now() / 1_000).ok()?;
    Some(totp(secret)?.generate(seconds).to_string())
}

fn totp(secret: &[u8]) -> Option<Totp> {
    let secret = Secret::new(secret.to_vec().into_boxed_slice());
    Builder::new().with_secret(secret).with_digits(6).with_skew(1).with_step_duration(30).build().ok()
}

/// The secret as its row holds it.
pub(in crate::accounts) fn seal(ctx: &Ctx, app: AppId, secret: &[u8]) -> Vec<u8> {
    ctx.keys.seal(&ctx.random, &place(app), secret)
}

pub(super) fn open(ctx: &Ctx, app: AppId, sealed: &[u8]) -> AppResult<Vec<u8>> {
    Ok(ctx.keys.open(&place(app), sealed)?)
}

fn place(app: AppId) -> String {
    format!("authenticators.secret/{}", app.0)
}

/// The secret as it waits for its first code.
pub(super) fn seal_waiting(ctx: &Ctx, person: PersonId, secret: &[u8]) -> Vec<u8> {
    ctx.keys.seal(&ctx.random, &waiting_place(person), secret)
}

pub(super) fn open_waiting(ctx: &Ctx, person: PersonId, sealed: &[u8]) -> AppResult<Vec<u8>> {
    Ok(ctx.keys.open(&waiting_place(person), sealed)?)
}

fn waiting_place(person: PersonId) -> String {
    format!("authenticator_setups.secret/{person}")
}
