//! Text for the elements whose content Leptos writes as it is.

/// The content of a textarea or a title, escaped: Leptos does not do it in these, and what is typed must not end them.
pub(crate) fn raw_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_cannot_end_its_element() {
        assert_eq!(raw_text("a: </textarea>&amp;"), "a: &lt;/textarea>&amp;amp;");
    }
}
