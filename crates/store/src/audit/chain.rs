//! The chain of hashes over all audit records.

use sha2::{Digest, Sha256};

/// A place in the chain: the number of a record and its hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Records are numbered from 1 without a gap.
    pub seq: u64,
    /// SHA-256 of the hash before, the number (eight bytes, big-endian) and the record's text.
    pub hash: [u8; 32],
}

impl Link {
    /// The link of the record that comes after this one.
    pub fn next(&self, record: &str) -> Link {
        let seq = self.seq + 1;
        let mut hasher = Sha256::new();
        hasher.update(self.hash);
        hasher.update(seq.to_be_bytes());
        hasher.update(record.as_bytes());
        Link { seq, hash: hasher.finalize().into() }
    }

    /// The hash as lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        use std::fmt::Write as _;
        self.hash.iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// Reads a hash from the database; a shorter or longer one is none.
pub(crate) fn hash_of(bytes: &[u8]) -> [u8; 32] {
    bytes.try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_counts() {
        let start = Link::default();
        let one = start.next("a");
        assert_eq!(one.seq, 1);
        assert_ne!(one.hash, start.next("b").hash);
        assert_ne!(Link { seq: 7, ..one }.next("x").hash, one.next("x").hash);
        assert_ne!(Link { hash: [7; 32], ..one }.next("x").hash, one.next("x").hash);
        assert_eq!(one.hex().len(), 64);
    }
}
