//! What may stand at the cursor of a command: services, operations, options, words of the API, and
//! names of things in the world, which the caller knows.

use std::ops::Range;

use super::read::{GLOBAL, is_option};
use super::table::{SERVICES, call_of, is_own, kebab, members, operations};
use crate::check::shape::{Holds, Member};
use crate::interop::shell::{self, Word, quoted};
use crate::simulation::CallName;

/// The kinds of things that an option may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Clusters.
    Clusters,
    /// Services of the cluster.
    Services,
    /// Task definitions, with their revisions.
    Definitions,
    /// Families.
    Families,
    /// Container instances, by id.
    Instances,
    /// Container instances, by number.
    Numbers,
    /// Tasks.
    Tasks,
    /// Capacity providers.
    Providers,
    /// Auto Scaling groups.
    Groups,
    /// Availability Zones.
    Zones,
}

/// What may be put in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// The part of the text that an item replaces.
    pub replaces: Range<usize>,
    /// The items, as they are written.
    pub items: Vec<String>,
}

/// The names of a kind, in the cluster that the command names, if it names one.
pub type Known<'a> = &'a dyn Fn(Names, Option<&str>) -> Vec<String>;

/// What the values of an option name; `None` = nothing of the world.
fn names(name: CallName, member: &str) -> Option<Names> {
    let own = is_own(name);
    let creates = name.operation();
    Some(match member {
        "cluster" | "clusters" => Names::Clusters,
        "service" | "services" => Names::Services,
        "serviceName" if creates != "CreateService" => Names::Services,
        "taskDefinition" | "taskDefinitions" => Names::Definitions,
        "family" if creates == "RegisterTaskDefinition" => return None,
        "family" | "familyPrefix" => Names::Families,
        "containerInstance" | "containerInstances" if own => Names::Numbers,
        "containerInstance" | "containerInstances" => Names::Instances,
        "task" | "tasks" => Names::Tasks,
        "capacityProvider" | "capacityProviders" => Names::Providers,
        "AutoScalingGroupName" if creates != "CreateAutoScalingGroup" => Names::Groups,
        "availabilityZone" | "availabilityZones" | "AvailabilityZones" => Names::Zones,
        _ => return None,
    })
}

/// The words of the command that the cursor stands in, and what is begun of the next one.
fn words_before(text: &str, cursor: usize) -> (Vec<Word>, Word) {
    let head = text.get(..cursor).unwrap_or(text);
    let script = shell::read(head, &super::read::is_own_command);
    let open = Word { span: cursor..cursor, ..Word::default() };
    // Within a quote nothing is known of the word.
    if script.trouble.is_some() {
        return (Vec::new(), Word { text: "\0".to_owned(), ..open });
    }
    let Some(mut words) = script.commands.into_iter().next_back() else {
        return (Vec::new(), open);
    };
    match words.last() {
        Some(last) if last.span.end == cursor => {
            let last = words.pop().unwrap_or_default();
            (words, last)
        }
        // The command before has ended.
        Some(last)
            if head.get(last.span.end..).is_some_and(|rest| {
                rest.trim_start_matches([' ', '\t', '\\', '\n', '\r']).is_empty()
                    && !ends_command(rest)
            }) =>
        {
            (words, open)
        }
        _ => (Vec::new(), open),
    }
}

/// Whether a newline that no `\` stands before, or a `;`, is in it.
fn ends_command(rest: &str) -> bool {
    let bare = rest.replace("\\\r\n", "").replace("\\\n", "");
    bare.contains(['\n', ';'])
}

/// As a word of a command that is not its first.
fn as_word(item: &str) -> String {
    match item.split_once('=') {
        Some((key, value)) if !key.is_empty() && quoted(key) == key && value.is_empty() => {
            item.to_owned()
        }
        Some((key, value)) if !key.is_empty() && quoted(key) == key && quoted(value) == value => {
            item.to_owned()
        }
        _ => quoted(item),
    }
}

/// What may stand at the cursor.
pub fn complete(text: &str, cursor: usize, known: Known<'_>) -> Completion {
    let (words, begun) = words_before(text, cursor);
    let mut items = candidates(&words, &begun.text, known);
    let plain = begun.text.as_str();
    items.retain(|item| item.starts_with(plain) && item != plain);
    let items = items.into_iter().map(|item| as_word(&item)).collect();
    Completion { replaces: begun.span, items }
}

fn all(of: &[&str]) -> Vec<String> {
    of.iter().map(|word| (*word).to_owned()).collect()
}

fn candidates(words: &[Word], begun: &str, known: Known<'_>) -> Vec<String> {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let (service, rest) = match texts.as_slice() {
        [] => return all(&["aws", "world", "help", "clear", "exit"]),
        ["aws"] => {
            let mut out = all(&SERVICES);
            out.push("help".to_owned());
            return out;
        }
        ["aws", service, rest @ ..] | [service @ ("world" | "ec2"), rest @ ..] => (*service, rest),
        _ => return Vec::new(),
    };
    let Some((operation, rest)) = rest.split_first() else {
        return operations(service, true);
    };
    let Some(name) = call_of(service, operation) else { return Vec::new() };
    let table = members(name).unwrap_or_default();
    let option_of = |word: &str| {
        let bare = word.strip_prefix("--")?;
        table.iter().find(|member| kebab(member.name) == bare).copied()
    };
    let at = rest.iter().rposition(|word| is_option(word));
    let given = at.and_then(|at| rest.get(at).map(|word| (*word, rest.len() - at - 1)));
    if let Some((word, behind)) = given {
        let member = option_of(word);
        let list = member.is_some_and(|m| matches!(m.of.holds(), Holds::List(_)));
        if !begun.starts_with("--") && (behind == 0 || list) {
            let values = values(name, word, member, rest, known);
            // A list may go on, and may end.
            if behind == 0 || !values.is_empty() {
                return values;
            }
        }
    }
    let used = |name: &str| rest.iter().any(|word| word.strip_prefix("--") == Some(name));
    let mut required: Vec<String> = Vec::new();
    let mut other: Vec<String> = Vec::new();
    for member in &table {
        let name = kebab(member.name);
        if used(&name) {
            continue;
        }
        if member.required { &mut required } else { &mut other }.push(format!("--{name}"));
        if matches!(member.of.holds(), Holds::Boolean) && begun.starts_with("--no-") {
            other.push(format!("--no-{name}"));
        }
    }
    if begun.starts_with("--") {
        other.extend(GLOBAL.iter().filter(|name| !used(name)).map(|name| format!("--{name}")));
    }
    required.extend(other);
    required
}

fn values(
    name: CallName,
    word: &str,
    member: Option<Member>,
    rest: &[&str],
    known: Known<'_>,
) -> Vec<String> {
    if word == "--output" {
        return all(&["json", "text"]);
    }
    let Some(member) = member else { return Vec::new() };
    let at = rest.iter().rposition(|given| *given == "--cluster");
    let cluster = at.and_then(|at| rest.get(at + 1)).copied();
    if let Some(kind) = names(name, member.name) {
        let given: Vec<&str> =
            rest.iter().rev().take_while(|given| !is_option(given)).copied().collect();
        let mut out = known(kind, cluster);
        out.retain(|name| !given.contains(&name.as_str()));
        return out;
    }
    let holds = match member.of.holds() {
        Holds::List(of) => of.holds(),
        holds => holds,
    };
    match holds {
        Holds::Word(words) => all(&words),
        Holds::Structure(shape) => {
            // The beginning of a shorthand: its first member's words.
            let first = shape.table().next();
            let words = first.map(|first| (first, first.of.holds()));
            match words {
                Some((first, Holds::Word(words))) => {
                    words.iter().map(|word| format!("{}={word}", first.name)).collect()
                }
                Some((first, _)) => vec![format!("{}=", first.name)],
                None => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(kind: Names, cluster: Option<&str>) -> Vec<String> {
        match kind {
            Names::Clusters => vec!["demo".to_owned(), "dev".to_owned()],
            Names::Services => vec![format!("web-of-{}", cluster.unwrap_or("?"))],
            Names::Numbers => vec!["#1".to_owned(), "#2".to_owned()],
            _ => Vec::new(),
        }
    }

    #[test]
    fn what_may_come_next() {
        for (text, items) in [
            ("", &["aws", "world", "help", "clear", "exit"][..]),
            ("a", &["aws"]),
            ("aws e", &["ecs", "ec2"]),
            ("aws ecs desc", &["describe-capacity-providers", "describe-clusters"]),
            ("world stop-", &["stop-container", "stop-instance"]),
            ("aws ecs stop-task ", &["--task", "--cluster", "--reason"]),
            ("aws ecs list-tasks --cluster d", &["demo", "dev"]),
            ("aws ecs list-tasks --cluster demo --service-name ", &["web-of-demo"]),
            ("aws ecs create-service --service-name ", &[]),
            ("aws ecs describe-clusters --clusters demo ", &["dev"]),
            ("world stop-instance --container-instance ", &["'#1'", "'#2'"]),
            ("aws ecs list-tasks --launch-type F", &["FARGATE"]),
            (
                "aws ecs create-service --placement-strategy ",
                &["type=random", "type=spread", "type=binpack"],
            ),
            (
                "aws ecs run-task --no-en",
                &["--no-enable-ecs-managed-tags", "--no-enable-execute-command"],
            ),
            ("aws ecs run-task --out", &["--output"]),
            ("aws ecs list-clusters; aws ec", &["ecs", "ec2"]),
            ("aws ecs list-clusters\n", &["aws", "world"]),
            ("aws ecs stop-task \\\n ", &["--task"]),
            ("aws ecs stop-task --cluster 'de", &[]),
            ("kubectl ", &[]),
        ] {
            let found = complete(text, text.len(), &known);
            let begun: Vec<&str> =
                found.items.iter().map(String::as_str).take(items.len()).collect();
            assert_eq!(begun, items, "{text}");
            assert!(!items.is_empty() || found.items.is_empty(), "{text}: {:?}", found.items);
            assert!(text.get(found.replaces).is_some());
        }
    }
}
