//! Reading paths.

use serde_json::Value;

use super::{Comparison, Filter, Operand, Path, Step};

/// The deepest nesting of filters; more is an attack, not a path.
const MAX_DEPTH: usize = 16;

pub(super) fn parse(text: &str) -> Result<Path, String> {
    let mut text = text.trim();
    if let Some(inner) = text.strip_prefix('{') {
        text = inner.strip_suffix('}').ok_or("unclosed brace")?;
    }
    let text = text.strip_prefix('$').unwrap_or(text);
    let mut reader = Reader { rest: text, depth: 0 };
    // A bare field name needs no dot.
    let bare = !text.is_empty() && !text.starts_with(['.', '[']);
    let path = reader.path(bare)?;
    if reader.rest.is_empty() { Ok(path) } else { Err(format!("unexpected {:?}", reader.rest)) }
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn take(&mut self, prefix: &str) -> bool {
        match self.rest.strip_prefix(prefix) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, prefix: &str) -> Result<(), String> {
        if self.take(prefix) { Ok(()) } else { Err(format!("expected {prefix:?} before {:?}", self.rest)) }
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// As many steps as follow. Ends before anything that is no step.
    fn path(&mut self, bare: bool) -> Result<Path, String> {
        let mut steps = Vec::new();
        if bare {
            steps.push(Step::Field(self.name()?));
        }
        loop {
            if self.take("..") {
                steps.push(Step::Descend);
                if self.take("*") {
                    steps.push(Step::All);
                } else if !self.rest.starts_with('[') {
                    steps.push(Step::Field(self.name()?));
                }
            } else if self.take(".") {
                if self.take("*") {
                    steps.push(Step::All);
                } else if !(self.rest.starts_with('[') || self.rest.is_empty() && steps.is_empty()) {
                    steps.push(Step::Field(self.name()?));
                }
            } else if self.take("[") {
                steps.push(self.bracket()?);
            } else {
                return Ok(Path { steps });
            }
        }
    }

    /// A field name; a backslash takes the next character as it is.
    fn name(&mut self) -> Result<String, String> {
        let mut name = String::new();
        let mut chars = self.rest.char_indices();
        let mut end = self.rest.len();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => name.extend(chars.next().map(|(_, c)| c)),
                '.' | '[' | ']' | ' ' | '(' | ')' | '=' | '!' | '<' | '>' | '&' | '|' | ',' | '{' | '}' | '\''
                | '"' => {
                    end = at;
                    break;
                }
                c => name.push(c),
            }
        }
        self.rest = &self.rest[end..];
        if name.is_empty() { Err(format!("expected a name before {:?}", self.rest)) } else { Ok(name) }
    }

    /// What stands between brackets.
    fn bracket(&mut self) -> Result<Step, String> {
        self.skip_spaces();
        if self.take("?") {
            self.skip_spaces();
            self.expect("(")?;
            let filter = self.filter()?;
            self.skip_spaces();
            self.expect(")")?;
            self.skip_spaces();
            self.expect("]")?;
            return Ok(Step::Filter(filter));
        }
        let mut steps = Vec::new();
        loop {
            self.skip_spaces();
            steps.push(self.selection()?);
            self.skip_spaces();
            if self.take("]") {
                break;
            }
            self.expect(",")?;
        }
        Ok(match steps.len() {
            1 => steps.remove(0),
            _ => Step::Union(steps),
        })
    }

    fn selection(&mut self) -> Result<Step, String> {
        if self.take("*") {
            return Ok(Step::All);
        }
        if self.rest.starts_with(['\'', '"']) {
            return Ok(Step::Field(self.quoted()?));
        }
        let from = self.number()?;
        if !self.take(":") {
            return from.map(Step::Index).ok_or_else(|| format!("expected an index before {:?}", self.rest));
        }
        let until = self.number()?;
        let every = if self.take(":") { self.number()? } else { None };
        if every.is_some_and(|every| every < 1) {
            return Err("step must be > 0".to_owned());
        }
        Ok(Step::Range { from, until, every })
    }

    fn number(&mut self) -> Result<Option<i64>, String> {
        let sign = usize::from(self.rest.starts_with('-'));
        let digits = self.rest[sign..].bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return if sign == 1 { Err("expected digits after '-'".to_owned()) } else { Ok(None) };
        }
        let (number, rest) = self.rest.split_at(sign + digits);
        self.rest = rest;
        number.parse().map(Some).map_err(|_| format!("{number} is too large"))
    }

    /// Text in quotes of either kind; a backslash takes the next character as it is.
    fn quoted(&mut self) -> Result<String, String> {
        let mut chars = self.rest.char_indices();
        let Some((_, quote)) = chars.next() else { return Err("expected a quote".to_owned()) };
        let mut text = String::new();
        while let Some((at, c)) = chars.next() {
            if c == quote {
                self.rest = &self.rest[at + 1..];
                return Ok(text);
            }
            if c == '\\' {
                text.extend(chars.next().map(|(_, c)| c));
            } else {
                text.push(c);
            }
        }
        Err("unterminated quoted string".to_owned())
    }

    fn filter(&mut self) -> Result<Filter, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("filter is nested too deeply".to_owned());
        }
        let mut filter = self.conjunction()?;
        loop {
            self.skip_spaces();
            if !self.take("||") {
                self.depth -= 1;
                return Ok(filter);
            }
            filter = Filter::Or(Box::new(filter), Box::new(self.conjunction()?));
        }
    }

    fn conjunction(&mut self) -> Result<Filter, String> {
        let mut filter = self.condition()?;
        loop {
            self.skip_spaces();
            if !self.take("&&") {
                return Ok(filter);
            }
            filter = Filter::And(Box::new(filter), Box::new(self.condition()?));
        }
    }

    fn condition(&mut self) -> Result<Filter, String> {
        self.skip_spaces();
        if self.rest.starts_with('!') && !self.rest.starts_with("!=") {
            self.take("!");
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err("filter is nested too deeply".to_owned());
            }
            let inner = self.condition()?;
            self.depth -= 1;
            return Ok(Filter::Not(Box::new(inner)));
        }
        if self.take("(") {
            let inner = self.filter()?;
            self.skip_spaces();
            self.expect(")")?;
            return Ok(inner);
        }
        let left = self.operand()?;
        self.skip_spaces();
        let comparisons = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        for (sign, comparison) in comparisons {
            if self.take(sign) {
                self.skip_spaces();
                return Ok(Filter::Compare(left, comparison, self.operand()?));
            }
        }
        Ok(Filter::Exists(left))
    }

    fn operand(&mut self) -> Result<Operand, String> {
        if self.take("@") || self.take("$") {
            return self.path(false).map(Operand::Path);
        }
        if self.rest.starts_with(['\'', '"']) {
            return self.quoted().map(|text| Operand::Literal(Value::String(text)));
        }
        let word = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(word);
        let literal = match word {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            "null" => Some(Value::Null),
            number => number
                .parse::<i64>()
                .map(Value::from)
                .ok()
                .or_else(|| number.parse::<f64>().ok().filter(|float| float.is_finite()).map(Value::from)),
        };
        let literal = literal.ok_or_else(|| format!("expected a value before {:?}", self.rest))?;
        self.rest = rest;
        Ok(Operand::Literal(literal))
    }
}
