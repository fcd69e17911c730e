//! What is decoded from an object's text when it is stored, so that lists and selectors need not decode it again.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

/// Paths of fields that selectors may name, each split at its dots.
pub type FieldPaths = Arc<[Vec<String>]>;

/// A string that is a part of the object's text, or its own when the text has it with escapes.
#[derive(Debug)]
pub(crate) enum Text {
    Span { start: u32, len: u32 },
    Own(Box<str>),
}

impl Text {
    const EMPTY: Text = Text::Span { start: 0, len: 0 };

    pub(crate) fn of<'a>(&'a self, bytes: &'a [u8]) -> &'a str {
        match self {
            Text::Own(text) => text,
            Text::Span { start, len } => {
                let start = *start as usize;
                bytes.get(start..start + *len as usize).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default()
            }
        }
    }

    fn locate(text: Cow<'_, str>, bytes: &[u8]) -> Text {
        if let Cow::Borrowed(part) = text {
            let start = (part.as_ptr() as usize).wrapping_sub(bytes.as_ptr() as usize);
            if let (Ok(start), Ok(len)) = (u32::try_from(start), u32::try_from(part.len())) {
                return Text::Span { start, len };
            }
        }
        Text::Own(text.into())
    }
}

/// The uid of an object in sixteen bytes. Texts that are no UUID (only in references that users wrote) are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uid(u128);

impl Uid {
    /// The uid with this text.
    pub fn parse(text: &str) -> Uid {
        let mut digits = 0u32;
        let mut value = 0u128;
        for byte in text.bytes() {
            match (byte as char).to_digit(16) {
                Some(digit) if digits < 32 => {
                    value = value << 4 | u128::from(digit);
                    digits += 1;
                }
                _ if byte == b'-' => {}
                _ => return Uid::hashed(text),
            }
        }
        if digits == 32 && text.len() == 36 { Uid(value) } else { Uid::hashed(text) }
    }

    /// FNV-1a over the text.
    fn hashed(text: &str) -> Uid {
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
        let start = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
        Uid(text.bytes().fold(start, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME)))
    }
}

/// One owner reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The owner's uid.
    pub uid: Uid,
    /// True when the owner's foreground deletion waits for this object.
    pub block_deletion: bool,
}

/// The decoded part of an object.
#[derive(Debug)]
pub struct Head {
    /// `metadata.uid`.
    pub uid: Uid,
    /// True when `metadata.deletionTimestamp` is set.
    pub deleting: bool,
    /// `metadata.ownerReferences`.
    pub owners: Box<[Owner]>,
    pub(crate) uid_text: Text,
    pub(crate) labels: Box<[(Text, Text)]>,
    pub(crate) finalizers: Box<[Text]>,
    pub(crate) fields: Box<[Text]>,
    /// Where the digits of `metadata.resourceVersion` are.
    pub(crate) revision_at: usize,
}

impl Head {
    /// Decodes the head of `bytes`, and the fields that `paths` name.
    pub(crate) fn decode(bytes: &[u8], paths: &FieldPaths) -> Result<Head, serde_json::Error> {
        let object: Object<'_> = serde_json::from_slice(bytes)?;
        let meta = object.metadata;
        let text = |part: Part<'_>| Text::locate(part.0, bytes);
        let uid_text = meta.uid.map_or(Text::EMPTY, text);
        let revision_at = match meta.resource_version.map(text) {
            Some(Text::Span { start, .. }) => start as usize,
            _ => return Err(serde::de::Error::custom("metadata.resourceVersion is missing")),
        };
        let mut fields = Vec::new();
        if !paths.is_empty() {
            fields.resize_with(paths.len(), || Text::EMPTY);
            let wanted = paths.iter().enumerate().map(|(i, p)| (i, p.as_slice())).collect();
            let mut reader = serde_json::Deserializer::from_slice(bytes);
            Pick { wanted, fields: &mut fields, bytes }.deserialize(&mut reader)?;
        }
        Ok(Head {
            uid: Uid::parse(uid_text.of(bytes)),
            deleting: meta.deletion_timestamp.is_some(),
            owners: meta
                .owner_references
                .unwrap_or_default()
                .iter()
                .map(|o| Owner {
                    uid: Uid::parse(&o.uid.0),
                    block_deletion: o.block_owner_deletion.unwrap_or_default(),
                })
                .collect(),
            uid_text,
            labels: meta.labels.unwrap_or_default().0.into_iter().map(|(k, v)| (text(k), text(v))).collect(),
            finalizers: meta.finalizers.unwrap_or_default().into_iter().map(text).collect(),
            fields: fields.into(),
            revision_at,
        })
    }
}

#[derive(Deserialize)]
struct Object<'a> {
    #[serde(borrow)]
    metadata: Meta<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'a> {
    #[serde(borrow)]
    uid: Option<Part<'a>>,
    #[serde(borrow)]
    resource_version: Option<Part<'a>>,
    #[serde(borrow)]
    deletion_timestamp: Option<Part<'a>>,
    #[serde(borrow)]
    labels: Option<Pairs<'a>>,
    #[serde(borrow)]
    owner_references: Option<Vec<RawOwner<'a>>>,
    #[serde(borrow)]
    finalizers: Option<Vec<Part<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawOwner<'a> {
    #[serde(borrow)]
    uid: Part<'a>,
    block_owner_deletion: Option<bool>,
}

/// A string, borrowed when the text has no escapes in it.
#[derive(Deserialize)]
struct Part<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Default)]
struct Pairs<'a>(Vec<(Part<'a>, Part<'a>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Pairs<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map of strings")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// Walks the text once and keeps the scalars at the wanted paths.
struct Pick<'p, 'o> {
    wanted: Vec<(usize, &'p [String])>,
    fields: &'o mut Vec<Text>,
    bytes: &'o [u8],
}

impl<'de> DeserializeSeed<'de> for Pick<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Pick<'_, '_> {
    fn keep(self, text: Text) {
        if let Some((index, _)) = self.wanted.into_iter().find(|(_, rest)| rest.is_empty()) {
            self.fields[index] = text;
        }
    }
}

impl<'de> Visitor<'de> for Pick<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Part<'de>>()? {
            let wanted: Vec<_> = self
                .wanted
                .iter()
                .filter(|(_, rest)| rest.first().is_some_and(|first| *first == key.0))
                .map(|(index, rest)| (*index, &rest[1..]))
                .collect();
            if wanted.is_empty() {
                map.next_value::<IgnoredAny>()?;
            } else {
                map.next_value_seed(Pick { wanted, fields: self.fields, bytes: self.bytes })?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<(), E> {
        let text = Text::locate(Cow::Borrowed(text), self.bytes);
        self.keep(text);
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.keep(Text::Own(text.into()));
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.keep(Text::Own(value.to_string().into()));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.keep(Text::Own(value.to_string().into()));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.keep(Text::Own(value.to_string().into()));
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.keep(Text::Own(value.to_string().into()));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(paths: &[&str]) -> FieldPaths {
        paths.iter().map(|p| p.split('.').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn decodes_what_selectors_need() {
        let bytes = br#"{"metadata":{"name":"a","uid":"8a7f1c1e-0f0e-4f5b-9f51-0f7b5d9f3c11","resourceVersion":"12",
            "labels":{"app":"web","x":"q\"uote"},"finalizers":["a/b"],"deletionTimestamp":"2026-01-01T00:00:00Z",
            "ownerReferences":[{"uid":"not-a-uuid","blockOwnerDeletion":true}]},
            "spec":{"nodeName":"n1","unschedulable":true,"list":[{"nodeName":"no"}]},"status":{"phase":null}}"#;
        let head = Head::decode(bytes, &paths(&["spec.nodeName", "status.phase", "spec.unschedulable", "spec.none.x"]))
            .unwrap();
        assert_eq!(head.uid_text.of(bytes), "8a7f1c1e-0f0e-4f5b-9f51-0f7b5d9f3c11");
        assert!(head.deleting);
        let labels: Vec<_> = head.labels.iter().map(|(k, v)| (k.of(bytes), v.of(bytes))).collect();
        assert_eq!(labels, [("app", "web"), ("x", "q\"uote")]);
        assert_eq!(head.finalizers[0].of(bytes), "a/b");
        assert_eq!(head.owners[0], Owner { uid: Uid::parse("not-a-uuid"), block_deletion: true });
        let fields: Vec<_> = head.fields.iter().map(|f| f.of(bytes)).collect();
        assert_eq!(fields, ["n1", "", "true", ""]);
        assert_eq!(&bytes[head.revision_at..head.revision_at + 2], b"12");
    }

    #[test]
    fn uids_differ_by_text() {
        let uuid = "8a7f1c1e-0f0e-4f5b-9f51-0f7b5d9f3c11";
        assert_eq!(Uid::parse(uuid), Uid::parse(uuid));
        assert_ne!(Uid::parse(uuid), Uid::parse("8a7f1c1e-0f0e-4f5b-9f51-0f7b5d9f3c12"));
        assert_ne!(Uid::parse("a"), Uid::parse("b"));
        assert_ne!(Uid::parse(""), Uid::parse("0"));
    }

    #[test]
    fn refuses_text_without_a_version() {
        assert!(Head::decode(br#"{"metadata":{"uid":"x"}}"#, &paths(&[])).is_err());
        assert!(Head::decode(br#"{}"#, &paths(&[])).is_err());
    }
}
