//! How long ago something was, in the words that people use; the same on the server and in the browser, which is handed
//! the words with the page.

/// The words, in the language of the page. `#` stands for the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Less than five seconds.
    now: String,
    /// So many seconds, minutes, hours, days ago.
    past: [String; 4],
    /// In so many seconds, minutes, hours, days.
    future: [String; 4],
}

/// What stands between the words where they are one text.
const BETWEEN: char = '|';

impl Words {
    /// The words of the language that this request is answered in.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn spoken() -> Self {
        let t = texts::t();
        Self {
            now: t.time_now(),
            past: [t.time_seconds_ago(), t.time_minutes_ago(), t.time_hours_ago(), t.time_days_ago()],
            future: [t.time_in_seconds(), t.time_in_minutes(), t.time_in_hours(), t.time_in_days()],
        }
    }

    /// All of them as one text, for the browser.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn as_text(&self) -> String {
        let all: Vec<&str> =
            std::iter::once(&self.now).chain(&self.past).chain(&self.future).map(String::as_str).collect();
        all.join(&BETWEEN.to_string())
    }

    /// Reads what [`as_text`](Self::as_text) wrote; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(BETWEEN).map(str::to_owned);
        let now = words.next()?;
        let mut four = || Some([words.next()?, words.next()?, words.next()?, words.next()?]);
        Some(Self { now, past: four()?, future: four()? })
    }

    /// How long ago something was (`seconds` > 0), or how long until it is (`seconds` < 0).
    #[must_use]
    pub fn say(&self, seconds: i64) -> String {
        let (amount, unit) = match seconds.unsigned_abs() {
            0..=4 => return self.now.clone(),
            s @ 5..=59 => (s, 0),
            s @ 60..=3_599 => (s / 60, 1),
            s @ 3_600..=172_799 => (s / 3_600, 2),
            s => (s / 86_400, 3),
        };
        let words = if seconds < 0 { &self.future[unit] } else { &self.past[unit] };
        words.replace('#', &amount.to_string())
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_past_and_the_future_have_words() {
        for (seconds, words) in [
            (0, "just now"),
            (-4, "just now"),
            (59, "59 s ago"),
            (60, "1 min ago"),
            (7_199, "1 h ago"),
            (172_800, "2 days ago"),
            (-28_800, "in 8 h"),
        ] {
            assert_eq!(Words::spoken().say(seconds), words);
        }
    }

    #[tokio::test]
    async fn the_browser_reads_what_the_server_wrote() {
        for language in texts::Language::iter() {
            let words = texts::speaking(*language, async { Words::spoken() }).await;
            assert_eq!(Words::parse(&words.as_text()), Some(words));
        }
        assert_eq!(Words::parse("now|a"), None);
    }
}
