//! Commands as the AWS CLI reads them: options back to the members of a call's input.

use std::ops::Range;

use serde_json::{Map, Value};

use super::table::{SERVICES, call_of, is_own, kebab, members, operations};
use super::{cast, shorthand};
use crate::check::shape::{Holds, Member};
use crate::interop::shell::{Trouble, Word};
use crate::model::reader::nearest;
use crate::simulation::CallName;
use crate::texts::terminal::Problem;

/// How an answer is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// `--query`, with the place of each of its bytes.
    pub query: Option<(String, Vec<usize>)>,
    /// `--output text`, rather than json.
    pub text: bool,
    /// `--no-paginate`, or a page was asked for by itself: the first page only.
    pub one_page: bool,
}

/// What a command asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// A call.
    Call {
        /// Which.
        name: CallName,
        /// Its input.
        input: Value,
        /// What is wanted of its answer.
        output: Output,
    },
    /// The input's skeleton.
    Skeleton(CallName),
    /// Help.
    Help(Topic),
    /// The log is emptied.
    Clear,
    /// The terminal is closed.
    Exit,
}

/// What help is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The terminal itself.
    Terminal,
    /// The services.
    Services,
    /// A service's operations.
    Service(String),
    /// An operation's options.
    Operation(CallName),
}

type Read<T> = Result<T, Trouble>;

/// Options of the CLI itself that take a value and change nothing here.
const IGNORED: [&str; 9] = [
    "profile",
    "color",
    "endpoint-url",
    "ca-bundle",
    "cli-read-timeout",
    "cli-connect-timeout",
    "cli-binary-format",
    "cli-error-format",
    "page-size",
];
/// The same, without a value.
const IGNORED_FLAGS: [&str; 6] = [
    "debug",
    "no-verify-ssl",
    "no-sign-request",
    "no-cli-pager",
    "no-cli-auto-prompt",
    "cli-auto-prompt",
];
/// Options of the CLI that say something here.
pub const GLOBAL: [&str; 7] = [
    "region",
    "output",
    "query",
    "no-paginate",
    "cli-input-json",
    "generate-cli-skeleton",
    "no-cli-pager",
];
/// Options of the CLI that the playground does not have.
const ABSENT: [&str; 3] = ["cli-input-yaml", "max-items", "starting-token"];

fn trouble<T>(span: Range<usize>, problem: Problem) -> Read<T> {
    Err(Trouble { span, problem })
}

/// Whether the CLI would take it for an option: one that begins with `-`, but for numbers and for
/// what has a space in it.
pub fn is_option(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let number = |text: &str| match text.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part) && !part.is_empty(),
        None => digits(text),
    };
    let behind = text.strip_prefix('-').filter(|behind| !behind.is_empty());
    behind.is_some_and(|behind| !number(behind)) && !text.contains(' ')
}

/// Reads a command.
///
/// # Errors
/// The CLI would not understand it, or the playground does not have what it asks for.
pub fn read(words: &[Word], region: &str) -> Read<Request> {
    let Some((first, rest)) = words.split_first() else { return Ok(Request::Clear) };
    match first.text.as_str() {
        "aws" => aws(first, rest, region),
        "world" | "ec2" => service(first, rest, region),
        "help" | "?" => Ok(Request::Help(Topic::Terminal)),
        "clear" | "cls" => Ok(Request::Clear),
        "exit" | "logout" => Ok(Request::Exit),
        other => {
            let near = if SERVICES.contains(&other) {
                Some(format!("aws {other}"))
            } else {
                nearest(other, ["aws", "world", "help", "clear", "exit"].into_iter())
                    .map(str::to_owned)
            };
            let found = other.to_owned();
            trouble(first.span.clone(), Problem::NoSuchCommand { found, near })
        }
    }
}

/// Options that may stand before the service, too.
#[derive(Default)]
struct Globals {
    output: Output,
}

impl Globals {
    /// Reads the option at the head of `words`, if it is the CLI's own; how many words it took.
    fn take(&mut self, words: &[Word], region: &str) -> Read<Option<usize>> {
        let Some(word) = words.first() else { return Ok(None) };
        let Some(option) = word.text.strip_prefix("--") else { return Ok(None) };
        let (name, inline) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (option, None),
        };
        if ABSENT.contains(&name) {
            return trouble(word.span.clone(), Problem::NotHere(format!("--{name}")));
        }
        if IGNORED_FLAGS.contains(&name) {
            return Ok(Some(1));
        }
        if name == "no-paginate" {
            self.output.one_page = true;
            return Ok(Some(1));
        }
        if !IGNORED.contains(&name) && !["region", "output", "query"].contains(&name) {
            return Ok(None);
        }
        let next = words.get(1).filter(|next| !is_option(&next.text));
        let (value, span, used) = match (inline, next) {
            (Some(value), _) => (value, word.span.clone(), 1),
            (None, Some(next)) => (next.text.clone(), next.span.clone(), 2),
            (None, None) => {
                return trouble(word.span.clone(), Problem::NeedsValue(format!("--{name}")));
            }
        };
        match name {
            "region" if value != region => {
                return trouble(span, Problem::OtherRegion { asked: value, own: region.into() });
            }
            "output" if value == "text" => self.output.text = true,
            "output" if value != "json" => {
                return trouble(span, Problem::OtherOutput(value));
            }
            "query" => {
                let (word, from) =
                    if used == 2 { (&words[1], 0) } else { (word, "--query=".len()) };
                let places = (0..=value.len()).map(|at| word.place(from + at)).collect();
                self.output.query = Some((value, places));
                return Ok(Some(used));
            }
            _ => {}
        }
        Ok(Some(used))
    }
}

fn is_help(word: &Word) -> bool {
    ["help", "--help", "-h"].contains(&word.text.as_str())
}

fn aws(first: &Word, mut words: &[Word], region: &str) -> Read<Request> {
    let mut globals = Globals::default();
    while let Some(used) = globals.take(words, region)? {
        words = words.get(used..).unwrap_or_default();
    }
    match words.split_first() {
        None => trouble(first.span.clone(), Problem::WhichService),
        Some((word, _)) if is_help(word) => Ok(Request::Help(Topic::Services)),
        Some((word, rest)) if SERVICES.contains(&word.text.as_str()) => {
            within(word, rest, region, globals)
        }
        Some((word, _)) => {
            let found = word.text.clone();
            let near = if found == "world" {
                Some("world".to_owned())
            } else {
                nearest(&found, SERVICES.into_iter()).map(str::to_owned)
            };
            let problem = if is_option(&found) {
                Problem::UnknownOption { found, near: None }
            } else {
                Problem::UnknownService { found, near }
            };
            trouble(word.span.clone(), problem)
        }
    }
}

fn service(first: &Word, rest: &[Word], region: &str) -> Read<Request> {
    within(first, rest, region, Globals::default())
}

fn within(word: &Word, mut rest: &[Word], region: &str, mut globals: Globals) -> Read<Request> {
    let service = word.text.as_str();
    while let Some(used) = globals.take(rest, region)? {
        rest = rest.get(used..).unwrap_or_default();
    }
    let Some((asked, rest)) = rest.split_first() else {
        return trouble(word.span.clone(), Problem::WhichOperation(service.to_owned()));
    };
    if is_help(asked) {
        return Ok(Request::Help(Topic::Service(service.to_owned())));
    }
    let Some(name) = call_of(service, &asked.text) else {
        let known = operations(service, false);
        let near = nearest(&asked.text, known.iter().map(String::as_str)).map(str::to_owned);
        let near = near.or_else(|| closest(&asked.text, &known));
        let (service, found) = (service.to_owned(), asked.text.clone());
        let problem = Problem::UnknownOperation { service, found, near };
        return trouble(asked.span.clone(), problem);
    };
    if rest.first().is_some_and(is_help) {
        return Ok(Request::Help(Topic::Operation(name)));
    }
    options(name, asked, rest, region, globals)
}

/// The known word that shares most parts with what was written: `describe-service` has
/// `describe-services`, `services-describe` too.
fn closest(found: &str, known: &[String]) -> Option<String> {
    let parts: Vec<&str> = found.split('-').filter(|part| part.len() > 2).collect();
    let shared = |word: &String| {
        parts.iter().filter(|part| word.contains(part.trim_end_matches('s'))).count()
    };
    known.iter().filter(|word| shared(word) > 0).max_by_key(|word| shared(word)).cloned()
}

/// A value of an option, with its place.
struct Given<'a> {
    text: &'a str,
    word: &'a Word,
    /// Where the text begins in the word: behind the `=`.
    from: usize,
}

impl Given<'_> {
    fn span(&self) -> Range<usize> {
        self.word.place(self.from)..self.word.span.end
    }

    fn at(&self, byte: usize) -> Range<usize> {
        let from = self.word.place(self.from + byte);
        from..(from + 1)
            .max(self.word.place(self.from + byte + 1))
            .min(self.word.span.end.max(from))
    }
}

fn options(
    name: CallName,
    asked: &Word,
    mut rest: &[Word],
    region: &str,
    mut globals: Globals,
) -> Read<Request> {
    let known = members(name);
    let is_known = known.is_some();
    let table = known.unwrap_or_default();
    let mut input = Map::new();
    let mut whole: Option<Map<String, Value>> = None;
    while let Some((word, behind)) = rest.split_first() {
        if let Some(used) = globals.take(rest, region)? {
            rest = rest.get(used..).unwrap_or_default();
            continue;
        }
        let Some(option) = word.text.strip_prefix("--").filter(|_| is_option(&word.text)) else {
            let found = word.text.clone();
            let problem = if is_option(&found) {
                Problem::UnknownOption { found, near: None }
            } else {
                Problem::NotAnOption(found)
            };
            return trouble(word.span.clone(), problem);
        };
        let option = option.split_once('=').map_or(option, |(option, _)| option);
        let mut values: Vec<Given<'_>> = Vec::new();
        if let Some(at) = word.text.find('=') {
            values.push(Given { text: &word.text[at + 1..], word, from: at + 1 });
        }
        let count = behind.iter().take_while(|word| !is_option(&word.text)).count();
        let follow =
            || behind.iter().take(count).map(|w| Given { text: &w.text, word: w, from: 0 });
        rest = behind;
        let spelled = format!("--{option}");
        if option == "generate-cli-skeleton" {
            return Ok(Request::Skeleton(name));
        }
        let mut take = |values: &mut Vec<Given<'_>>, most: usize| {
            if values.is_empty() {
                let taken = count.min(most);
                rest = behind.get(taken..).unwrap_or_default();
                taken
            } else {
                0
            }
        };
        if option == "cli-input-json" {
            let taken = take(&mut values, 1);
            let value = values.pop().or_else(|| follow().take(taken).next());
            let Some(value) = value else {
                return trouble(word.span.clone(), Problem::NeedsValue(spelled));
            };
            not_a_file(&value)?;
            let read = json(&value, &spelled)?;
            let Value::Object(map) = read else {
                return trouble(value.span(), Problem::NotAnObject(spelled));
            };
            whole = Some(map);
            continue;
        }
        let named = |wanted: &str| table.iter().find(|member| kebab(member.name) == wanted);
        if let Some(member) = named(option) {
            let holds = member.of.holds();
            let most = match holds {
                Holds::Boolean => 0,
                Holds::List(_) | Holds::Anything => usize::MAX,
                _ => 1,
            };
            let taken = take(&mut values, most);
            let values: Vec<Given<'_>> =
                if values.is_empty() { follow().take(taken).collect() } else { values };
            let value = value(&holds, *member, &spelled, word, &values)?;
            input.insert(member.name.to_owned(), value);
            continue;
        }
        let negative = option.strip_prefix("no-").and_then(named);
        let flag = |member: &&Member| matches!(member.of.holds(), Holds::Boolean | Holds::Anything);
        if let Some(member) = negative.filter(flag) {
            input.insert(member.name.to_owned(), Value::Bool(false));
            continue;
        }
        if !is_known {
            let problem = Problem::NotSimulated(name.as_str().to_owned());
            return trouble(asked.span.clone(), problem);
        }
        let known: Vec<String> = table.iter().map(|member| kebab(member.name)).collect();
        let all = || known.iter().map(String::as_str).chain(GLOBAL);
        let near = nearest(option, all()).map(str::to_owned).or_else(|| closest(option, &known));
        let near = near.map(|near| format!("--{near}"));
        return trouble(word.span.clone(), Problem::UnknownOption { found: spelled, near });
    }
    let by_options = whole.is_none();
    let mut all = whole.unwrap_or_default();
    all.extend(input);
    let absent = missing(&table, &all);
    if by_options && !absent.is_empty() {
        return trouble(asked.span.clone(), Problem::Required(absent));
    }
    globals.output.one_page |= all.contains_key("maxResults") || all.contains_key("nextToken");
    Ok(Request::Call { name, input: Value::Object(all), output: globals.output })
}

/// The options that must be given and are not.
pub fn missing(table: &[Member], input: &Map<String, Value>) -> Vec<String> {
    let absent =
        |member: &&Member| member.required && input.get(member.name).is_none_or(Value::is_null);
    table.iter().filter(absent).map(|member| format!("--{}", kebab(member.name))).collect()
}

fn not_a_file(given: &Given<'_>) -> Read<()> {
    if given.text.starts_with("file://") || given.text.starts_with("fileb://") {
        return trouble(given.span(), Problem::FromFile);
    }
    Ok(())
}

fn json(given: &Given<'_>, option: &str) -> Read<Value> {
    serde_json::from_str(given.text).map_err(|error| {
        let lines = given.text.split_inclusive('\n').take(error.line().saturating_sub(1));
        let at = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
        let at = at.min(given.text.len());
        let at = (0..=at).rev().find(|at| given.text.is_char_boundary(*at)).unwrap_or(0);
        Trouble { span: given.at(at), problem: Problem::NotJson(option.to_owned()) }
    })
}

/// A structure, or anything: JSON where it begins so, else shorthand.
fn structure(given: &Given<'_>, option: &str) -> Read<Value> {
    not_a_file(given)?;
    if given.text.trim_start().starts_with(['{', '[']) {
        return json(given, option);
    }
    shorthand::read(given.text).map_err(|wrong| {
        let option = option.to_owned();
        let problem = Problem::Shorthand { option, expected: wrong.expected };
        Trouble { span: given.at(wrong.at), problem }
    })
}

/// The value of an option, as the API's model has it.
fn value(
    holds: &Holds,
    member: Member,
    option: &str,
    word: &Word,
    values: &[Given<'_>],
) -> Read<Value> {
    let cast = |value: Value, given: &Given<'_>| {
        cast::cast(member.of, value)
            .map_err(|text| Trouble { span: given.span(), problem: Problem::NotANumber(text) })
    };
    if *holds == Holds::Boolean {
        // A flag: the CLI takes no value for it.
        return match values.first() {
            Some(value) => trouble(value.span(), Problem::TakesNoValue(option.to_owned())),
            None => Ok(Value::Bool(true)),
        };
    }
    let Some(first) = values.first() else {
        return match holds {
            Holds::List(_) => Ok(Value::Array(Vec::new())),
            Holds::Anything => Ok(Value::Bool(true)),
            _ => trouble(word.span.clone(), Problem::NeedsValue(option.to_owned())),
        };
    };
    match holds {
        Holds::List(_) if values.len() == 1 && first.text.trim_start().starts_with('[') => {
            not_a_file(first)?;
            json(first, option)
        }
        Holds::List(of) => {
            let mut list = Vec::new();
            for given in values {
                not_a_file(given)?;
                let value = match of.holds() {
                    Holds::Structure(_) | Holds::Map(_) | Holds::List(_) => {
                        structure(given, option)?
                    }
                    Holds::Anything if given.text.contains(['=', '{', '[']) => {
                        structure(given, option)?
                    }
                    _ => given.text.into(),
                };
                let value = cast::cast(*of, value).map_err(|text| Trouble {
                    span: given.span(),
                    problem: Problem::NotANumber(text),
                })?;
                list.push(value);
            }
            Ok(Value::Array(list))
        }
        Holds::Structure(_) | Holds::Map(_) => {
            let value = structure(first, option)?;
            cast(value, first)
        }
        Holds::Anything if first.text.contains(['=', '{', '[']) => structure(first, option),
        Holds::Text | Holds::Word(_) | Holds::Anything => {
            not_a_file(first)?;
            Ok(first.text.into())
        }
        _ => cast(first.text.into(), first),
    }
}

/// Whether a comment's text, behind the `#`, is one of the playground's own commands, which AWS's CLI
/// would not understand: the list of calls as commands writes them so.
pub fn is_own_command(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (Some(service), Some(operation)) = (words.next(), words.next()) else { return false };
    text.starts_with(' ') && call_of(service, operation).is_some_and(is_own)
}
