//! Challenges and their proofs, after ALTCHA's proof of work, version 2. No IO.
//!
//! The server picks a number, derives a key from it and tells the first half of the key; the browser tries numbers from
//! zero on until its key begins so. That bounds the wait, and a proof is checked by two HMACs.

use crate::storage::KeyRing;
use crate::types::{MINUTE, Millis};
use altcha::{Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge, verify_solution};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const ALGORITHM: &str = "PBKDF2/SHA-256";

/// Iterations of one try, meant for about a millisecond in a desktop's browser.
const COST: u32 = 5_000;

/// Hexadecimal digits of the key that are told: so many that no other number is found by chance.
const TOLD: usize = 32;

/// How long a challenge may be answered.
pub(super) const LIFE: Millis = 10 * MINUTE;

/// Longest proof that is looked at; one has a good kilobyte.
const LONGEST: usize = 4 * 1_024;

/// Our own members of a challenge, signed with the rest. The library's own expiry follows the system's clock.
const EXPIRES: &str = "expires";
const TRIES: &str = "tries";

/// A proof that is right, and may still have been used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proved {
    /// Tells this challenge from every other.
    pub nonce: String,
    pub expires_at: Millis,
}

/// What challenges are signed with: one for the challenge, one for the key that answers it.
pub(super) struct Secrets {
    challenge: String,
    answer: String,
}

impl Secrets {
    pub(super) fn of(keys: &KeyRing) -> Self {
        let hex = |what| {
            keys.blind("proof of work", what).iter().fold(String::new(), |mut hex, byte| {
                // Writing to a string cannot fail.
                let _ = write!(hex, "{byte:02x}");
                hex
            })
        };
        Self { challenge: hex("challenge"), answer: hex("answer") }
    }
}

/// A challenge as JSON whose answer is `number`, one of `tries`.
///
/// # Errors
/// When the library refuses the parameters, which it does not.
pub(super) fn challenge(secrets: &Secrets, number: u32, tries: u32, now: Millis) -> Result<String, altcha::Error> {
    Ok(serde_json::to_string(&create_challenge(asked(secrets, number, tries, now))?)?)
}

fn asked(secrets: &Secrets, number: u32, tries: u32, now: Millis) -> CreateChallengeOptions {
    let data = BTreeMap::from([(EXPIRES.to_owned(), (now + LIFE).into()), (TRIES.to_owned(), tries.into())]);
    CreateChallengeOptions {
        algorithm: ALGORITHM.to_owned(),
        cost: COST,
        counter: Some(number),
        data: Some(data),
        hmac_signature_secret: Some(secrets.challenge.clone()),
        hmac_key_signature_secret: Some(secrets.answer.clone()),
        ..CreateChallengeOptions::default()
    }
}

/// Reads a proof: the payload of ALTCHA, base64 of JSON. `None` if it is none, is forged, came too late, or answers a
/// challenge that is easier than today's, however truly that was ours once.
pub(super) fn verify(secrets: &Secrets, proof: &str, tries: u32, now: Millis) -> Option<Proved> {
    let json = (proof.len() <= LONGEST).then(|| BASE64.decode(proof).ok()).flatten()?;
    let Payload { challenge, solution } = serde_json::from_slice(&json).ok()?;
    let proved = verify_solution(VerifySolutionOptions {
        hmac_key_signature_secret: Some(secrets.answer.clone()),
        ..VerifySolutionOptions::new(&challenge, &solution, secrets.challenge.clone())
    });
    proved.ok()?.verified.then_some(())?;
    let expires_at = as_hard(&challenge, tries)?;
    (now < expires_at).then_some(Proved { nonce: challenge.parameters.nonce, expires_at })
}

/// When the challenge expires, if it is as hard as today's are.
fn as_hard(challenge: &Challenge, tries: u32) -> Option<Millis> {
    let asked = &challenge.parameters;
    let own = |name: &str| asked.data.as_ref().and_then(|data| data.get(name)).and_then(serde_json::Value::as_i64);
    let hard = asked.algorithm == ALGORITHM
        && asked.cost >= COST
        && asked.key_prefix.len() >= TOLD
        && asked.key_signature.is_some()
        && own(TRIES)? >= i64::from(tries);
    if hard { own(EXPIRES) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Random;
    use altcha::{Solution, SolveChallengeOptions, solve_challenge};
    use serde_json::{Value, json};

    const NOW: Millis = 1_773_154_800_000;

    fn secrets(seed: u64) -> Secrets {
        Secrets::of(&KeyRing::generate(&Random::seeded(seed)))
    }

    fn solved(challenge: &str) -> Solution {
        let challenge: Challenge = serde_json::from_str(challenge).unwrap();
        solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().unwrap()
    }

    fn proof(challenge: &Value, solution: &Solution) -> String {
        BASE64.encode(json!({ "challenge": challenge, "solution": solution }).to_string())
    }

    #[test]
    fn only_a_true_and_recent_answer_to_a_challenge_of_ours_that_is_hard_enough_is_a_proof() {
        let secrets = secrets(1);
        let text = challenge(&secrets, 2, 4, NOW).unwrap();
        let asked: Value = serde_json::from_str(&text).unwrap();
        let solution = solved(&text);
        assert_eq!(solution.counter, 2);
        let good = proof(&asked, &solution);
        let proved = verify(&secrets, &good, 4, NOW).unwrap();
        assert_eq!(proved.expires_at, NOW + LIFE);
        assert_eq!(asked["parameters"]["nonce"], proved.nonce);
        assert!(verify(&secrets, &good, 4, NOW + LIFE - 1).is_some());
        assert!(verify(&secrets, &good, 4, NOW + LIFE).is_none(), "too late");
        assert!(verify(&secrets, &good, 5, NOW).is_none(), "easier than today's");
        assert!(verify(&self::secrets(2), &good, 4, NOW).is_none(), "of another installation");

        let changed = |change: fn(&mut Value)| {
            let mut asked = asked.clone();
            change(&mut asked);
            proof(&asked, &solution)
        };
        for (what, forged) in [
            ("a later expiry", changed(|asked| asked["parameters"]["data"]["expires"] = (NOW + 2 * LIFE).into())),
            ("another nonce", changed(|asked| asked["parameters"]["nonce"] = "00".repeat(16).into())),
            ("nothing to find", changed(|asked| asked["parameters"]["keyPrefix"] = "".into())),
            ("fewer iterations", changed(|asked| asked["parameters"]["cost"] = 1.into())),
            ("no signature", changed(|asked| drop(asked.as_object_mut().unwrap().remove("signature")))),
            (
                "no signed key",
                changed(|asked| drop(asked["parameters"].as_object_mut().unwrap().remove("keySignature"))),
            ),
            ("a guess", proof(&asked, &Solution { derived_key: "00".repeat(32), ..solution.clone() })),
            ("no key", proof(&asked, &Solution { derived_key: String::new(), ..solution.clone() })),
            ("no base64", "*".to_owned()),
            ("no JSON", BASE64.encode("proof")),
            ("too long", "A".repeat(LONGEST + 1)),
            ("nothing", String::new()),
        ] {
            assert_eq!(verify(&secrets, &forged, 4, NOW), None, "{what}");
        }
    }

    /// What makes a challenge easier, and how.
    type Easier = (&'static str, fn(&mut CreateChallengeOptions));

    #[test]
    fn what_was_signed_by_us_with_less_to_do_is_too_easy() {
        let secrets = secrets(1);
        let easier: [Easier; 6] = [
            ("fewer iterations", |asked| asked.cost = 1),
            ("less to find", |asked| asked.key_prefix_length = Some(1)),
            ("a cheap hash", |asked| "SHA-256".clone_into(&mut asked.algorithm)),
            ("no signed key", |asked| asked.hmac_key_signature_secret = None),
            ("no limit of time", |asked| drop(asked.data.as_mut().unwrap().remove(EXPIRES))),
            ("no number of tries", |asked| drop(asked.data.as_mut().unwrap().remove(TRIES))),
        ];
        for (what, change) in easier {
            let mut options = asked(&secrets, 1, 4, NOW);
            change(&mut options);
            let easy = serde_json::to_value(create_challenge(options).unwrap()).unwrap();
            let solution = solved(&easy.to_string());
            assert_eq!(verify(&secrets, &proof(&easy, &solution), 4, NOW), None, "{what}");
        }
    }
}
