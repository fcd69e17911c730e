//! New inputs from old ones.

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// What parsers trip over.
const WORDS: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b":",
    b",",
    b"null",
    b"true",
    b"-0",
    b"1e999",
    b"-9223372036854775809",
    b"18446744073709551616",
    b"0.1e-400",
    b"\\u0000",
    b"\\ud800",
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\n",
    b"\r\n",
    b"\t",
    b"  ",
    b"- ",
    b"? ",
    b"&a ",
    b"*a",
    b"<<: ",
    b"!!binary ",
    b"!!float ",
    b"--- ",
    b"...",
    b"|\n",
    b">-\n",
    b"#",
    b"%",
    b"%00",
    b"%2F",
    b"%ff",
    b"/",
    b"..",
    b"~0",
    b"~1",
    b"~2",
    b"-",
    b"=",
    b"==",
    b"!=",
    b"!",
    b" in (",
    b" notin (",
    b")",
    b"&",
    b"?",
    b";",
    b"metadata",
    b"name",
    b"labels",
    b"annotations",
    b"finalizers",
    b"ownerReferences",
    b"managedFields",
    b"resourceVersion",
    b"creationTimestamp",
    b"deletionTimestamp",
    b"generateName",
    b"spec",
    b"status",
    b"data",
    b"kind",
    b"apiVersion",
    b"$patch",
    b"$retainKeys",
    b"$setElementOrder/finalizers",
    b"$deleteFromPrimitiveList/finalizers",
    b"replace",
    b"delete",
    b"merge",
    b"\"op\":\"copy\"",
    b"\"op\":\"move\"",
    b"\"from\":\"\"",
    b"\"path\":\"/-\"",
    b"fieldsV1",
    b"f:",
    b"k:{",
    b"v:",
    b"watch=1",
    b"limit=1",
    b"resourceVersion=0",
    b"timeoutSeconds=1",
    b"dryRun=All",
    b"labelSelector=",
    b"fieldSelector=",
    b"namespaces",
    b"default",
    b"\x0a\xff\xff\xff\xff\x0f",
    b"\x0b",
    b"\x12\x00",
];

/// The longest input that is made.
const LONGEST: usize = 64 << 10;

/// A new input: one of `seeds`, changed in a few places.
pub(crate) fn mutate(random: &mut StdRng, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds.choose(random).cloned().unwrap_or_default();
    // Mostly few: what is far from any seed is refused at its first byte.
    for _ in 0..[1, 1, 1, 2, 2, 4, 16][random.random_range(0..7)] {
        change(random, &mut bytes, seeds);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn change(random: &mut StdRng, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
    let (from, to) = range(random, bytes.len());
    match random.random_range(0..9) {
        0 => bytes.insert(from, random.random()),
        1 => drop(bytes.drain(from..to)),
        2 => {
            if let Some(byte) = bytes.get_mut(from) {
                *byte ^= 1 << random.random_range(0..8);
            }
        }
        3 | 4 => insert(bytes, from, WORDS.choose(random).copied().unwrap_or_default()),
        // The same again, some times.
        5 => {
            let piece = bytes[from..to].repeat(random.random_range(1..8));
            insert(bytes, from, &piece);
        }
        // Nesting.
        6 => {
            let (open, close) = [("[", "]"), ("{\"a\":", "}"), ("- ", ""), ("(", ")")][random.random_range(0..4)];
            let depth = 1 << random.random_range(0..9);
            insert(bytes, to, close.repeat(depth).as_bytes());
            insert(bytes, from, open.repeat(depth).as_bytes());
        }
        // A piece of another.
        7 => {
            let other = seeds.choose(random).map_or(&[][..], Vec::as_slice);
            let (start, end) = range(random, other.len());
            let piece = other[start..end].to_vec();
            insert(bytes, from, &piece);
        }
        // A word in the place of another.
        _ => {
            bytes.drain(from..to.min(from + 8));
            insert(bytes, from, WORDS.choose(random).copied().unwrap_or_default());
        }
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    if bytes.len() + piece.len() <= LONGEST {
        bytes.splice(at..at, piece.iter().copied());
    }
}

/// A range within `0..=length`.
fn range(random: &mut StdRng, length: usize) -> (usize, usize) {
    let from = random.random_range(0..=length);
    (from, random.random_range(from..=length.min(from + 256)))
}
