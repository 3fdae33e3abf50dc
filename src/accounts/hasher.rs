//! How passwords are hashed and compared.
//!
//! What must stay true: a password is compared and hashed only inside [`PasswordHasher`], at most as many at once as
//! there are cores; a person who does not exist costs the same as one who does.

use super::password::{OwnWords, Password, RuleBroken};
use crate::error::{AppError, AppResult};
use crate::server;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;

/// How many may wait for a core. At 15 ms each the last of them waits half a second on two cores.
const QUEUE: usize = 64;

/// What hashing costs. Raising it re-hashes each password at its next sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    memory_kib: u32,
    passes: u32,
}

impl HashCost {
    /// OWASP's first choice for argon2id.
    pub const STANDARD: Self = Self { memory_kib: 19_456, passes: 2 };
    /// For tests that are not about hashing.
    pub const CHEAP: Self = Self { memory_kib: 8, passes: 1 };

    fn params(self) -> Params {
        Params::new(self.memory_kib, self.passes, 1, None).expect("both costs are within the bounds of argon2")
    }
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, and the stored hash is cheaper than today's: hash again.
    RightButCheap,
}

/// The one place where passwords are hashed. Cheap to clone.
#[derive(Clone)]
pub struct PasswordHasher(Arc<Inner>);

struct Inner {
    params: Params,
    pepper: [u8; 32],
    /// Compared with when there is nobody to compare with.
    nobody: String,
    /// One permit a core.
    running: Arc<Semaphore>,
    /// One permit for each that runs or waits.
    places: Arc<Semaphore>,
    rooms: Mutex<Vec<Room>>,
}

/// Where one hash works. To ask the system for these 19 MB anew costs a tenth of a hash, so a room is kept while there
/// are sign-ins.
struct Room {
    blocks: Vec<Block>,
    /// Since [`PasswordHasher::leave_idle_rooms`] was last called.
    used: bool,
}

impl fmt::Debug for PasswordHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PasswordHasher({:?})", self.0.params)
    }
}

impl PasswordHasher {
    /// How many may run or wait at once.
    #[must_use]
    pub fn places() -> usize {
        cores() + QUEUE
    }

    /// `pepper` is [`crate::storage::KeyRing::pepper`].
    #[must_use]
    pub fn new(cost: HashCost, pepper: [u8; 32]) -> Self {
        Self::with_places(cost, pepper, Self::places())
    }

    /// As [`Self::new`], with places for so many that run or wait.
    #[must_use]
    pub fn with_places(cost: HashCost, pepper: [u8; 32], places: usize) -> Self {
        let mut inner = Inner {
            params: cost.params(),
            pepper,
            nobody: String::new(),
            running: Arc::new(Semaphore::new(cores())),
            places: Arc::new(Semaphore::new(places)),
            rooms: Mutex::default(),
        };
        inner.nobody = inner.hash(b"", &[0; 16]);
        Self(Arc::new(inner))
    }

    /// A new password of somebody, if it keeps every rule.
    pub async fn choose(&self, typed: &str, about: OwnWords) -> AppResult<Result<Password, RuleBroken>> {
        let typed = typed.to_owned();
        self.run(move |_| Password::choose(&typed, &about)).await
    }

    /// Hash in PHC form.
    pub async fn hash(&self, password: Password, salt: [u8; 16]) -> AppResult<String> {
        self.run(move |inner| inner.hash(password.as_bytes(), &salt)).await
    }

    /// Compares with the stored hash; without one it does the same work and answers [`Verdict::Wrong`].
    pub async fn verify(&self, password: Password, stored: Option<String>) -> AppResult<Verdict> {
        self.run(move |inner| inner.verify(&password, stored.as_deref())).await
    }

    /// Gives back the memory of what nobody has used since the last call. Called every few seconds.
    pub fn leave_idle_rooms(&self) {
        self.0.rooms().retain_mut(|room| std::mem::take(&mut room.used));
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Inner) -> T + Send + 'static) -> AppResult<T> {
        let busy = |_| server::unavailable("password hasher");
        let place = Arc::clone(&self.0.places).try_acquire_owned().map_err(busy)?;
        let Ok(turn) = Arc::clone(&self.0.running).acquire_owned().await else {
            return Err(AppError::Unavailable { seconds: 2 });
        };
        let inner = Arc::clone(&self.0);
        // The permits move in: a request that is dropped does not make room before its work has ended.
        let task = tokio::task::spawn_blocking(move || {
            let done = work(&inner);
            drop((turn, place));
            done
        });
        task.await.map_err(|error| server::internal(&error))
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

impl Inner {
    fn hash(&self, password: &[u8], salt: &[u8; 16]) -> String {
        let hash = || {
            Some(PasswordHash {
                algorithm: Algorithm::Argon2id.ident(),
                version: Some(Version::V0x13.into()),
                params: ParamsString::try_from(&self.params).ok()?,
                salt: Some(Salt::new(salt).ok()?),
                hash: Some(self.output(password, salt, Algorithm::Argon2id, Version::V0x13, self.params.clone())?),
            })
        };
        hash().expect("the salt has 16 bytes and a password is far shorter than 4 GiB").to_string()
    }

    fn verify(&self, password: &Password, stored: Option<&str>) -> Verdict {
        let judge = || {
            let known = PasswordHash::new(stored.unwrap_or(&self.nobody)).ok()?;
            let (algorithm, params) =
                (Algorithm::try_from(known.algorithm.as_str()).ok()?, Params::try_from(&known).ok()?);
            let version = known.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
            let cheap = params.m_cost() < self.params.m_cost() || params.t_cost() < self.params.t_cost();
            let output = self.output(password.as_bytes(), known.salt.as_ref()?, algorithm, version, params)?;
            // The comparison of two outputs takes the same time wherever they differ.
            (stored.is_some() && Some(output) == known.hash).then_some(cheap)
        };
        match judge() {
            None => Verdict::Wrong,
            Some(true) => Verdict::RightButCheap,
            Some(false) => Verdict::Right,
        }
    }

    fn output(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Algorithm,
        version: Version,
        params: Params,
    ) -> Option<Output> {
        let (room, length) = (params.block_count(), params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN));
        let argon2 = Argon2::new_with_secret(&self.pepper, algorithm, version, params).ok()?;
        let mut blocks = self.enter();
        blocks.resize(room, Block::default());
        let mut output = [0; Output::MAX_LENGTH];
        let output = output.get_mut(..length)?;
        let done = argon2.hash_password_into_with_memory(password, salt, output, &mut blocks);
        self.rooms().push(Room { blocks, used: true });
        done.ok().and_then(|()| Output::new(output).ok())
    }

    fn enter(&self) -> Vec<Block> {
        self.rooms().pop().map(|room| room.blocks).unwrap_or_default()
    }

    fn rooms(&self) -> MutexGuard<'_, Vec<Room>> {
        // A room is whole whatever happened to another thread.
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_with_the_right_pepper_verifies() {
        let hasher = PasswordHasher::new(HashCost::CHEAP, [7; 32]);
        let stored = hasher.hash(Password::typed("violet lantern"), [1; 16]).await.unwrap();
        let verify = async |hasher: &PasswordHasher, text: &str, stored: Option<&String>| {
            hasher.verify(Password::typed(text), stored.cloned()).await.unwrap()
        };
        assert_eq!(verify(&hasher, "violet lantern", Some(&stored)).await, Verdict::Right);
        assert_eq!(verify(&hasher, "violet lanterns", Some(&stored)).await, Verdict::Wrong);
        assert_eq!(verify(&hasher, "", None).await, Verdict::Wrong);
        let other_pepper = PasswordHasher::new(HashCost::CHEAP, [8; 32]);
        assert_eq!(verify(&other_pepper, "violet lantern", Some(&stored)).await, Verdict::Wrong);
        let dearer = PasswordHasher::new(HashCost { memory_kib: 16, passes: 1 }, [7; 32]);
        assert_eq!(verify(&dearer, "violet lantern", Some(&stored)).await, Verdict::RightButCheap);
    }

    #[tokio::test]
    async fn a_full_queue_turns_people_away_instead_of_growing() {
        let hasher = PasswordHasher::new(HashCost::CHEAP, [7; 32]);
        let places = Arc::clone(&hasher.0.places);
        let all = u32::try_from(places.available_permits()).unwrap();
        let taken = places.acquire_many_owned(all).await.unwrap();
        let refused = hasher.hash(Password::typed("violet lantern"), [1; 16]).await;
        assert_eq!(refused, Err(AppError::Unavailable { seconds: 2 }));
        drop(taken);
        assert!(hasher.hash(Password::typed("violet lantern"), [1; 16]).await.is_ok());
    }

    #[tokio::test]
    async fn the_memory_of_a_hash_is_kept_while_it_is_used_and_then_given_back() {
        let hasher = PasswordHasher::new(HashCost::CHEAP, [7; 32]);
        let rooms = || hasher.0.rooms().len();
        for _ in 0..3 {
            hasher.hash(Password::typed("violet lantern"), [1; 16]).await.unwrap();
        }
        assert_eq!(rooms(), 1, "one hash at a time works in one room");
        hasher.leave_idle_rooms();
        assert_eq!(rooms(), 1, "it was used since the last look");
        hasher.leave_idle_rooms();
        assert_eq!(rooms(), 0);
    }

    #[tokio::test]
    async fn what_was_hashed_in_a_room_does_not_change_what_is_hashed_in_it_next() {
        let (fresh, used) =
            (PasswordHasher::new(HashCost::CHEAP, [7; 32]), PasswordHasher::new(HashCost::CHEAP, [7; 32]));
        used.hash(Password::typed("another password"), [2; 16]).await.unwrap();
        fresh.leave_idle_rooms();
        fresh.leave_idle_rooms();
        let hash =
            async |hasher: &PasswordHasher| hasher.hash(Password::typed("violet lantern"), [1; 16]).await.unwrap();
        assert_eq!(hash(&fresh).await, hash(&used).await);
    }

    #[tokio::test]
    async fn a_stored_text_that_is_no_hash_is_no_right_password() {
        let hasher = PasswordHasher::new(HashCost::CHEAP, [7; 32]);
        for stored in ["", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA", "violet lantern"] {
            let verdict = hasher.verify(Password::typed("violet lantern"), Some(stored.to_owned())).await.unwrap();
            assert_eq!(verdict, Verdict::Wrong, "{stored}");
        }
    }
}
