//! Following paths.

use std::cmp::Ordering;

use serde_json::Value;

use super::{Comparison, Filter, Operand, Step};

/// The values at `steps` below `root`.
pub(super) fn eval<'v>(steps: &[Step], root: &'v Value) -> Vec<&'v Value> {
    let mut values = vec![root];
    for step in steps {
        let mut next = Vec::new();
        for value in values {
            follow(step, value, &mut next);
        }
        values = next;
    }
    values
}

fn follow<'v>(step: &Step, value: &'v Value, out: &mut Vec<&'v Value>) {
    match step {
        Step::Field(name) => out.extend(value.get(name.as_str())),
        Step::All => children(value, out),
        Step::Descend => descend(value, out),
        Step::Index(index) => {
            if let Value::Array(entries) = value {
                out.extend(place(*index, entries.len()).and_then(|at| entries.get(at)));
            }
        }
        Step::Range { from, until, every } => {
            if let Value::Array(entries) = value {
                let bound = |at: i64| {
                    let at = if at < 0 { at + entries.len() as i64 } else { at };
                    at.clamp(0, entries.len() as i64) as usize
                };
                let from = from.map_or(0, bound);
                let until = until.map_or(entries.len(), bound);
                // The parser lets only steps above zero through.
                let every = usize::try_from(every.unwrap_or(1)).unwrap_or(1).max(1);
                out.extend(entries.get(from..until).into_iter().flatten().step_by(every));
            }
        }
        Step::Union(steps) => steps.iter().for_each(|step| follow(step, value, out)),
        Step::Filter(filter) => {
            let mut all = Vec::new();
            children(value, &mut all);
            out.extend(all.into_iter().filter(|entry| holds(filter, entry)));
        }
    }
}

fn place(index: i64, len: usize) -> Option<usize> {
    let index = if index < 0 { index.checked_add(i64::try_from(len).ok()?)? } else { index };
    usize::try_from(index).ok()
}

fn children<'v>(value: &'v Value, out: &mut Vec<&'v Value>) {
    match value {
        Value::Object(fields) => out.extend(fields.values()),
        Value::Array(entries) => out.extend(entries),
        _ => {}
    }
}

fn descend<'v>(value: &'v Value, out: &mut Vec<&'v Value>) {
    out.push(value);
    match value {
        Value::Object(fields) => fields.values().for_each(|value| descend(value, out)),
        Value::Array(entries) => entries.iter().for_each(|value| descend(value, out)),
        _ => {}
    }
}

fn holds(filter: &Filter, entry: &Value) -> bool {
    match filter {
        Filter::Exists(operand) => value_of(operand, entry).is_some(),
        Filter::And(a, b) => holds(a, entry) && holds(b, entry),
        Filter::Or(a, b) => holds(a, entry) || holds(b, entry),
        Filter::Not(inner) => !holds(inner, entry),
        Filter::Compare(left, comparison, right) => match (value_of(left, entry), value_of(right, entry)) {
            (Some(left), Some(right)) => compare(left, *comparison, right),
            _ => false,
        },
    }
}

fn value_of<'v>(operand: &'v Operand, entry: &'v Value) -> Option<&'v Value> {
    match operand {
        Operand::Literal(value) => Some(value),
        Operand::Path(path) => path.first(entry),
    }
}

fn compare(left: &Value, comparison: Comparison, right: &Value) -> bool {
    let order = match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.as_f64().partial_cmp(&b.as_f64()),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        _ => None,
    };
    let equal = left == right || order == Some(Ordering::Equal);
    match comparison {
        Comparison::Equal => equal,
        Comparison::NotEqual => !equal,
        Comparison::Less => order == Some(Ordering::Less),
        Comparison::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Comparison::Greater => order == Some(Ordering::Greater),
        Comparison::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}
