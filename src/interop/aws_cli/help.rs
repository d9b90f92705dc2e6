//! What `help` says: the terminal, a service, an operation.

use super::read::Topic;
use super::table::{SERVICES, is_own, kebab, members, operations, parts};
use crate::check::shape::{Holds, Of};
use crate::texts::Lang;
use crate::texts::terminal::{Say, say};

/// An option's value, as its help writes it.
fn kind(of: Of) -> String {
    match of.holds() {
        Holds::Text => "<text>".to_owned(),
        Holds::Word(words) => words.join(" | "),
        Holds::Boolean => String::new(),
        Holds::Whole | Holds::Decimal => "<number>".to_owned(),
        Holds::List(of) => match kind(of) {
            item if item.contains(' ') => format!("({item}) …"),
            item => format!("{item} …"),
        },
        Holds::Map(_) => "key=value,…".to_owned(),
        Holds::Structure(shape) => {
            let names: Vec<&str> = shape.table().map(|member| member.name).take(3).collect();
            let more = if shape.table().count() > 3 { ",…" } else { "" };
            format!("{}{more}", names.iter().map(|n| format!("{n}=")).collect::<Vec<_>>().join(","))
        }
        Holds::Anything => "<json>".to_owned(),
    }
}

fn columns(names: &[String]) -> String {
    names.iter().map(|name| format!("  {name}\n")).collect()
}

/// The help on a topic.
pub fn help(lang: Lang, topic: &Topic) -> String {
    match topic {
        Topic::Terminal => say(lang, Say::Help).to_owned(),
        Topic::Services => {
            let names: Vec<String> = SERVICES.map(|name| format!("aws {name}")).to_vec();
            format!("{}\n{}", say(lang, Say::Services), columns(&names))
        }
        Topic::Service(service) => {
            let names = operations(service, true);
            let head = if *service == "world" || *service == "ec2" {
                format!("{}\n", say(lang, Say::OwnHelp))
            } else {
                String::new()
            };
            format!("{head}{}\n{}", say(lang, Say::Operations), columns(&names))
        }
        Topic::Operation(name) => {
            let (service, operation) = parts(*name);
            let prefix = if service == "world" { "" } else { "aws " };
            let mut out = format!("{prefix}{service} {operation}\n");
            if is_own(*name) {
                out += say(lang, Say::OwnHelp);
                out.push('\n');
            }
            if !name.is_simulated() {
                out += say(lang, Say::NotPlayed);
                out.push('\n');
            }
            let table = members(*name).unwrap_or_default();
            for (required, head) in [(true, Say::Required), (false, Say::Optional)] {
                let mut list = table.iter().filter(|member| member.required == required).peekable();
                if list.peek().is_some() {
                    out += say(lang, head);
                    out.push('\n');
                }
                for member in list {
                    let negative = matches!(member.of.holds(), Holds::Boolean);
                    let name = kebab(member.name);
                    let name =
                        if negative { format!("--[no-]{name}") } else { format!("--{name}") };
                    out += format!("  {name} {}", kind(member.of)).trim_end();
                    out.push('\n');
                }
            }
            out
        }
    }
}
