//! Elements within a sentence: where they stand is for the language to say.

use leptos::prelude::*;

/// What stands in a message for its elements, in the order in which they are handed to [`within`].
pub(crate) const SLOTS: [&str; 3] = ["\u{e000}", "\u{e001}", "\u{e002}"];

/// A sentence whose [`SLOTS`] are filled with elements. What is called by a name of the user, or leads somewhere, is an
/// element; the words around are one message.
pub(crate) fn within<const N: usize>(sentence: &str, elements: [AnyView; N]) -> impl IntoView + use<N> {
    let mut elements = elements.map(Some);
    let mut out = Vec::new();
    // Nothing between two elements is no text at all: an empty one would be shown as a space.
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned().into_any());
    let mut rest = sentence;
    while let Some(at) = rest.find(|sign| slot(sign).is_some()) {
        let (before, slotted) = rest.split_at(at);
        out.extend(text(before));
        let mut signs = slotted.chars();
        let number = signs.next().and_then(slot);
        out.extend(number.and_then(|number| elements.get_mut(number)?.take()));
        rest = signs.as_str();
    }
    out.extend(text(rest));
    out
}

fn slot(sign: char) -> Option<usize> {
    let mut buffer = [0; 4];
    let sign = sign.encode_utf8(&mut buffer);
    SLOTS.iter().position(|slot| *slot == sign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::html;

    #[test]
    fn elements_stand_where_the_sentence_wants_them() {
        let elements = || [view! { <b>"a"</b> }.into_any(), view! { <i>"b"</i> }.into_any()];
        for (sentence, wanted) in [
            (format!("{} then {}.", SLOTS[0], SLOTS[1]), "<b>a</b> then <i>b</i>."),
            (format!("Erst {} dann {}", SLOTS[1], SLOTS[0]), "Erst <i>b</i> dann <b>a</b>"),
            (format!("{0}{0}{1}{2}", SLOTS[0], SLOTS[1], SLOTS[2]), "<b>a</b><i>b</i>"),
        ] {
            let html = html(|| within(&sentence, elements()).into_any());
            assert_eq!(html.replace("<!>", "").trim(), wanted);
        }
    }
}
