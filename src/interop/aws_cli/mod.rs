//! Calls as AWS CLI commands that run unchanged in a shell, and commands back to calls.
//!
//! Plain values stand in options of their own, as people write them; lists and objects as JSON in
//! single quotes. Where a value would mean something else to the CLI (it reads `file://…` from the
//! disk, takes `-x` for an option), or is none that its option could give, the whole input goes
//! through `--cli-input-json`, which means just what it says.

mod cast;
pub mod complete;
pub mod help;
pub mod read;
mod shorthand;
pub mod skeleton;
pub mod table;

use serde_json::Value;

use super::shell::{self, Script, quoted};
use crate::check::shape::{Holds, Member};
use crate::simulation::Call;
pub use read::{Output, Request, Topic, read};
use table::{is_own, kebab, members, parts};

/// Reads a script's words; comments that are the playground's own commands are commands.
pub fn script(text: &str) -> Script {
    shell::read(text, &read::is_own_command)
}

/// The CLI takes the text as it is: no option, no file, no character that a shell cannot pass on.
fn is_taken_literally(text: &str) -> bool {
    !text.starts_with('-') && !text.contains("://") && !text.contains('\0') && !text.is_empty()
}

/// The option, if the CLI makes just this value of it.
fn option(member: Member, value: &Value) -> Option<String> {
    let name = kebab(member.name);
    Some(match (member.of.holds(), value) {
        (Holds::Boolean | Holds::Anything, Value::Bool(true)) => format!("--{name}"),
        (Holds::Boolean | Holds::Anything, Value::Bool(false)) => format!("--no-{name}"),
        (Holds::Whole, Value::Number(number)) if number.is_i64() => format!("--{name} {number}"),
        (Holds::Decimal, Value::Number(number)) => format!("--{name} {number}"),
        (Holds::Text | Holds::Word(_), Value::String(text)) if is_taken_literally(text) => {
            format!("--{name} {}", quoted(text))
        }
        (Holds::Anything, Value::String(text))
            if is_taken_literally(text) && !text.contains(['=', '{', '[']) =>
        {
            format!("--{name} {}", quoted(text))
        }
        (Holds::List(_) | Holds::Anything, Value::Array(_))
        | (Holds::Map(_) | Holds::Structure(_) | Holds::Anything, Value::Object(_)) => {
            format!("--{name} {}", quoted(&value.to_string()))
        }
        _ => return None,
    })
}

/// The options, if they say all of the input.
fn options(call: &Call) -> Option<Vec<String>> {
    let Value::Object(input) = &*call.input else { return None };
    let table = members(call.name)?;
    if !read::missing(&table, input).is_empty() {
        return None;
    }
    let written = input.iter().filter(|(_, value)| !value.is_null());
    let option = |(name, value): (&String, &Value)| {
        let member = table.iter().find(|member| member.name == name)?;
        option(*member, value)
    };
    written.map(option).collect()
}

/// One call as a command; calls that no AWS CLI knows stand as comments, which the playground's own
/// terminal reads.
pub fn command(call: &Call, region: &str) -> String {
    let (service, operation) = parts(call.name);
    let own = is_own(call.name);
    // A comment ends with its line.
    let options = options(call)
        .filter(|all| !own || all.iter().all(|option| !option.contains(['\n', '\r'])))
        .unwrap_or_else(|| vec![format!("--cli-input-json {}", quoted(&call.input.to_string()))]);
    if own {
        let head = format!("# {service} {operation}");
        return std::iter::once(head).chain(options).collect::<Vec<_>>().join(" ") + "\n";
    }
    let head = format!("aws {service} {operation} --region {region}");
    std::iter::once(head).chain(options).collect::<Vec<_>>().join(" \\\n  ") + "\n"
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::rc::Rc;

    use serde_json::json;

    use super::*;
    use crate::base::{Seed, SimTime};
    use crate::simulation::CallName;

    fn call(name: &str, input: Value) -> Call {
        let name = CallName::parse(name).expect("a call");
        Call { at: SimTime::ZERO, name, input: Rc::new(input) }
    }

    #[test]
    fn names_are_written_as_the_cli_writes_them() {
        for (name, kebabed) in [
            ("RunTask", "run-task"),
            ("enableECSManagedTags", "enable-ecs-managed-tags"),
            ("serviceName", "service-name"),
            ("availabilityZoneRebalancing", "availability-zone-rebalancing"),
            ("ServiceNamespace", "service-namespace"),
            ("UpdateContainerInstancesState", "update-container-instances-state"),
        ] {
            assert_eq!(kebab(name), kebabed);
        }
    }

    #[test]
    fn a_command_reads_as_people_write_it() {
        let input = json!({ "cluster": "demo", "serviceName": "web", "desiredCount": 6,
            "enableExecuteCommand": false,
            "placementStrategy": [{ "type": "spread", "field": "instanceId" }] });
        assert_eq!(
            command(&call("ecs:CreateService", input), "ap-northeast-1"),
            "aws ecs create-service --region ap-northeast-1 \\\n  --cluster demo \\\n  \
             --service-name web \\\n  --desired-count 6 \\\n  --no-enable-execute-command \\\n  \
             --placement-strategy '[{\"type\":\"spread\",\"field\":\"instanceId\"}]'\n"
        );
        let own = call("world:StopInstance", json!({ "cluster": "demo", "x": "a\nb" }));
        assert_eq!(
            command(&own, "r"),
            "# world stop-instance --cli-input-json '{\"cluster\":\"demo\",\"x\":\"a\\nb\"}'\n"
        );
        let own = call("world:StopInstance", json!({"cluster": "demo", "containerInstance": "#1"}));
        assert_eq!(
            command(&own, "r"),
            "# world stop-instance --cluster demo --container-instance '#1'\n"
        );
    }

    /// What a stub called `aws` is given when a shell runs the commands.
    fn arguments(script: &str, run: &str) -> Option<Vec<Vec<String>>> {
        let folder = std::env::temp_dir().join(format!("aws-stub-{}-{run}", std::process::id()));
        std::fs::create_dir_all(&folder).ok()?;
        let stub = folder.join("aws");
        std::fs::write(&stub, "#!/bin/sh\nprintf '%s\\0' \"$@\"\nprintf '\\001'\n").ok()?;
        Command::new("chmod").arg("+x").arg(&stub).status().ok()?;
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").ok()?);
        let output = Command::new("sh").arg("-c").arg(script).env("PATH", path).output();
        let _ = std::fs::remove_dir_all(&folder);
        let output = output.ok()?;
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let commands = text.split_terminator('\u{1}');
        Some(commands.map(|c| c.split_terminator('\0').map(str::to_owned).collect()).collect())
    }

    /// The value that the CLI would make of a command's arguments.
    fn value_of(arguments: &[String], input: &Value) -> Value {
        let rest = &arguments[4..];
        if rest[0] == "--cli-input-json" {
            return serde_json::from_str(&rest[1]).expect("JSON");
        }
        let mut map = serde_json::Map::new();
        let mut at = 0;
        for (key, value) in input.as_object().expect("an object") {
            let name = kebab(key);
            let read = match value {
                Value::Bool(flag) => {
                    let expected = if *flag { format!("--{name}") } else { format!("--no-{name}") };
                    assert_eq!(rest[at], expected);
                    at += 1;
                    value.clone()
                }
                Value::String(_) => {
                    assert_eq!(rest[at], format!("--{name}"));
                    at += 2;
                    Value::from(rest[at - 1].as_str())
                }
                _ => {
                    assert_eq!(rest[at], format!("--{name}"));
                    at += 2;
                    serde_json::from_str(&rest[at - 1]).expect("JSON")
                }
            };
            map.insert(key.clone(), read);
        }
        assert_eq!(at, rest.len());
        Value::Object(map)
    }

    /// Run by a real shell, every argument arrives as it was: quotes, spaces, dollars, newlines.
    #[test]
    fn a_shell_passes_on_what_was_written() {
        let pieces = [
            "'",
            "\"",
            " ",
            "\\",
            "$HOME",
            "`id`",
            "!",
            "\n",
            "\t",
            "*",
            "~",
            "#",
            ";",
            "&",
            "|",
            "{a,b}",
            "網路",
            "\u{1f6a2}",
            "-",
            "--x",
            "file://a",
            "=",
            "%s",
            "\r",
            "a",
            "1",
            "\u{7}",
        ];
        let mut inputs = vec![json!({}), json!({ "group": "", "count": 1 })];
        for n in 0..200_u64 {
            let piece = |purpose: &str| {
                let drawn = crate::base::Draw::new(Seed(n), purpose).value();
                pieces[usize::try_from(drawn).unwrap_or(0) % pieces.len()]
            };
            let text: String = ["a", "b", "c"].iter().map(|purpose| piece(purpose)).collect();
            inputs.push(json!({ "group": text, "count": n, "enableECSManagedTags": n % 2 == 0,
                "overrides": { "containerOverrides": [{ "name": text, "command": [text, ""] }] } }));
        }
        let calls: Vec<Call> =
            inputs.iter().map(|input| call("ecs:RunTask", input.clone())).collect();
        let mut script: String = calls.iter().map(|c| command(c, "ap-northeast-1")).collect();
        script.push_str(&command(&call("world:StopInstance", json!({ "x": "'\n$(id)" })), "r"));
        let Some(ran) = arguments(&script, "all") else {
            println!("skipped: no shell here");
            return;
        };
        assert_eq!(ran.len(), inputs.len());
        for (arguments, input) in ran.iter().zip(&inputs) {
            let head = ["ecs", "run-task", "--region", "ap-northeast-1"];
            assert_eq!(arguments[..4], head);
            if input.as_object().is_some_and(|map| !map.is_empty()) {
                assert_eq!(value_of(arguments, input), *input);
            }
        }
    }
}
