//! Finding what was written in a stream of events, without parsing them.

use memchr::memmem;

/// What comes before the number that tells one write from the others; the data's field `seq` of the objects.
const MARK: &[u8] = br#""seq":""#;
/// Digits of the number.
const DIGITS: usize = 8;
const LENGTH: usize = MARK.len() + DIGITS;

/// Finds numbers also when a frame ends in the middle of one.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    /// The end of what came before, shorter than a mark with its number.
    rest: Vec<u8>,
}

impl Scanner {
    /// Calls `found` with every number that ends in `data`.
    pub(super) fn scan(&mut self, data: &[u8], mut found: impl FnMut(u64)) {
        // Whatever begins in the rest ends within this many bytes.
        let seam = data.len().min(LENGTH - 1);
        self.rest.extend_from_slice(&data[..seam]);
        marks(&self.rest, &mut found);
        if seam == data.len() {
            let keep = self.rest.len().min(LENGTH - 1);
            self.rest.drain(..self.rest.len() - keep);
            return;
        }
        marks(data, &mut found);
        self.rest.clear();
        self.rest.extend_from_slice(&data[data.len() - (LENGTH - 1)..]);
    }
}

/// Numbers that are in `data` as a whole.
fn marks(data: &[u8], found: &mut impl FnMut(u64)) {
    for at in memmem::find_iter(data, MARK) {
        let Some(digits) = data.get(at + MARK.len()..at + LENGTH) else { return };
        if let Some(number) = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()) {
            found(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_found_once_wherever_frames_end() {
        let text = br#"{"f:seq":{}},"seq":"00000017","filling":"x"}{"data":{"seq":"00000018"}}"#;
        for first in 0..text.len() {
            for second in first..text.len() {
                let mut scanner = Scanner::default();
                let mut found = Vec::new();
                for part in [&text[..first], &text[first..second], &text[second..]] {
                    scanner.scan(part, |number| found.push(number));
                }
                assert_eq!(found, [17, 18], "frames end at {first} and {second}");
            }
        }
        let mut found = Vec::new();
        let mut scanner = Scanner::default();
        text.iter().for_each(|byte| scanner.scan(&[*byte], |number| found.push(number)));
        assert_eq!(found, [17, 18], "byte by byte");
    }
}
