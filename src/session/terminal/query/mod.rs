//! `--query`: JMESPath, as the AWS CLI has it. Parsed as its specification's grammar says, by
//! binding powers.

mod apply;
mod function;
mod token;

use serde_json::Value;

pub use apply::apply;
use token::{Token, tokens};

/// Expressions within expressions.
const DEPTH: u32 = 40;

/// What is wrong with a query, and at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong(pub usize);

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// `@`
    Current,
    /// `name`
    Field(String),
    /// `[0]`
    Index(i64),
    /// `[a:b:c]`
    Slice([Option<i64>; 3]),
    /// `a.b`, `a[0]`, `a | b`: the second is asked of the first's answer.
    Then(Box<Self>, Box<Self>),
    /// `a[*].b`
    Each(Box<Self>, Box<Self>),
    /// `a.*.b`
    EachValue(Box<Self>, Box<Self>),
    /// `a[?c].b`
    Filter(Box<Self>, Box<Self>, Box<Self>),
    /// `a[]`
    Flat(Box<Self>),
    /// `[a, b]`
    List(Vec<Self>),
    /// `{k: a}`
    Hash(Vec<(String, Self)>),
    /// `a || b`
    Or(Box<Self>, Box<Self>),
    /// `a && b`
    And(Box<Self>, Box<Self>),
    /// `!a`
    Not(Box<Self>),
    /// `a == b`
    Compare(&'static str, Box<Self>, Box<Self>),
    /// `` `1` ``, `'text'`
    Literal(Value),
    /// `length(a)`
    Call(String, Vec<Self>),
    /// `&a`
    Reference(Box<Self>),
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    at: usize,
    depth: u32,
}

type Read<T> = Result<T, Wrong>;

/// Reads a query.
///
/// # Errors
/// It is none.
pub fn parse(text: &str) -> Read<Node> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let node = parser.expression(0)?;
    match parser.peek() {
        Token::End => Ok(node),
        _ => Err(parser.wrong()),
    }
}

fn power(token: &Token) -> u8 {
    match token {
        Token::Mark("|") => 1,
        Token::Mark("||") => 2,
        Token::Mark("&&") => 3,
        Token::Mark("==" | "!=" | "<" | "<=" | ">" | ">=") => 5,
        Token::Mark("[]") => 9,
        Token::Mark("*") => 20,
        Token::Mark("[?") => 21,
        Token::Mark(".") => 40,
        Token::Mark("!") => 45,
        Token::Mark("{") => 50,
        Token::Mark("[") => 55,
        Token::Mark("(") => 60,
        _ => 0,
    }
}

fn boxed(node: Node) -> Box<Node> {
    Box::new(node)
}

impl Parser {
    fn peek_at(&self, ahead: usize) -> &Token {
        self.tokens.get(self.at + ahead).map_or(&Token::End, |(token, _)| token)
    }

    fn peek(&self) -> &Token {
        self.peek_at(0)
    }

    fn is(&self, mark: &str) -> bool {
        matches!(self.peek(), Token::Mark(own) if *own == mark)
    }

    fn wrong(&self) -> Wrong {
        Wrong(self.tokens.get(self.at).or(self.tokens.last()).map_or(0, |(_, at)| *at))
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn expect(&mut self, mark: &str) -> Read<()> {
        if !self.is(mark) {
            return Err(self.wrong());
        }
        self.at += 1;
        Ok(())
    }

    fn expression(&mut self, least: u8) -> Read<Node> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.wrong());
        }
        let mut left = self.prefix()?;
        while least < power(self.peek()) {
            left = self.infix(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn prefix(&mut self) -> Read<Node> {
        let wrong = self.wrong();
        Ok(match self.next() {
            Token::Literal(value) => Node::Literal(value),
            Token::Name(name) | Token::Quoted(name) => Node::Field(name),
            Token::Mark("@") => Node::Current,
            Token::Mark("&") => Node::Reference(boxed(self.expression(0)?)),
            Token::Mark("!") => Node::Not(boxed(self.expression(45)?)),
            Token::Mark("(") => {
                let node = self.expression(0)?;
                self.expect(")")?;
                node
            }
            Token::Mark("*") => {
                let each = if self.is("]") { Node::Current } else { self.behind(20)? };
                Node::EachValue(boxed(Node::Current), boxed(each))
            }
            Token::Mark("[?") => self.filter(Node::Current)?,
            Token::Mark("[]") => {
                let each = self.behind(9)?;
                Node::Each(boxed(Node::Flat(boxed(Node::Current))), boxed(each))
            }
            Token::Mark("{") => self.hash()?,
            Token::Mark("[") => {
                if matches!(self.peek(), Token::Number(_)) || self.is(":") {
                    self.index(Node::Current)?
                } else if self.is("*") && matches!(self.peek_at(1), Token::Mark("]")) {
                    self.at += 2;
                    Node::Each(boxed(Node::Current), boxed(self.behind(20)?))
                } else {
                    self.list()?
                }
            }
            _ => return Err(wrong),
        })
    }

    fn infix(&mut self, left: Node) -> Read<Node> {
        let wrong = self.wrong();
        Ok(match self.next() {
            Token::Mark(".") if self.is("*") => {
                self.at += 1;
                Node::EachValue(boxed(left), boxed(self.behind(40)?))
            }
            Token::Mark(".") => Node::Then(boxed(left), boxed(self.dotted(40)?)),
            Token::Mark("|") => Node::Then(boxed(left), boxed(self.expression(1)?)),
            Token::Mark("||") => Node::Or(boxed(left), boxed(self.expression(2)?)),
            Token::Mark("&&") => Node::And(boxed(left), boxed(self.expression(3)?)),
            Token::Mark(sign @ ("==" | "!=" | "<" | "<=" | ">" | ">=")) => {
                Node::Compare(sign, boxed(left), boxed(self.expression(5)?))
            }
            Token::Mark("[?") => self.filter(left)?,
            Token::Mark("[]") => {
                let each = self.behind(9)?;
                Node::Each(boxed(Node::Flat(boxed(left))), boxed(each))
            }
            Token::Mark("[") if self.is("*") => {
                self.at += 1;
                self.expect("]")?;
                Node::Each(boxed(left), boxed(self.behind(20)?))
            }
            Token::Mark("[") => self.index(left)?,
            Token::Mark("(") => {
                let Node::Field(name) = left else { return Err(wrong) };
                if !function::is_known(&name) {
                    return Err(Wrong(wrong.0.saturating_sub(name.len())));
                }
                let mut arguments = Vec::new();
                while !self.is(")") {
                    arguments.push(self.expression(0)?);
                    if !self.is(")") {
                        self.expect(",")?;
                    }
                }
                self.at += 1;
                Node::Call(name, arguments)
            }
            _ => return Err(wrong),
        })
    }

    fn filter(&mut self, left: Node) -> Read<Node> {
        let holds = self.expression(0)?;
        self.expect("]")?;
        let each = if self.is("[]") { Node::Current } else { self.behind(21)? };
        Ok(Node::Filter(boxed(left), boxed(holds), boxed(each)))
    }

    /// `0]`, `a:b:c]`
    fn index(&mut self, left: Node) -> Read<Node> {
        let mut parts = [None; 3];
        let mut part = 0;
        loop {
            match self.next() {
                Token::Number(n) if parts[part].is_none() => parts[part] = Some(n),
                Token::Mark(":") if part < 2 => part += 1,
                Token::Mark("]") if part > 0 || parts[0].is_some() => break,
                _ => {
                    self.at = self.at.saturating_sub(1);
                    return Err(self.wrong());
                }
            }
        }
        if let (0, Some(n)) = (part, parts[0]) {
            return Ok(Node::Then(boxed(left), boxed(Node::Index(n))));
        }
        let slice = Node::Then(boxed(left), boxed(Node::Slice(parts)));
        Ok(Node::Each(boxed(slice), boxed(self.behind(20)?)))
    }

    /// What is asked of each, behind a projection.
    fn behind(&mut self, least: u8) -> Read<Node> {
        if power(self.peek()) < 10 {
            return Ok(Node::Current);
        }
        if self.is("[") || self.is("[?") {
            return self.expression(least);
        }
        self.expect(".")?;
        self.dotted(least)
    }

    fn dotted(&mut self, least: u8) -> Read<Node> {
        match self.peek() {
            Token::Name(_) | Token::Quoted(_) | Token::Mark("*") => self.expression(least),
            Token::Mark("[") => {
                self.at += 1;
                self.list()
            }
            Token::Mark("{") => {
                self.at += 1;
                self.hash()
            }
            _ => Err(self.wrong()),
        }
    }

    fn list(&mut self) -> Read<Node> {
        let mut list = vec![self.expression(0)?];
        while self.is(",") {
            self.at += 1;
            list.push(self.expression(0)?);
        }
        self.expect("]")?;
        Ok(Node::List(list))
    }

    fn hash(&mut self) -> Read<Node> {
        let mut map = Vec::new();
        loop {
            let (Token::Name(name) | Token::Quoted(name)) = self.peek().clone() else {
                return Err(self.wrong());
            };
            self.at += 1;
            self.expect(":")?;
            map.push((name, self.expression(0)?));
            if !self.is(",") {
                break;
            }
            self.at += 1;
        }
        self.expect("}")?;
        Ok(Node::Hash(map))
    }
}

#[cfg(test)]
mod tests;
