//! JSON patch, RFC 6902.

use serde::Deserialize;
use serde_json::Value;

use super::PatchError;

/// The most operations of one patch (upstream's number).
const MAX_OPERATIONS: usize = 10_000;
/// The most that the `copy` operations of one patch may add, in bytes of JSON. Without it a short patch can double an
/// object until memory ends.
const MAX_COPIED: usize = 3 << 20;

/// The most entries of lists and fields of objects that the operations of one patch may push aside or look through, some
/// tens of milliseconds of work. Without it, operations at the front of a long list take minutes.
const MAX_MOVED: usize = 8_000_000;

/// How deep a document may become: what decoding accepts. Deeper ones, which a few `copy` operations could make, would
/// exhaust the stack of whoever walks them.
const MAX_DEPTH: usize = 128;

/// One operation. The names and the `op` words are those of the RFC.
#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
enum Operation {
    Add {
        path: String,
        value: Value,
    },
    Remove {
        path: String,
    },
    Replace {
        path: String,
        value: Value,
    },
    Move {
        from: String,
        path: String,
    },
    Copy {
        from: String,
        path: String,
    },
    Test {
        path: String,
        #[serde(default)]
        value: Value,
    },
}

/// `object` with all operations of `patch`, a JSON list, done in order. All or none of them are done.
///
/// # Errors
/// [`PatchError::Malformed`] when the text is no JSON patch, [`PatchError::Unprocessable`] when an operation names what
/// is not there or a test fails, [`PatchError::TooLarge`] when there are too many operations or they copy too much.
pub fn json(object: &Value, patch: &[u8]) -> Result<Value, PatchError> {
    let operations: Vec<Operation> = serde_json::from_slice(patch)
        .map_err(|error| PatchError::Malformed(format!("error decoding patch: {error}")))?;
    if operations.len() > MAX_OPERATIONS {
        return Err(PatchError::TooLarge(format!(
            "The allowed maximum operations in a JSON patch is {MAX_OPERATIONS}, got {}",
            operations.len()
        )));
    }
    let mut document = object.clone();
    let mut work = Work::default();
    for operation in operations {
        apply(&mut document, operation, &mut work)?;
    }
    Ok(document)
}

/// What the operations of a patch have taken so far.
#[derive(Default)]
struct Work {
    copied: usize,
    moved: usize,
}

impl Work {
    fn copies(&mut self, bytes: usize) -> Result<(), PatchError> {
        self.copied += bytes;
        if self.copied <= MAX_COPIED {
            return Ok(());
        }
        Err(PatchError::TooLarge(format!(
            "Unable to complete the copy, the accumulated size increase of copy is {}, exceeding the limit {MAX_COPIED}",
            self.copied
        )))
    }

    fn moves(&mut self, entries: usize) -> Result<(), PatchError> {
        self.moved += entries;
        if self.moved <= MAX_MOVED {
            return Ok(());
        }
        Err(PatchError::TooLarge(format!(
            "Unable to complete the patch, its operations move more than {MAX_MOVED} entries of lists and objects"
        )))
    }
}

fn apply(document: &mut Value, operation: Operation, work: &mut Work) -> Result<(), PatchError> {
    match operation {
        Operation::Add { path, value } => add(document, &path, value, work),
        Operation::Remove { path } => remove(document, &path, work).map(drop),
        Operation::Replace { path, value } => {
            check_depth(&path, &value)?;
            let place = find_mut(document, &path)
                .ok_or_else(|| refused(format!("replace operation does not apply: doc is missing key: {path}")))?;
            *place = value;
            Ok(())
        }
        Operation::Move { from, path } => {
            // A value cannot move into itself.
            if path.strip_prefix(&from).is_some_and(|rest| rest.starts_with('/')) {
                return Err(refused(format!("move operation does not apply: {path} is below {from}")));
            }
            let value = remove(document, &from, work)?;
            work.moves(entries(&value))?;
            add(document, &path, value, work)
        }
        Operation::Copy { from, path } => {
            let value = find(document, &from)
                .ok_or_else(|| refused(format!("copy operation does not apply: doc is missing path: {from}")))?;
            work.copies(size(value))?;
            let value = value.clone();
            add(document, &path, value, work)
        }
        Operation::Test { path, value } => {
            let found = find(document, &path).unwrap_or(&Value::Null);
            if *found == value { Ok(()) } else { Err(refused(format!("testing value {path} failed: test failed"))) }
        }
    }
}

fn refused(message: String) -> PatchError {
    PatchError::Unprocessable(message)
}

/// The steps of a JSON pointer; `None` when it is none.
fn steps(pointer: &str) -> Option<impl Iterator<Item = String>> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return None;
    }
    Some(pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")))
}

/// The value at a pointer.
fn find<'v>(document: &'v Value, pointer: &str) -> Option<&'v Value> {
    steps(pointer)?.try_fold(document, |value, step| match value {
        Value::Object(fields) => fields.get(&step),
        Value::Array(entries) => entries.get(index(&step)?),
        _ => None,
    })
}

fn find_mut<'v>(document: &'v mut Value, pointer: &str) -> Option<&'v mut Value> {
    steps(pointer)?.try_fold(document, |value, step| match value {
        Value::Object(fields) => fields.get_mut(&step),
        Value::Array(entries) => entries.get_mut(index(&step)?),
        _ => None,
    })
}

/// The value that holds the place of `pointer`, and the last step to it.
fn parent<'v>(document: &'v mut Value, pointer: &str) -> Option<(&'v mut Value, String)> {
    let (above, last) = pointer.rsplit_once('/')?;
    Some((find_mut(document, above)?, last.replace("~1", "/").replace("~0", "~")))
}

/// A place in a list: digits without a leading zero.
fn index(step: &str) -> Option<usize> {
    let plain = step.bytes().all(|b| b.is_ascii_digit()) && (step == "0" || !step.starts_with('0'));
    if plain { step.parse().ok() } else { None }
}

/// Refuses a value that would lie too deep at this place.
fn check_depth(pointer: &str, value: &Value) -> Result<(), PatchError> {
    if pointer.matches('/').count() + depth(value) > MAX_DEPTH {
        return Err(refused(format!("the document would be more than {MAX_DEPTH} levels deep")));
    }
    Ok(())
}

/// Levels of lists and objects in a value; it comes from a body or a document, so there are not many.
fn depth(value: &Value) -> usize {
    match value {
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        Value::Array(entries) => 1 + entries.iter().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn add(document: &mut Value, pointer: &str, value: Value, work: &mut Work) -> Result<(), PatchError> {
    check_depth(pointer, &value)?;
    if pointer.is_empty() {
        *document = value;
        return Ok(());
    }
    let missing = || refused(format!("add operation does not apply: doc is missing path: {pointer}"));
    let (parent, last) = parent(document, pointer).ok_or_else(missing)?;
    match parent {
        Value::Object(fields) => {
            fields.insert(last, value);
        }
        Value::Array(entries) if last == "-" => entries.push(value),
        Value::Array(entries) => match index(&last) {
            Some(at) if at <= entries.len() => {
                work.moves(entries.len() - at)?;
                entries.insert(at, value);
            }
            _ => return Err(refused(format!("Unable to access invalid index: {last}: invalid index referenced"))),
        },
        _ => return Err(missing()),
    }
    Ok(())
}

fn remove(document: &mut Value, pointer: &str, work: &mut Work) -> Result<Value, PatchError> {
    let missing = || refused(format!("remove operation does not apply: doc is missing path: {pointer}"));
    let (parent, last) = parent(document, pointer).ok_or_else(missing)?;
    match parent {
        Value::Object(fields) => {
            work.moves(fields.len())?;
            fields.shift_remove(&last).ok_or_else(missing)
        }
        Value::Array(entries) => match index(&last) {
            Some(at) if at < entries.len() => {
                work.moves(entries.len() - at)?;
                Ok(entries.remove(at))
            }
            _ => Err(refused(format!("Unable to access invalid index: {last}: invalid index referenced"))),
        },
        _ => Err(missing()),
    }
}

/// How many entries and fields a value has at all levels.
fn entries(value: &Value) -> usize {
    match value {
        Value::Object(fields) => fields.values().map(|value| 1 + entries(value)).sum(),
        Value::Array(list) => list.iter().map(|value| 1 + entries(value)).sum(),
        _ => 0,
    }
}

/// About how many bytes of JSON a value takes.
fn size(value: &Value) -> usize {
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| name.len() + 4 + size(value)).sum::<usize>() + 2,
        Value::Array(entries) => entries.iter().map(|entry| size(entry) + 1).sum::<usize>() + 2,
        Value::String(text) => text.len() + 2,
        _ => 8,
    }
}
