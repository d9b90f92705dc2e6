//! Calls as AWS CLI commands that run unchanged in a shell.
//!
//! Plain values stand in options of their own, as people write them; lists and objects as JSON in
//! single quotes. Where a value would mean something else to the CLI (it reads `file://…` from the
//! disk, takes `-x` for an option) the whole input goes through `--cli-input-json`, which means
//! just what it says.

use serde_json::Value;

use crate::simulation::Call;

/// `RunTask` → `run-task`, `enableECSManagedTags` → `enable-ecs-managed-tags`, as the CLI does.
fn kebab(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 8);
    for (n, letter) in letters.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| letters.get(n));
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                !before.is_ascii_uppercase()
                    || letters.get(n + 1).is_some_and(char::is_ascii_lowercase)
            });
        if begins {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// One word of a POSIX shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.:/@%+,-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The CLI takes the text as it is: no option, no file, no character that a shell cannot pass on.
fn is_taken_literally(text: &str) -> bool {
    !text.starts_with('-') && !text.contains("://") && !text.contains('\0') && !text.is_empty()
}

fn option(name: &str, value: &Value) -> Option<String> {
    let name = kebab(name);
    Some(match value {
        Value::Bool(true) => format!("--{name}"),
        Value::Bool(false) => format!("--no-{name}"),
        Value::Number(number) => format!("--{name} {number}"),
        Value::String(text) if is_taken_literally(text) => format!("--{name} {}", quoted(text)),
        Value::Array(_) | Value::Object(_) => format!("--{name} {}", quoted(&value.to_string())),
        Value::String(_) | Value::Null => return None,
    })
}

/// One call as a command; calls that no AWS CLI knows stand as comments.
pub fn command(call: &Call, region: &str) -> String {
    let name = call.name.as_str();
    let (service, operation) = name.split_once(':').unwrap_or(("world", name));
    // `ec2:RunInstances` is the playground's own shape of it (design, section 2).
    if service == "world" || service == "ec2" {
        return format!("# {name} {}\n", call.input);
    }
    let head = format!("aws {service} {} --region {region}", kebab(operation));
    let Value::Object(input) = &*call.input else {
        return format!("{head} --cli-input-json {}\n", quoted(&call.input.to_string()));
    };
    let written = input.iter().filter(|(_, value)| !value.is_null());
    let options: Option<Vec<String>> = written.map(|(name, value)| option(name, value)).collect();
    match options {
        Some(options) => {
            let lines: Vec<String> = std::iter::once(head).chain(options).collect();
            lines.join(" \\\n  ") + "\n"
        }
        None => format!("{head} \\\n  --cli-input-json {}\n", quoted(&call.input.to_string())),
    }
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
            "# world:StopInstance {\"cluster\":\"demo\",\"x\":\"a\\nb\"}\n"
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
