//! The key ring: one file of mode 0600 with every key this installation ever used, the
//! newest first. Losing it loses every sealed field; it belongs in the backup, apart from the database.
//!
//! A sealed value is `key id (1 byte) | nonce (24) | XChaCha20-Poly1305 ciphertext`, and carries the place it belongs
//! to as associated data: moved to another row or column it does not open.
//!
//! Keys are only ever added, in front. A process that meets a value of a key it does not know reads the file again, so
//! a rotation needs no restart; blind indexes and the pepper are of the oldest key for ever.

use crate::server::Random;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

const NONCE: usize = 24;

/// Why the ring cannot be used or a value not opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key file cannot be read or written")]
    File(#[source] std::io::Error),
    #[error("the key file is readable by others; its mode must be 0600")]
    Exposed,
    #[error("the key ring is not understood")]
    Malformed,
    #[error("a sealed value does not open with any key of this ring")]
    Sealed,
    #[error("the ring holds as many keys as a value can name")]
    Full,
    #[error("the file holds another ring: a key of this process is not in it")]
    Another,
}

#[derive(Serialize, Deserialize)]
struct RingFile {
    keys: Vec<KeyEntry>,
}

#[derive(Serialize, Deserialize)]
struct KeyEntry {
    id: u8,
    secret: String,
}

/// Number and secret.
type Key = (u8, [u8; 32]);

/// Every key of the installation. Not `Serialize`, and its `Debug` shows nothing.
pub struct KeyRing {
    /// Newest first; never empty.
    keys: RwLock<Vec<Key>>,
    /// Where it is kept.
    file: Option<PathBuf>,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyRing([redacted])")
    }
}

impl KeyRing {
    /// A ring of one fresh key.
    #[must_use]
    pub fn generate(random: &Random) -> Self {
        Self::of(vec![(1, random.bytes())], None)
    }

    fn of(keys: Vec<Key>, file: Option<PathBuf>) -> Self {
        Self { keys: RwLock::new(keys), file }
    }

    /// Reads the file, or makes it with one fresh key.
    ///
    /// # Errors
    /// When the file is unreadable, malformed, or open to others.
    pub fn load_or_create(path: &Path, random: &Random) -> Result<Self, KeyError> {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                use std::os::unix::fs::PermissionsExt as _;
                let mode = std::fs::metadata(path).map_err(KeyError::File)?.permissions().mode();
                if mode & 0o077 != 0 {
                    return Err(KeyError::Exposed);
                }
                Ok(Self::of(parse(&text)?, Some(path.to_owned())))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let ring = vec![(1, random.bytes())];
                write_new(path, &ring).map_err(KeyError::File)?;
                Ok(Self::of(ring, Some(path.to_owned())))
            }
            Err(error) => Err(KeyError::File(error)),
        }
    }

    /// Reads the file again, for keys that another process has added.
    ///
    /// # Errors
    /// When the file cannot be read, or is of another ring; the ring then stays as it was.
    pub fn look_again(&self) -> Result<(), KeyError> {
        let Some(path) = &self.file else { return Ok(()) };
        let found = parse(&std::fs::read_to_string(path).map_err(KeyError::File)?)?;
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        if !keys.iter().all(|key| found.contains(key)) {
            return Err(KeyError::Another);
        }
        *keys = found;
        Ok(())
    }

    /// Adds a key, with which everything is sealed from now on; answers its number. The file is replaced in one step.
    ///
    /// # Errors
    /// When the ring is full, or the file cannot be read or written.
    pub fn add(&self, random: &Random) -> Result<u8, KeyError> {
        self.look_again()?;
        let mut keys = self.snapshot();
        let newest = keys.iter().map(|(id, _)| *id).max().unwrap_or(0);
        let id = newest.checked_add(1).ok_or(KeyError::Full)?;
        keys.insert(0, (id, random.bytes()));
        if let Some(path) = &self.file {
            let next = path.with_extension("new");
            // Exclusive, so that of two rotations at the same moment one fails.
            write_new(&next, &keys).and_then(|()| std::fs::rename(&next, path)).map_err(KeyError::File)?;
        }
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(id)
    }

    /// Number of the key that seals.
    #[must_use]
    pub fn newest_id(&self) -> u8 {
        self.newest().0
    }

    /// Seals `plain` for one place, such as `people.date_of_birth/<id>`.
    #[must_use]
    pub fn seal(&self, random: &Random, place: &str, plain: &[u8]) -> Vec<u8> {
        let (id, secret) = self.newest();
        let nonce: [u8; NONCE] = random.bytes();
        let cipher = XChaCha20Poly1305::new(&derive(&secret, "seal").into());
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: place.as_bytes() })
            .expect("XChaCha20-Poly1305 takes any message shorter than 256 GiB");
        [&[id][..], &nonce, &sealed].concat()
    }

    /// Opens what [`Self::seal`] made for the same place.
    ///
    /// # Errors
    /// When the value was changed, moved, or sealed with a key that is not in the ring.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (id, rest) = sealed.split_first().ok_or(KeyError::Sealed)?;
        let (nonce, cipher_text) = rest.split_at_checked(NONCE).ok_or(KeyError::Sealed)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| KeyError::Sealed)?;
        let secret = self.find(*id).or_else(|| {
            self.look_again().ok()?;
            self.find(*id)
        });
        XChaCha20Poly1305::new(&derive(&secret.ok_or(KeyError::Sealed)?, "seal").into())
            .decrypt(&XNonce::from(nonce), Payload { msg: cipher_text, aad: place.as_bytes() })
            .map_err(|_| KeyError::Sealed)
    }

    /// Blind index: finds equal values of one kind without storing them. Always of the oldest key, so that an index
    /// survives the addition of keys.
    #[must_use]
    pub fn blind(&self, kind: &str, value: &str) -> Vec<u8> {
        let secret = derive(&self.oldest(), "blind");
        let mut mac = Hmac::<Sha256>::new_from_slice(&secret).expect("HMAC takes keys of any length");
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    /// Seal of a record that is kept in the open: the id of the newest key and HMAC-SHA-256 under it. Whoever has only the
    /// database can make none.
    #[must_use]
    pub fn seal_of_record(&self, text: &[u8]) -> Vec<u8> {
        let (id, secret) = self.newest();
        [&[id][..], &record_mac(&secret, text).finalize().into_bytes()].concat()
    }

    /// Whether [`Self::seal_of_record`] made the seal for this text; `None` when its key is not in the ring.
    #[must_use]
    pub fn is_seal_of_record(&self, seal: &[u8], text: &[u8]) -> Option<bool> {
        let Some((id, mac)) = seal.split_first() else { return Some(false) };
        let secret = self.find(*id).or_else(|| {
            self.look_again().ok()?;
            self.find(*id)
        });
        Some(record_mac(&secret?, text).verify_slice(mac).is_ok())
    }

    /// Pepper of the password hash.
    #[must_use]
    pub fn pepper(&self) -> [u8; 32] {
        derive(&self.oldest(), "pepper")
    }

    fn newest(&self) -> Key {
        *self.keys().first().expect(NEVER_EMPTY)
    }

    fn oldest(&self) -> [u8; 32] {
        self.keys().last().expect(NEVER_EMPTY).1
    }

    fn find(&self, id: u8) -> Option<[u8; 32]> {
        self.keys().iter().find(|(known, _)| *known == id).map(|(_, secret)| *secret)
    }

    fn snapshot(&self) -> Vec<Key> {
        self.keys().clone()
    }

    fn keys(&self) -> RwLockReadGuard<'_, Vec<Key>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }
}

const NEVER_EMPTY: &str = "a ring is never empty: what makes one sees to it";

/// The keys in the text of a file.
fn parse(text: &str) -> Result<Vec<Key>, KeyError> {
    let file: RingFile = serde_json::from_str(text).map_err(|_| KeyError::Malformed)?;
    let mut keys = Vec::with_capacity(file.keys.len());
    for entry in file.keys {
        let secret = BASE64.decode(entry.secret).map_err(|_| KeyError::Malformed)?;
        keys.push((entry.id, secret.try_into().map_err(|_| KeyError::Malformed)?));
    }
    if keys.is_empty() { Err(KeyError::Malformed) } else { Ok(keys) }
}

fn write_new(path: &Path, keys: &[Key]) -> std::io::Result<()> {
    let keys = keys.iter().map(|(id, secret)| KeyEntry { id: *id, secret: BASE64.encode(secret) }).collect();
    let text = serde_json::to_string_pretty(&RingFile { keys }).map_err(std::io::Error::other)?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn record_mac(secret: &[u8; 32], text: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&derive(secret, "record")).expect("HMAC takes keys of any length");
    mac.update(text);
    mac
}

/// One key a purpose, so that no key serves two algorithms.
fn derive(secret: &[u8; 32], purpose: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(b"portico/");
    mac.update(purpose.as_bytes());
    mac.finalize().into_bytes().into()
}

/// SHA-256: what is stored of a random 256-bit token.
#[must_use]
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_in_its_own_place_and_unchanged() {
        let random = Random::seeded(7);
        let ring = KeyRing::generate(&random);
        let sealed = ring.seal(&random, "people.dob/1", b"1990-01-02");
        assert_eq!(ring.open("people.dob/1", &sealed).unwrap(), b"1990-01-02");
        assert!(ring.open("people.dob/2", &sealed).is_err());
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(ring.open("people.dob/1", &changed).is_err(), "byte {place}");
            assert!(ring.open("people.dob/1", &sealed[..place]).is_err(), "length {place}");
        }
    }

    #[test]
    fn the_key_file_is_made_once_is_private_and_is_refused_when_others_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let random = Random::seeded(7);
        let first = KeyRing::load_or_create(&path, &random).unwrap();
        let sealed = first.seal(&random, "x", b"y");
        assert_eq!(KeyRing::load_or_create(&path, &random).unwrap().open("x", &sealed).unwrap(), b"y");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(KeyRing::load_or_create(&path, &random), Err(KeyError::Exposed)));
    }

    #[test]
    fn a_key_that_is_added_seals_from_then_on_and_what_was_sealed_before_still_opens() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let random = Random::seeded(7);
        let (here, elsewhere) =
            (KeyRing::load_or_create(&path, &random).unwrap(), KeyRing::load_or_create(&path, &random).unwrap());
        let (before, index) = (here.seal(&random, "x", b"old"), here.blind("kind", "value"));
        assert_eq!(here.add(&random).unwrap(), 2);
        let after = here.seal(&random, "x", b"new");
        assert_eq!((before[0], after[0]), (1, 2));
        assert_eq!(here.open("x", &before).unwrap(), b"old");
        assert_eq!(elsewhere.open("x", &after).unwrap(), b"new", "another process reads the file again by itself");
        assert_eq!(elsewhere.newest_id(), 2);
        assert_eq!((here.blind("kind", "value"), here.pepper()), (index, elsewhere.pepper()));
    }

    #[test]
    fn the_file_of_another_ring_is_not_taken_for_ours() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let random = Random::seeded(7);
        let ring = KeyRing::load_or_create(&path, &random).unwrap();
        std::fs::remove_file(&path).unwrap();
        let other = KeyRing::load_or_create(&path, &random).unwrap();
        assert!(matches!(ring.look_again(), Err(KeyError::Another)));
        assert!(matches!(ring.add(&random), Err(KeyError::Another)));
        assert!(ring.open("x", &other.seal(&random, "x", b"y")).is_err());
        assert_eq!(KeyRing::load_or_create(&path, &random).unwrap().newest_id(), 1, "nothing was written");
    }
}
