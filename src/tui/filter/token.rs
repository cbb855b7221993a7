//! Cuts a filter expression into terms: sign, key, operator, alternatives, each with its place.

use super::{Comparison, FilterError};

/// What stands between a key and its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `:`
    Is,
    /// A comparison.
    Compares(Comparison),
}

impl Operator {
    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Is => ":",
            Self::Compares(Comparison::Below) => "<",
            Self::Compares(Comparison::AtMost) => "<=",
            Self::Compares(Comparison::Above) => ">",
            Self::Compares(Comparison::AtLeast) => ">=",
            Self::Compares(Comparison::Equal) => "=",
        }
    }
}

/// Some text and the column of its first character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub column: usize,
}

/// A term as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// `-` or `!` stands before it.
    pub negated: bool,
    /// What stands before the operator; `None` for a word alone.
    pub key: Option<(Word, Operator)>,
    /// Alternatives; never empty, though one of them may be.
    pub values: Vec<Word>,
}

/// The terms of an expression, each on its own: what is wrong with one says nothing of the others.
pub fn tokens(text: &str) -> Vec<Result<Token, FilterError>> {
    let mut reader = Reader {
        characters: text.chars().collect(),
        place: 0,
    };
    let mut tokens = Vec::new();
    loop {
        while reader.peek().is_some_and(char::is_whitespace) {
            reader.place += 1;
        }
        if reader.peek().is_none() {
            return tokens;
        }
        tokens.push(reader.token());
    }
}

struct Reader {
    characters: Vec<char>,
    place: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.place).copied()
    }

    fn token(&mut self) -> Result<Token, FilterError> {
        let column = self.place + 1;
        let negated = matches!(self.peek(), Some('-' | '!'));
        self.place += usize::from(negated);
        if negated && self.peek().is_none_or(char::is_whitespace) {
            let sign = self.characters[self.place - 1];
            let reason = format!("nothing follows '{sign}': write {sign}class:bottle or {sign}word");
            return Err(FilterError { column, reason });
        }
        let start = self.place;
        let first = self.word(|c| matches!(c, ':' | '<' | '>' | '='))?;
        let quoted = self.characters.get(start) == Some(&'"');
        let operator = if quoted { None } else { self.operator() };
        let Some(operator) = operator else {
            return Ok(Token {
                negated,
                key: None,
                values: vec![first],
            });
        };
        let mut values = vec![self.word(|c| c == ',')?];
        while self.peek() == Some(',') {
            self.place += 1;
            values.push(self.word(|c| c == ',')?);
        }
        Ok(Token {
            negated,
            key: Some((first, operator)),
            values,
        })
    }

    /// Text up to a space or whatever else ends it, or everything between quotes.
    fn word(&mut self, ends: impl Fn(char) -> bool) -> Result<Word, FilterError> {
        let column = self.place + 1;
        let mut text = String::new();
        if self.peek() != Some('"') {
            while let Some(c) = self.peek().filter(|c| !c.is_whitespace() && !ends(*c)) {
                text.push(c);
                self.place += 1;
            }
            return Ok(Word { text, column });
        }
        self.place += 1;
        while let Some(c) = self.peek() {
            self.place += 1;
            match (c, self.peek()) {
                ('"', _) => return Ok(Word { text, column }),
                ('\\', Some(escaped @ ('"' | '\\'))) => {
                    self.place += 1;
                    text.push(escaped);
                }
                _ => text.push(c),
            }
        }
        Err(FilterError {
            column,
            reason: "this quote is never closed: add \" at the end".to_owned(),
        })
    }

    fn operator(&mut self) -> Option<Operator> {
        let first = self.peek().filter(|c| matches!(c, ':' | '<' | '>' | '='))?;
        self.place += 1;
        let or_equal = first != ':' && first != '=' && self.peek() == Some('=');
        self.place += usize::from(or_equal);
        Some(match (first, or_equal) {
            ('<', false) => Operator::Compares(Comparison::Below),
            ('<', true) => Operator::Compares(Comparison::AtMost),
            ('>', false) => Operator::Compares(Comparison::Above),
            ('>', true) => Operator::Compares(Comparison::AtLeast),
            ('=', _) => Operator::Compares(Comparison::Equal),
            _ => Operator::Is,
        })
    }
}
