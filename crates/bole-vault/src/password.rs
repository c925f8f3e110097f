//! Password hashes: argon2id in two reused blocks of memory, so that many log-ins at once queue instead of swallowing the machine.
//!
//! It never keeps a password, and an unknown account costs the same time as a known one.

use std::sync::{Arc, Mutex};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::VaultError;
use crate::crypto::random;
use crate::token::same;

const MEMORY_KIB: u32 = 19_456;
const ROUNDS: u32 = 2;
const LANES: u32 = 1;
const HASH_LEN: usize = 32;
const SALT_LEN: usize = 16;
/// How many hashes are computed at the same time, and how many memory blocks exist at most.
const AT_ONCE: usize = 2;
/// How many more may wait for their turn, a few seconds' worth; whoever comes then is asked to come back.
const WAITING: usize = 128;

/// Hashes and verifies passwords; clones share the memory blocks.
#[derive(Clone)]
pub struct Passwords {
    /// Those at work and those in the queue.
    places: Arc<Semaphore>,
    permits: Arc<Semaphore>,
    memory: Arc<Mutex<Vec<Vec<Block>>>>,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Passwords(…)")
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

impl Passwords {
    /// Memory is taken when the first password is hashed and kept from then on.
    #[must_use]
    pub fn new() -> Self {
        let places = Arc::new(Semaphore::new(AT_ONCE + WAITING));
        Self { places, permits: Arc::new(Semaphore::new(AT_ONCE)), memory: Arc::default() }
    }

    /// The hash of a new password, for the database. Whether the password is good enough is `check_password`'s question.
    pub async fn hash(&self, password: &str) -> Result<String, VaultError> {
        let salt: [u8; SALT_LEN] = random()?;
        Ok(encode(&salt, &self.compute(password, salt).await?))
    }

    /// Whether a password fits the stored hash. Without a stored hash it works as long and answers no, so that an
    /// unknown account cannot be told from a wrong password by the clock.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, VaultError> {
        let known = stored.map(|text| decode(text).ok_or(VaultError::PasswordHashMalformed)).transpose()?;
        let (salt, expected) = known.unwrap_or(([0; SALT_LEN], [0; HASH_LEN]));
        let found = self.compute(password, salt).await?;
        Ok(same(&found, &expected) && stored.is_some())
    }

    /// The number of memory blocks that exist now.
    #[must_use]
    pub fn blocks_in_memory(&self) -> usize {
        self.memory.lock().map_or(0, |blocks| blocks.len())
    }

    async fn compute(&self, password: &str, salt: [u8; SALT_LEN]) -> Result<[u8; HASH_LEN], VaultError> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| VaultError::Busy)?;
        let permit = Arc::clone(&self.permits).acquire_owned().await.expect("the semaphore is never closed");
        let memory = Arc::clone(&self.memory);
        // One person's keyboards may compose the same letters differently.
        let password: String = password.nfkc().collect();
        let work = tokio::task::spawn_blocking(move || {
            // The permit ends with the work, not with the request: a caller who hangs up must not let a third hash begin.
            let (_permit, _place) = (permit, place);
            let mut block = memory.lock().ok().and_then(|mut blocks| blocks.pop()).unwrap_or_default();
            let hash = argon2id(password.as_bytes(), &salt, &mut block);
            if let Ok(mut blocks) = memory.lock() {
                blocks.push(block);
            }
            hash
        });
        work.await.map_err(|_| VaultError::PasswordHashing("the hashing was interrupted"))?
    }
}

fn argon2id(password: &[u8], salt: &[u8], block: &mut Vec<Block>) -> Result<[u8; HASH_LEN], VaultError> {
    let params =
        Params::new(MEMORY_KIB, ROUNDS, LANES, Some(HASH_LEN)).expect("the parameters are within argon2's limits");
    if block.len() < params.block_count() {
        block
            .try_reserve_exact(params.block_count() - block.len())
            .map_err(|_| VaultError::PasswordHashing("not enough memory"))?;
        block.resize(params.block_count(), Block::new());
    }
    let mut hash = [0; HASH_LEN];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password, salt, &mut hash, block.as_mut_slice())
        .map_err(|_| VaultError::PasswordHashing("the password is longer than argon2 takes"))?;
    Ok(hash)
}

/// The customary text form, so that another program could check the hashes too.
fn encode(salt: &[u8; SALT_LEN], hash: &[u8; HASH_LEN]) -> String {
    format!("{}{}${}", prefix(), STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash))
}

fn decode(text: &str) -> Option<([u8; SALT_LEN], [u8; HASH_LEN])> {
    let (salt, hash) = text.strip_prefix(&prefix())?.split_once('$')?;
    Some((STANDARD_NO_PAD.decode(salt).ok()?.try_into().ok()?, STANDARD_NO_PAD.decode(hash).ok()?.try_into().ok()?))
}

fn prefix() -> String {
    format!("$argon2id$v=19$m={MEMORY_KIB},t={ROUNDS},p={LANES}$")
}

#[cfg(test)]
mod tests;
