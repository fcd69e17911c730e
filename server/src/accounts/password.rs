//! Passwords: made, hashed, checked. Argon2id with the parameters that OWASP advises (19 MiB, 2 passes, 1 lane).

use anyhow::anyhow;
use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString},
};
use rand::Rng as _;

/// Longer ones are wrong without being read: hashing megabytes would be a way to keep the server busy.
const LONGEST: usize = 1024;

/// Shorter ones are not taken when somebody chooses one.
pub(crate) const SHORTEST: usize = 12;

/// Whether somebody may choose this password.
pub(crate) fn is_strong(password: &str, name: &str) -> bool {
    let one = password.chars().next();
    password.chars().count() >= SHORTEST
        && password.len() <= LONGEST
        && !password.eq_ignore_ascii_case(name)
        && password.chars().any(|c| Some(c) != one)
}

/// A hash that no password has, checked when there is no such account so that this takes as long.
pub(super) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWhhcy10aGlzIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Letters and digits that are not taken for one another.
const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A random password of 20 letters and digits, more than 110 bits.
pub(crate) fn random() -> String {
    let mut source = rand::rng();
    (0..20).map(|_| char::from(LETTERS[source.random_range(0..LETTERS.len())])).collect()
}

/// Hashes a password with a salt of its own, as a PHC string. Takes tens of milliseconds: not for an async task.
///
/// # Errors
/// When the parameters do not fit this machine.
pub(crate) fn hash(password: &str) -> anyhow::Result<String> {
    let salt: [u8; 16] = rand::random();
    let salt = SaltString::encode_b64(&salt).map_err(|error| anyhow!("cannot make a salt: {error}"))?;
    let hash = Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .map_err(|error| anyhow!("cannot hash a password: {error}"))?;
    Ok(hash.to_string())
}

/// True when this is the password that was hashed. Takes as long for a wrong one.
pub(super) fn verify(password: &str, hash: &str) -> bool {
    let (password, fits) = if password.len() > LONGEST { ("", false) } else { (password, true) };
    let right =
        PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    right && fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_one() {
        let hashed = hash("open sesame").unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(verify("open sesame", &hashed));
        for wrong in ["", "open sesam", "Open sesame", &"x".repeat(5000)] {
            assert!(!verify(wrong, &hashed));
        }
        assert!(!verify("open sesame", "not a hash"));
        assert!(!verify(&"x".repeat(5000), &hash("").unwrap()));
        assert_ne!(hash("a").unwrap(), hash("a").unwrap(), "salted");
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let parameters = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(parameters(NOBODY), parameters(&hash("x").unwrap()));
        assert!(PasswordHash::new(NOBODY).is_ok_and(|hash| hash.salt.is_some() && hash.hash.is_some()));
        assert!(!verify("", NOBODY));
    }

    #[test]
    fn what_may_be_chosen() {
        for (password, fits) in [
            ("correct horse", true),
            (random().as_str(), true),
            ("elevenchars", false),
            ("aaaaaaaaaaaaaaaa", false),
            ("ANN@corp.example", false),
            (&"ab".repeat(600), false),
        ] {
            assert_eq!(is_strong(password, "ann@corp.example"), fits, "{password}");
        }
    }

    #[test]
    fn random_ones_differ() {
        assert_ne!(random(), random());
        assert_eq!(random().len(), 20);
    }
}
