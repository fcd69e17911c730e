//! Closed sets of words: enums that are plain strings on the wire.

/// Declares an enum whose variants are fixed strings in JSON, with the schema
/// `{type: string, enum: […]}`, `as_str`, `Display`, and `FromStr`.
///
/// The derive of serde and schemars would do nearly the same, but doc comments on variants would
/// turn the schema into a `oneOf`, which a structural schema does not allow.
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $word:literal ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd,
            serde::Deserialize, serde::Serialize,
        )]
        pub enum $name {
            $( $(#[$variant_meta])* #[serde(rename = $word)] $variant, )+
        }

        impl $name {
            /// Every word of the set, in the order of the schema.
            pub const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];

            /// The word as it stands in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word ),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::words::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|known| known.as_str() == word)
                    .ok_or_else(|| crate::words::UnknownWord(word.to_owned()))
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [ $( $word ),+ ] })
            }
        }
    };
}

pub(crate) use words;

/// A word outside its closed set.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("unknown value {0:?}")]
pub struct UnknownWord(pub String);
