use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

/// Why a password could not be hashed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HashPasswordError {
    /// Longer than 256 bytes: hashing it would cost others their turn.
    #[error("the password has more than 256 bytes")]
    TooLong,
    /// The library would not.
    #[error("the password could not be hashed: {0}")]
    Library(String),
}

/// Hashes a password as an [`Account`](crate::Account) holds it: Argon2id, PHC form, the library's
/// default parameters (19 MiB, 2 passes, 1 lane).
///
/// # Errors
/// When it is too long, or the system has no random numbers for a salt.
pub fn hash_password(password: &str) -> Result<String, HashPasswordError> {
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(HashPasswordError::TooLong);
    }
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| HashPasswordError::Library(error.to_string()))
}

/// Whether `password` is the one behind `hash`. Without a hash (nobody has that name) it takes just as
/// long and says no.
pub(crate) fn verify(password: &str, hash: Option<&str>) -> bool {
    let stored = hash.and_then(|hash| PasswordHash::new(hash).ok());
    let known = stored.is_some();
    let Ok(nobody) = PasswordHash::new(NOBODY) else {
        return false;
    };
    let stored = stored.unwrap_or(nobody);
    let right = password.len() <= PASSWORD_BYTES_MAX
        && Argon2::default()
            .verify_password(password.as_bytes(), &stored)
            .is_ok();
    right && known
}

/// The longest password.
const PASSWORD_BYTES_MAX: usize = 256;

/// A hash of the shape that [`hash_password`] makes, of nothing anyone knows.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5aGFzdGhpc25hbWU$\
    AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again() {
        let hash = hash_password("夏天的风 7").expect("hashed");
        assert!(verify("夏天的风 7", Some(&hash)));
        assert!(!verify("夏天的风 8", Some(&hash)));
    }

    #[test]
    fn nobody_costs_what_somebody_costs() {
        let of = |text: &str| {
            let hash = PasswordHash::new(text).expect("a hash");
            (hash.algorithm, hash.version, hash.params.to_string())
        };
        assert_eq!(of(NOBODY), of(&hash_password("x").expect("hashed")));
        assert!(!verify("x", None));
    }
}
