//! The few bits of DER that are needed around the certificate library: wrapping keys, and names with several values.
//!
//! Encoding rules: ITU-T X.690.

/// Universal tags used here.
pub(crate) mod tag {
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
}

/// One element: tag, length in the shortest form, content.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 6);
    out.push(tag);
    if content.len() < 0x80 {
        out.push(content.len() as u8);
    } else {
        let length = content.len().to_be_bytes();
        let first = length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1);
        let significant = &length[first..];
        out.push(0x80 | significant.len() as u8);
        out.extend_from_slice(significant);
    }
    out.extend_from_slice(content);
    out
}

/// The elements that lie one after another in `content`, each with its header. `None` when it is not well formed.
pub(crate) fn elements(mut content: &[u8]) -> Option<Vec<&[u8]>> {
    let mut found = Vec::new();
    while !content.is_empty() {
        let (head, length) = header(content)?;
        let total = head.checked_add(length)?;
        if content.len() < total {
            return None;
        }
        let (one, rest) = content.split_at(total);
        found.push(one);
        content = rest;
    }
    Some(found)
}

/// What one element holds, without its header.
pub(crate) fn content(element: &[u8]) -> Option<&[u8]> {
    let (head, length) = header(element)?;
    element.get(head..head.checked_add(length)?)
}

/// Length of the header and of the content after it.
fn header(element: &[u8]) -> Option<(usize, usize)> {
    let first = *element.get(1)?;
    if first < 0x80 {
        return Some((2, usize::from(first)));
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 4 {
        return None;
    }
    let length = element.get(2..2 + count)?.iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
    Some((2 + count, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_in_shortest_form() {
        for (size, head) in [(0, 2), (127, 2), (128, 3), (255, 3), (256, 4), (70_000, 5)] {
            let made = element(tag::OCTET_STRING, &vec![7; size]);
            assert_eq!(made.len(), head + size, "{size}");
            assert_eq!(content(&made).map(<[u8]>::len), Some(size));
            assert_eq!(elements(&[made.clone(), made].concat()).map(|all| all.len()), Some(2));
        }
    }

    #[test]
    fn broken_input_is_none() {
        for broken in [&[0x30u8][..], &[0x30, 5, 1], &[0x30, 0x80], &[0x30, 0x85, 1, 1, 1, 1, 1], &[0x30, 0x82, 1]] {
            assert_eq!(elements(broken), None, "{broken:?}");
        }
    }
}
