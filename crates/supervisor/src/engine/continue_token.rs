//! Tokens that name the next page of a list.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::error::ApiError;

/// Where a list goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ContinueToken {
    /// The revision of the first page; `None` goes on with things as they are.
    #[serde(rename = "rv")]
    pub(crate) revision: Option<u64>,
    /// The last object of the page before.
    pub(crate) start: Start,
}

/// The place of an object in the order of lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Start {
    #[serde(rename = "ns")]
    pub(crate) namespace: String,
    pub(crate) name: String,
}

impl ContinueToken {
    pub(crate) fn encode(&self) -> String {
        // Two strings and a number always serialize.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    pub(crate) fn decode(text: &str) -> Result<ContinueToken, ApiError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        bytes
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .ok_or_else(|| ApiError::bad_request("continue key is not valid"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back() {
        for revision in [Some(7), None] {
            let start = Start { namespace: "ns".to_owned(), name: "a/ä".to_owned() };
            let token = ContinueToken { revision, start };
            assert_eq!(ContinueToken::decode(&token.encode()), Ok(token));
        }
        for bad in ["", "x", "e30", "%%%", &"A".repeat(10_000)] {
            assert_eq!(ContinueToken::decode(bad).unwrap_err().code(), 400);
        }
    }
}
