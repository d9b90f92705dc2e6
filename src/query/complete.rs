//! What may stand at the cursor: the parser itself says what it missed there.

use std::rc::Rc;

use super::error::QueryErrorKind;
use super::lexer::{TokenKind, tokens};
use super::operator::SubjectName;
use super::parser::Parser;
use crate::base::Span;

/// The words of one cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Attributes of its instances, each with its values.
    pub attributes: Vec<(Rc<str>, Vec<Rc<str>>)>,
    /// Groups of its tasks.
    pub groups: Vec<Rc<str>>,
    /// Its instances' `ec2InstanceId`s.
    pub instance_ids: Vec<Rc<str>>,
}

/// What may be put in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// The part of the text that an item replaces.
    pub replaces: Span,
    /// The items, best first.
    pub items: Vec<String>,
}

/// Most items given.
const MOST: usize = 20;

fn quoted(value: &str) -> String {
    let bare = !value.is_empty()
        && !value.contains("&&")
        && !value.contains("||")
        && value.chars().all(|c| !c.is_whitespace() && !",()'\"[]<>=!".contains(c));
    match (bare, value.contains('\'')) {
        (true, _) => value.to_owned(),
        (false, false) => format!("'{value}'"),
        (false, true) => format!("\"{value}\""),
    }
}

fn values(subject: &SubjectName, words: &Vocabulary) -> Vec<String> {
    let texts: Vec<&str> = match subject {
        SubjectName::Attribute(name) => words
            .attributes
            .iter()
            .filter(|(known, _)| known == name)
            .flat_map(|(_, values)| values.iter().map(|value| &**value))
            .collect(),
        SubjectName::TaskGroup => words.groups.iter().map(|group| &**group).collect(),
        SubjectName::AgentConnected => vec!["true", "false"],
        SubjectName::Ec2InstanceId => words.instance_ids.iter().map(|id| &**id).collect(),
        SubjectName::AgentVersion | SubjectName::RegisteredAt | SubjectName::RunningTasksCount => {
            Vec::new()
        }
    };
    texts.into_iter().map(quoted).collect()
}

fn subjects(words: &Vocabulary) -> Vec<String> {
    let attributes = words.attributes.iter().map(|(name, _)| format!("attribute:{name}"));
    let others = SubjectName::WORDS.iter().map(|(word, _)| (*word).to_owned());
    attributes.chain(others).chain(["not".to_owned(), "(".to_owned()]).collect()
}

/// What may stand at a cursor, a byte offset into `text`; one between letters counts as the end.
pub fn complete(text: &str, cursor: usize, words: &Vocabulary) -> Completion {
    let text = text.get(..cursor).unwrap_or(text);
    let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    // The word being written does not count yet.
    let start = match tokens(text).last() {
        Some(token) if token.end == place(text.len()) => match token.kind {
            TokenKind::Word(_)
            | TokenKind::Unclosed
            | TokenKind::Symbol("=" | "!" | ">" | "<" | "in" | "exists") => token.start as usize,
            _ => text.len(),
        },
        _ => text.len(),
    };
    let (before, partial) = text.split_at(start);
    let mut parser = Parser::new(before);
    let symbols = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    let items = match parser.whole() {
        Ok(_) => symbols(&["and", "or"]),
        Err(error) if (error.position as usize) < before.trim_end().len() => Vec::new(),
        Err(error) => match (error.kind, &parser.subject) {
            (QueryErrorKind::ExpectedSubject, _) => subjects(words),
            (QueryErrorKind::ExpectedOperator, Some(subject)) => {
                subject.operators().iter().map(|operator| operator.symbol().to_owned()).collect()
            }
            (QueryErrorKind::ExpectedValue, Some(subject)) => values(subject, words),
            (QueryErrorKind::ExpectedList, _) => symbols(&["["]),
            (QueryErrorKind::ExpectedListEnd, _) => symbols(&["]", ","]),
            (QueryErrorKind::ExpectedParenthesis, _) => symbols(&[")", "and", "or"]),
            _ => Vec::new(),
        },
    };
    let wanted = partial.trim_start_matches(['\'', '"']).to_lowercase();
    let rank = |item: &String| {
        let item = item.trim_start_matches(['\'', '"']).to_lowercase();
        match item.find(&wanted) {
            Some(0) => Some(0),
            Some(_) => Some(1),
            None => None,
        }
    };
    let mut ranked: Vec<(u8, String)> =
        items.into_iter().filter_map(|item| rank(&item).map(|rank| (rank, item))).collect();
    // Stable: what the vocabulary put first stays first.
    crate::base::sort::sort_by_key(&mut ranked, |(rank, _)| *rank);
    ranked.truncate(MOST);
    Completion {
        replaces: Span { start: place(start), end: place(text.len()) },
        items: ranked.into_iter().map(|(_, item)| item).collect(),
    }
}
