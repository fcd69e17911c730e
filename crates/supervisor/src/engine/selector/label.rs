//! Label selectors, as text (`app=web,tier in (a,b),!old`) and as objects (`matchLabels`, `matchExpressions`).

use std::fmt;

use api::field;
use serde_json::Value;

use super::SelectorError;
use super::label_parser;

/// What a requirement asks of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// The label has one of the values.
    In,
    /// The label is absent or has none of the values.
    NotIn,
    /// The label is there.
    Exists,
    /// The label is not there.
    DoesNotExist,
    /// The label is a whole number above the value.
    GreaterThan,
    /// The label is a whole number below the value.
    LessThan,
}

/// One condition on one label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The label's key.
    pub key: String,
    /// What is asked.
    pub operator: Operator,
    /// The values that the operator compares with, sorted; none for existence.
    pub values: Vec<String>,
}

impl Requirement {
    /// A requirement whose key and values are of the right form and number.
    ///
    /// # Errors
    /// What is wrong, in upstream's words.
    pub(super) fn new(key: &str, operator: Operator, mut values: Vec<String>) -> Result<Requirement, SelectorError> {
        check_key(key)?;
        let wrong_number = match operator {
            Operator::In | Operator::NotIn if values.is_empty() => {
                Some("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty")
            }
            Operator::Exists | Operator::DoesNotExist if !values.is_empty() => {
                Some("values: Invalid value: values set must be empty for exists and does not exist")
            }
            Operator::GreaterThan | Operator::LessThan => match &values[..] {
                [value] if value.parse::<i64>().is_ok() => None,
                [_] => Some("values[0]: Invalid value: for 'Gt', 'Lt' operators, the value must be an integer"),
                _ => Some("values: Invalid value: for 'Gt', 'Lt' operators, exactly one value is required"),
            },
            _ => None,
        };
        if let Some(message) = wrong_number {
            return Err(SelectorError(message.to_owned()));
        }
        for (at, value) in values.iter().enumerate() {
            let wrong = field::label_value(value);
            if !wrong.is_empty() {
                let message = format!("values[{at}][{key}]: Invalid value: {value:?}: {}", wrong.join("; "));
                return Err(SelectorError(message));
            }
        }
        values.sort();
        values.dedup();
        Ok(Requirement { key: key.to_owned(), operator, values })
    }

    /// True when the label has what is asked; `value` is its value, if it is there.
    pub fn matches(&self, value: Option<&str>) -> bool {
        let listed = |value: &str| self.values.iter().any(|v| v == value);
        let limit = || self.values.first().and_then(|v| v.parse::<i64>().ok());
        let number = || value.and_then(|v| v.parse::<i64>().ok());
        match self.operator {
            Operator::In => value.is_some_and(listed),
            Operator::NotIn => !value.is_some_and(listed),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::GreaterThan => number().zip(limit()).is_some_and(|(number, limit)| number > limit),
            Operator::LessThan => number().zip(limit()).is_some_and(|(number, limit)| number < limit),
        }
    }
}

/// Refuses a key that no label can have.
pub(super) fn check_key(key: &str) -> Result<(), SelectorError> {
    let wrong = field::label_key(key);
    if wrong.is_empty() {
        return Ok(());
    }
    Err(SelectorError(format!("key: Invalid value: {key:?}: {}", wrong.join("; "))))
}

/// Conditions on labels that all have to hold. The default has none and selects everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelSelector {
    requirements: Vec<Requirement>,
    /// True for a selector that was absent where absence selects nothing.
    nothing: bool,
}

impl LabelSelector {
    /// Reads the text of a `labelSelector` parameter; the empty text selects everything.
    ///
    /// # Errors
    /// What cannot be understood, in upstream's words.
    pub fn parse(text: &str) -> Result<LabelSelector, SelectorError> {
        Ok(LabelSelector { requirements: label_parser::parse(text)?, nothing: false })
    }

    /// Reads a `LabelSelector` object. Null, which means that there is no selector, selects nothing; an empty one
    /// selects everything.
    ///
    /// # Errors
    /// An unknown operator, or keys and values of a wrong form.
    pub fn from_object(selector: &Value) -> Result<LabelSelector, SelectorError> {
        if selector.is_null() {
            return Ok(LabelSelector { requirements: Vec::new(), nothing: true });
        }
        let mut requirements = Vec::new();
        for (key, value) in selector.get("matchLabels").and_then(Value::as_object).into_iter().flatten() {
            let value = value.as_str().unwrap_or_default().to_owned();
            requirements.push(Requirement::new(key, Operator::In, vec![value])?);
        }
        for expression in selector.get("matchExpressions").and_then(Value::as_array).into_iter().flatten() {
            let text = |name: &str| expression.get(name).and_then(Value::as_str).unwrap_or_default();
            let operator = match text("operator") {
                "In" => Operator::In,
                "NotIn" => Operator::NotIn,
                "Exists" => Operator::Exists,
                "DoesNotExist" => Operator::DoesNotExist,
                other => return Err(SelectorError(format!("{other:?} is not a valid label selector operator"))),
            };
            let values = expression.get("values").and_then(Value::as_array).into_iter().flatten();
            let values = values.filter_map(Value::as_str).map(str::to_owned).collect();
            requirements.push(Requirement::new(text("key"), operator, values)?);
        }
        Ok(LabelSelector { requirements, nothing: false })
    }

    /// The conditions.
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// True when the selector selects everything.
    pub fn is_everything(&self) -> bool {
        self.requirements.is_empty() && !self.nothing
    }

    /// True when an object is selected; `label` gives the value of a label of it.
    pub fn matches<'l>(&self, label: impl Fn(&str) -> Option<&'l str>) -> bool {
        !self.nothing && self.requirements.iter().all(|requirement| requirement.matches(label(&requirement.key)))
    }

    /// True when `object` is selected by its `metadata.labels`.
    pub fn matches_object(&self, object: &Value) -> bool {
        let labels = object.get("metadata").and_then(|metadata| metadata.get("labels"));
        self.matches(|key| labels?.get(key)?.as_str())
    }
}

/// The text form: `a=b,c in (x,y),!d`.
impl fmt::Display for LabelSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Requirement { key, operator, values }) in self.requirements.iter().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            match (operator, &values[..]) {
                (Operator::In, [value]) => write!(f, "{key}={value}")?,
                (Operator::NotIn, [value]) => write!(f, "{key}!={value}")?,
                (Operator::In, values) => write!(f, "{key} in ({})", values.join(","))?,
                (Operator::NotIn, values) => write!(f, "{key} notin ({})", values.join(","))?,
                (Operator::Exists, _) => f.write_str(key)?,
                (Operator::DoesNotExist, _) => write!(f, "!{key}")?,
                (Operator::GreaterThan, values) => write!(f, "{key}>{}", values.join(","))?,
                (Operator::LessThan, values) => write!(f, "{key}<{}", values.join(","))?,
            }
        }
        Ok(())
    }
}
