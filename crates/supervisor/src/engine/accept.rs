//! In which form the caller wants the answer.

use http::{HeaderMap, header};

use super::error::ApiError;

/// How objects are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As they are.
    Object,
    /// As rows of a `meta.k8s.io/v1 Table`.
    Table,
    /// Metadata only.
    Metadata,
}

/// How text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Json,
    Yaml,
}

/// What the caller accepts and this server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Accepted {
    pub(crate) form: Form,
    pub(crate) encoding: Encoding,
    /// True when discovery is wanted as one aggregated document.
    pub(crate) aggregated: bool,
}

const PLAIN: Accepted = Accepted { form: Form::Object, encoding: Encoding::Json, aggregated: false };

/// Picks the first media type that can be answered; without a header, JSON. Clients that prefer protobuf list JSON
/// after it and get that.
pub(crate) fn negotiate(headers: &HeaderMap) -> Result<Accepted, ApiError> {
    let mut asked = false;
    for value in headers.get_all(header::ACCEPT) {
        let Ok(value) = value.to_str() else { continue };
        for range in value.split(',').filter(|r| !r.trim().is_empty()) {
            asked = true;
            if let Some(accepted) = read(range) {
                return Ok(accepted);
            }
        }
    }
    if asked { Err(ApiError::not_acceptable()) } else { Ok(PLAIN) }
}

fn read(range: &str) -> Option<Accepted> {
    let mut parts = range.split(';').map(str::trim);
    let encoding = match parts.next()? {
        "application/json" | "application/*" | "*/*" => Encoding::Json,
        "application/yaml" => Encoding::Yaml,
        _ => return None,
    };
    let (mut as_, mut group, mut version) = ("", "", "");
    for (name, value) in parts.filter_map(|p| p.split_once('=')) {
        match name.trim() {
            "as" => as_ = value.trim(),
            "g" => group = value.trim(),
            "v" => version = value.trim(),
            _ => {}
        }
    }
    let plain = Accepted { encoding, ..PLAIN };
    match (as_, group, version) {
        ("", _, _) => Some(plain),
        ("Table", "meta.k8s.io", "v1" | "v1beta1") => Some(Accepted { form: Form::Table, ..plain }),
        ("PartialObjectMetadata" | "PartialObjectMetadataList", "meta.k8s.io", "v1" | "v1beta1") => {
            Some(Accepted { form: Form::Metadata, ..plain })
        }
        ("APIGroupDiscoveryList", "apidiscovery.k8s.io", "v2") => Some(Accepted { aggregated: true, ..plain }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(accept: &str) -> Option<(Form, Encoding, bool)> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        negotiate(&headers).ok().map(|a| (a.form, a.encoding, a.aggregated))
    }

    #[test]
    fn picks_what_can_be_answered() {
        let json = |form| Some((form, Encoding::Json, false));
        let cases = [
            ("application/json", json(Form::Object)),
            ("*/*", json(Form::Object)),
            ("application/vnd.kubernetes.protobuf,application/json", json(Form::Object)),
            ("application/vnd.kubernetes.protobuf", None),
            ("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", json(Form::Table)),
            ("application/json;as=Table;v=v9;g=meta.k8s.io, application/json", json(Form::Object)),
            ("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", json(Form::Metadata)),
            ("application/yaml", Some((Form::Object, Encoding::Yaml, false))),
            (
                "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json",
                Some((Form::Object, Encoding::Json, true)),
            ),
            (
                "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json",
                json(Form::Object),
            ),
        ];
        for (accept, expected) in cases {
            assert_eq!(form(accept), expected, "{accept}");
        }
        assert_eq!(negotiate(&HeaderMap::new()), Ok(PLAIN));
    }
}
