//! The grammar of label selectors as text.

use super::SelectorError;
use super::label::{Operator, Requirement, check_key};

/// A piece of a selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'t> {
    End,
    Comma,
    Open,
    Close,
    Not,
    Equals,
    DoubleEquals,
    NotEquals,
    Greater,
    Less,
    Word(&'t str),
}

impl Token<'_> {
    /// How errors quote the piece.
    fn text(&self) -> &str {
        match self {
            Token::End => "",
            Token::Comma => ",",
            Token::Open => "(",
            Token::Close => ")",
            Token::Not => "!",
            Token::Equals => "=",
            Token::DoubleEquals => "==",
            Token::NotEquals => "!=",
            Token::Greater => ">",
            Token::Less => "<",
            Token::Word(word) => word,
        }
    }
}

/// Reads all requirements of `text`.
///
/// # Errors
/// What was found and what is expected, in upstream's words.
pub(super) fn parse(text: &str) -> Result<Vec<Requirement>, SelectorError> {
    let mut parser = Parser { rest: text };
    let mut requirements = Vec::new();
    loop {
        match parser.peek() {
            Token::End => return Ok(requirements),
            Token::Word(_) | Token::Not => {
                let requirement = parser
                    .requirement()
                    .map_err(|error| SelectorError(format!("unable to parse requirement: {error}")))?;
                requirements.push(requirement);
            }
            other => return Err(found(other, "!, identifier, or 'end of string'")),
        }
        match parser.next() {
            Token::End => return Ok(requirements),
            Token::Comma => match parser.peek() {
                Token::Word(_) | Token::Not => {}
                other => return Err(found(other, "identifier after ','")),
            },
            other => return Err(found(other, "',' or 'end of string'")),
        }
    }
}

fn found(token: Token<'_>, expected: &str) -> SelectorError {
    SelectorError(format!("found '{}', expected: {expected}", token.text()))
}

struct Parser<'t> {
    rest: &'t str,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Token<'t> {
        Parser { rest: self.rest }.next()
    }

    fn next(&mut self) -> Token<'t> {
        let rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let symbols = [
            ("==", Token::DoubleEquals),
            ("!=", Token::NotEquals),
            ("=", Token::Equals),
            ("!", Token::Not),
            (",", Token::Comma),
            ("(", Token::Open),
            (")", Token::Close),
            (">", Token::Greater),
            ("<", Token::Less),
        ];
        for (symbol, token) in symbols {
            if let Some(after) = rest.strip_prefix(symbol) {
                self.rest = after;
                return token;
            }
        }
        let ends = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n' | '=' | '!' | ',' | '(' | ')' | '>' | '<');
        let (word, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
        self.rest = after;
        if word.is_empty() { Token::End } else { Token::Word(word) }
    }

    fn requirement(&mut self) -> Result<Requirement, SelectorError> {
        let mut token = self.next();
        let negated = token == Token::Not;
        if negated {
            token = self.next();
        }
        let Token::Word(key) = token else { return Err(found(token, "identifier")) };
        check_key(key)?;
        if negated {
            return Requirement::new(key, Operator::DoesNotExist, Vec::new());
        }
        if matches!(self.peek(), Token::End | Token::Comma) {
            return Requirement::new(key, Operator::Exists, Vec::new());
        }
        let operator = self.next();
        match operator {
            Token::Word("in") => Requirement::new(key, Operator::In, self.values()?),
            Token::Word("notin") => Requirement::new(key, Operator::NotIn, self.values()?),
            Token::Equals | Token::DoubleEquals => Requirement::new(key, Operator::In, self.value()?),
            Token::NotEquals => Requirement::new(key, Operator::NotIn, self.value()?),
            Token::Greater => Requirement::new(key, Operator::GreaterThan, self.value()?),
            Token::Less => Requirement::new(key, Operator::LessThan, self.value()?),
            other => Err(found(other, "in, notin, =, ==, !=, gt, lt")),
        }
    }

    /// One value, which may be empty.
    fn value(&mut self) -> Result<Vec<String>, SelectorError> {
        if matches!(self.peek(), Token::End | Token::Comma) {
            return Ok(vec![String::new()]);
        }
        match self.next() {
            Token::Word(word) => Ok(vec![word.to_owned()]),
            other => Err(found(other, "identifier")),
        }
    }

    /// A list in parentheses, whose values may be empty.
    fn values(&mut self) -> Result<Vec<String>, SelectorError> {
        match self.next() {
            Token::Open => {}
            other => return Err(found(other, "'('")),
        }
        let mut values = Vec::new();
        loop {
            match self.next() {
                Token::Word(word) => {
                    values.push(word.to_owned());
                    match self.next() {
                        Token::Comma => {}
                        Token::Close => return Ok(values),
                        other => return Err(found(other, "',' or ')'")),
                    }
                }
                Token::Comma => values.push(String::new()),
                Token::Close => {
                    values.push(String::new());
                    return Ok(values);
                }
                other => return Err(found(other, "',', ')' or identifier")),
            }
        }
    }
}
