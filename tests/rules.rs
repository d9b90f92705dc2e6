//! The table of rules and their state, made from our own sources: which rule of the reference is
//! cited in which code, and in which test. `BLESS=1` writes RULES.md anew.

#![allow(clippy::expect_used, reason = "a test that cannot read its sources fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ecs_playground::model::catalog::quota::{QUOTAS, Unplayed};
use ecs_playground::simulation::service_event::{ServiceMessage, UnplacedReason};

const FAMILIES: [&str; 11] = ["CM", "CP", "CQL", "LC", "LT", "NM", "PL", "PR", "QT", "SV", "TD"];

type Rule = (usize, u32, String);

/// Rules named in a text: `PL-53`, `LC-28g`.
fn rules(text: &str) -> BTreeSet<Rule> {
    let mut out = BTreeSet::new();
    for (family, name) in FAMILIES.iter().enumerate() {
        for (at, _) in text.match_indices(&format!("{name}-")) {
            if text[..at].ends_with(|c: char| c.is_ascii_alphanumeric()) {
                continue;
            }
            let rest = &text[at + name.len() + 1..];
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let Ok(number) = digits.parse::<u32>() else { continue };
            let letter = rest[digits.len()..].chars().next();
            let after = rest[digits.len()..].chars().nth(1);
            let letter = letter
                .filter(|c| c.is_ascii_lowercase())
                .filter(|_| !after.is_some_and(|c| c.is_ascii_alphanumeric()));
            let letter = letter.map(String::from).unwrap_or_default();
            // One spelling: the reference writes QT-01, and SV-1.
            let width = if *name == "QT" { 2 } else { 1 };
            out.insert((family, number, format!("{name}-{number:0width$}{letter}")));
        }
    }
    out
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "json") {
            out.push(path);
        }
    }
    out.sort();
}

/// The table: a row a rule that the code or a test cites.
fn table() -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in ["src", "tests"] {
        files(&root.join(folder), &mut all);
    }
    let mut code: BTreeMap<Rule, BTreeSet<String>> = BTreeMap::new();
    let mut tests: BTreeMap<Rule, BTreeSet<String>> = BTreeMap::new();
    // This file names rules to say what is not shown.
    for path in all.into_iter().filter(|path| !path.ends_with("tests/rules.rs")) {
        let text = fs::read_to_string(&path).expect("a source");
        let name = path.strip_prefix(&root).expect("inside").display().to_string();
        let is_test =
            name.starts_with("tests/") || name.contains("/tests/") || name.ends_with("tests.rs");
        let (body, test) = match text.split_once("#[cfg(test)]") {
            Some((body, test)) if !is_test => (body.to_owned(), test.to_owned()),
            _ if is_test => (String::new(), text.clone()),
            _ => (text.clone(), String::new()),
        };
        // Names of test functions write the rule in small letters: pl_52_….
        let small = test.replace("fn ", " ").to_uppercase().replace('_', "-");
        for rule in rules(&body) {
            code.entry(rule).or_default().insert(name.clone());
        }
        for rule in rules(&test).into_iter().chain(rules(&small)) {
            tests.entry(rule).or_default().insert(name.clone());
        }
    }
    let ids: BTreeSet<Rule> = code.keys().chain(tests.keys()).cloned().collect();
    let mut out = String::from(
        "# Rules and their state\n\n\
         Made by `tests/rules.rs` from our own sources (`BLESS=1 cargo test --test rules`). A rule of the reference that \
         is not listed is not played yet. *played* = cited in code and shown by a test; *in code* = cited in code, \
         shown by no test that names it; *test only* = named by a test alone.\n\n\
         | rule | state | code | tests |\n|---|---|---|---|\n",
    );
    let list = |map: &BTreeMap<Rule, BTreeSet<String>>, id: &Rule| {
        map.get(id).map(|f| f.iter().cloned().collect::<Vec<_>>().join(", ")).unwrap_or_default()
    };
    for id in ids {
        let state = match (code.contains_key(&id), tests.contains_key(&id)) {
            (true, true) => "played",
            (true, false) => "in code",
            _ => "test only",
        };
        out.push_str(&format!(
            "| {} | {state} | {} | {} |\n",
            id.2,
            list(&code, &id),
            list(&tests, &id)
        ));
    }
    out.push_str(&service_events(&tests));
    out
}

/// One of each service message, and the next one: the compiler knows them all.
fn message_after(last: Option<&ServiceMessage>) -> Option<ServiceMessage> {
    use ServiceMessage as M;
    let (ids, arn, zone): (Rc<[u128]>, Rc<str>, Rc<str>) =
        ([0].into(), "{arn}".into(), "{zone}".into());
    let zones: Rc<[(Rc<str>, u32)]> = [(Rc::clone(&zone), 1), (Rc::clone(&zone), 1)].into();
    let unplaced = |reason| M::Unplaced { nearest: 0, reason };
    Some(match last {
        None => M::Steady,
        Some(M::Steady) => M::Started(ids),
        Some(M::Started(_)) => M::StartedReplacing(ids, 1),
        Some(M::StartedReplacing(..)) => M::StoppedRunning(ids),
        Some(M::StoppedRunning(_)) => M::StoppedPending(1),
        Some(M::StoppedPending(_)) => M::Registered(1, arn),
        Some(M::Registered(..)) => M::Deregistered(1, arn),
        Some(M::Deregistered(..)) => M::Draining(1),
        Some(M::Draining(_)) => M::DeploymentCompleted(0),
        Some(M::DeploymentCompleted(_)) => M::DeploymentFailed(0),
        Some(M::DeploymentFailed(_)) => M::DeploymentFailedByAlarm(0),
        Some(M::DeploymentFailedByAlarm(_)) => M::RollingBack(0),
        Some(M::RollingBack(_)) => unplaced(UnplacedReason::Cpu),
        Some(M::Unplaced { reason, .. }) => match reason {
            UnplacedReason::Cpu => unplaced(UnplacedReason::Memory),
            UnplacedReason::Memory => unplaced(UnplacedReason::Ports),
            UnplacedReason::Ports => unplaced(UnplacedReason::Attribute),
            UnplacedReason::Attribute => unplaced(UnplacedReason::Agent),
            UnplacedReason::Agent => unplaced(UnplacedReason::Location),
            UnplacedReason::Location => unplaced(UnplacedReason::Eni),
            UnplacedReason::Eni => unplaced(UnplacedReason::Gpu),
            UnplacedReason::Gpu => unplaced(UnplacedReason::MemberOf),
            UnplacedReason::MemberOf => unplaced(UnplacedReason::DistinctInstance),
            UnplacedReason::DistinctInstance => M::NoInstances,
        },
        Some(M::NoInstances) => M::DeploymentStuck,
        Some(M::DeploymentStuck) => M::StartImpaired,
        Some(M::StartImpaired) => M::Throttled,
        Some(M::Throttled) => M::FargateTaskLimit,
        Some(M::FargateTaskLimit) => M::FargateVcpuLimit,
        Some(M::FargateVcpuLimit) => M::FargateCapacity,
        Some(M::FargateCapacity) => M::NoInstancesInProvider,
        Some(M::NoInstancesInProvider) => M::ProvisioningLimit,
        Some(M::ProvisioningLimit) => M::Protected(1),
        Some(M::Protected(_)) => M::NotBalanced(zones),
        Some(M::NotBalanced(_)) => M::Balanced(zones),
        Some(M::Balanced(_)) => M::StartedToRebalance(zone, ids),
        Some(M::StartedToRebalance(..)) => M::StoppedToRebalance(zone, ids),
        Some(M::StoppedToRebalance(..)) => M::UnplacedInZone(zone),
        Some(M::UnplacedInZone(_)) => M::UnplacedInFargateZone(zone),
        Some(M::UnplacedInFargateZone(_)) => M::RebalancingStopped,
        Some(M::RebalancingStopped) => M::TargetUnhealthy { task: 0, port: 80, target_group: arn },
        Some(M::TargetUnhealthy { .. }) => return None,
    })
}

/// Texts of the reference that no service tells, and why.
const NEVER_TOLD: [(&str, &str, &str); 10] = [
    ("SV-102", "For more information, see the Troubleshooting section …", "newer messages lack it"),
    ("SV-115", "Reason: Internal error.", "nothing fails inside the playground's ECS"),
    (
        "SV-115",
        "Reason: The requested CPU configuration is above your limit.",
        "a limit of new accounts that the reference gives no number for",
    ),
    ("SV-115", "Reason: The requested MEMORY configuration is above your limit.", "as above"),
    ("SV-116", "could not launch {n} tasks for deployment {d}.", "SV-110, SV-115 tell why instead"),
    ("SV-116", "Timed out waiting for Amazon ECS Agent to start.", "every agent registers (LC-61)"),
    (
        "SV-117",
        "due to (reason {n} tasks under protection)",
        "the documented wording of the same is told",
    ),
    (
        "SV-118",
        "was unable to AZ Rebalance because {taskset} was unable to scale in",
        "task sets are not simulated",
    ),
    (
        "SV-119",
        "{instance} is unhealthy in (elb {e})",
        "Classic Load Balancers check no health here",
    ),
    ("SV-120", "IAM permissions policies have been misconfigured", "IAM is not simulated"),
];

/// The second table: every event message with the rule that it comes from.
fn service_events(tests: &BTreeMap<Rule, BTreeSet<String>>) -> String {
    let mut out = String::from(
        "\n# Service events\n\n\
         Every message that a service tells, made by the engine itself, with the rule that it comes from. *once* = equal ones are \
         told once in six hours until the cause is resolved (SV-101).\n\n| rule | message | told | tests |\n|---|---|---|---|\n",
    );
    let mut last = None;
    while let Some(message) = message_after(last.as_ref()) {
        let mut rule = message.rule().to_owned();
        if let ServiceMessage::Unplaced { reason, .. } = &message {
            rule = format!("{rule}, {}", reason.rule());
        }
        let text = message.text("{service}").replace(&"0".repeat(32), "{id}");
        let text = text.replace(&"0".repeat(19), "{n}");
        let named = rules(&rule);
        let shown: BTreeSet<&String> = named
            .iter()
            .next_back()
            .and_then(|rule| tests.get(rule))
            .into_iter()
            .flatten()
            .collect();
        assert!(!shown.is_empty(), "{rule}: no test shows {text}");
        let shown: Vec<&str> = shown.into_iter().map(String::as_str).collect();
        let once = if message.is_suppressed_when_repeated() { "once" } else { "each time" };
        out.push_str(&format!("| {rule} | `{text}` | {once} | {} |\n", shown.join(", ")));
        last = Some(message);
    }
    out.push_str("\nNever told:\n\n| rule | message | why |\n|---|---|---|\n");
    for (rule, text, why) in NEVER_TOLD {
        out.push_str(&format!("| {rule} | {text} | {why} |\n"));
    }
    out
}

/// Rules that are not both in the code and in a test of their own: why. A range is named by its ends.
const NOT_PLAYED: &[(&str, u32, u32, &str)] = &[
    (
        "TD",
        112,
        112,
        "the order in which containers start and stop: the simulation's, as LC-41 and following",
    ),
    ("TD", 142, 142, WORKED_CASE),
    ("TD", 144, 150, WORKED_CASE),
    ("LT", 14, 14, "the resources of hosts: PL-24 to PL-37"),
    ("NM", 3, 3, "no packet is simulated; the page tells it where it matters"),
    ("NM", 9, 10, "subnet addresses are not simulated"),
    ("LC", 9, 9, "DELETED is seen only of tasks that are gone"),
    ("LC", 27, 27, "the playground answers at once"),
    ("LC", 29, 29, NO_SUCH_RULE),
    ("LC", 36, 36, "the health of instances is not simulated: none is repaired"),
    ("LC", 39, 39, NO_SUCH_RULE),
    ("LC", 46, 46, "a check of the input: the task definition's own rules"),
    ("LC", 51, 51, "what a container uses is not simulated, only what it reserves"),
    ("LC", 53, 59, NO_SUCH_RULE),
    ("LC", 61, 61, "every agent registers"),
    ("LC", 64, 64, "a trunk is gone at once"),
    ("LC", 67, 67, "health checks of instances are not simulated"),
    ("LC", 68, 69, NO_SUCH_RULE),
    ("LC", 75, 79, NO_SUCH_RULE),
    ("LC", 86, 89, NO_SUCH_RULE),
    ("LC", 92, 92, "a removal without notice is ec2:TerminateInstances"),
    ("LC", 96, 99, NO_SUCH_RULE),
    ("LC", 100, 101, "the states of task definitions: TD-9 to TD-12"),
    ("LC", 103, 103, "images have no digests"),
    (
        "SV",
        9,
        9,
        "managed daemons (CreateDaemon, 2026) are another thing than DAEMON services, and out of scope",
    ),
    ("SV", 13, 19, NO_SUCH_RULE),
    ("SV", 27, 29, NO_SUCH_RULE),
    ("SV", 42, 42, "nothing scales a service by itself: Application Auto Scaling is not simulated"),
    ("SV", 43, 43, "no EventBridge is simulated; the same states are told as rolloutState (SV-37)"),
    ("SV", 44, 49, NO_SUCH_RULE),
    ("SV", 64, 69, NO_SUCH_RULE),
    (
        "SV",
        83,
        83,
        "the controllers CODE_DEPLOY and EXTERNAL are answered with PlaygroundNotSimulated",
    ),
    ("SV", 84, 89, NO_SUCH_RULE),
    ("SV", 98, 99, NO_SUCH_RULE),
    ("SV", 102, 102, "a tail that newer messages lack: off, as by default"),
    ("SV", 120, 120, "IAM is not simulated"),
    ("SV", 121, 129, NO_SUCH_RULE),
    ("CP", 9, 9, NO_SUCH_RULE),
    ("CP", 18, 19, NO_SUCH_RULE),
    ("CP", 36, 39, NO_SUCH_RULE),
    ("CP", 40, 53, "Application Auto Scaling is not simulated: nothing scales a service by itself"),
    ("CP", 54, 59, NO_SUCH_RULE),
    ("CP", 67, 69, NO_SUCH_RULE),
    ("CP", 70, 73, "what others measured of the real thing: history to show, no behaviour to play"),
    ("CP", 74, 74, "the measurement behind LC-28e, which is played"),
    ("CP", 75, 79, NO_SUCH_RULE),
];

/// Rules that the reference tells letter by letter: each letter is a rule of its own.
const LETTERS: [(&str, &str); 2] = [("LC-28", "abcdefghijklmnopqr"), ("SV-111", "abcdefghi")];

/// A rule, or its letters.
fn each(rule: &str) -> Vec<String> {
    let letters = LETTERS.iter().find(|(name, _)| *name == rule);
    letters.map_or(vec![rule.to_owned()], |(_, letters)| {
        letters.chars().map(|letter| format!("{rule}{letter}")).collect()
    })
}

const WORKED_CASE: &str = "a worked case of another rule: a test by nature";
const NO_SUCH_RULE: &str = "no such rule";

fn reason(family: &str, number: u32) -> Option<&'static str> {
    let reason = NOT_PLAYED.iter().find(|r| r.0 == family && (r.1..=r.2).contains(&number));
    reason.map(|reason| reason.3)
}

/// Every rule of TD, LT, NM, LC, SV and CP is played, or has a reason; where the reference has letters, every letter.
#[test]
fn rules_that_are_not_played_have_a_reason() {
    let table = table();
    let played = |rule: &str| table.contains(&format!("| {rule} | played |"));
    let mut without = Vec::new();
    let families = [("TD", 150), ("LT", 17), ("NM", 10), ("LC", 103), ("SV", 142), ("CP", 86)];
    for (family, last) in families {
        let (mut count, mut of) = (0, 0);
        let rules = (1..=last).flat_map(|number| {
            each(&format!("{family}-{number}")).into_iter().map(move |rule| (number, rule))
        });
        for (number, rule) in rules {
            let reason = reason(family, number);
            of += u32::from(reason != Some(NO_SUCH_RULE));
            match (played(&rule), reason) {
                (true, None) => count += 1,
                // A reason that has outlived its time is as wrong as none.
                (true, Some(_)) => {
                    without.push(format!("{rule} is played and has a reason why not"))
                }
                (false, Some(NO_SUCH_RULE)) => {}
                (false, Some(reason)) => println!("{rule} is not played: {reason}"),
                (false, None) => without.push(rule),
            }
        }
        println!("{family}: {count} of {of} rules are played");
    }
    assert!(without.is_empty(), "neither played nor explained: {without:#?}");
}

/// No rule of these families is only cited in code, or only named by a test, without a reason.
#[test]
fn rules_in_code_have_a_test() {
    let mut without = Vec::new();
    for row in
        table().lines().filter(|row| row.contains("| in code |") || row.contains("| test only |"))
    {
        let Some((id, ..)) = rules(row).into_iter().next().map(|rule| (rule.2, rule.1)) else {
            continue;
        };
        let number = id.split('-').nth(1).unwrap_or_default();
        let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
        let family = id.split('-').next().unwrap_or_default().to_owned();
        let watched = ["SV", "LC", "CP", "PL", "TD", "LT", "NM", "CQL"].contains(&&*family);
        if watched && reason(&family, digits.parse().unwrap_or(0)).is_none() {
            without.push(id);
        }
    }
    assert!(without.is_empty(), "cited, but shown by no test: {without:#?}");
}

#[test]
fn the_table_of_rules_is_up_to_date() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("RULES.md");
    let table = table();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, table).expect("writing");
        return;
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == table, "RULES.md is out of date: BLESS=1 cargo test --test rules");
}

/// Quotas that are only shown, each with its reason; every other row is enforced. Printed with
/// `--nocapture`.
#[test]
fn quotas_that_are_only_shown_say_why() {
    let mut shown = Vec::new();
    for quota in &QUOTAS {
        let reason = match quota.unplayed {
            Some(Unplayed::Exec) => "ExecuteCommand: nothing runs in the containers",
            Some(Unplayed::TaskSets) => "task sets need the EXTERNAL controller, not played",
            None => continue,
        };
        println!("{} {}: {reason}", quota.rule, quota.code);
        shown.push(quota.rule);
    }
    assert_eq!(shown, ["QT-26", "QT-38"]);
}

#[test]
fn rules_are_found() {
    let names: Vec<String> =
        rules("PL-53, (LC-28g) XTD-4 TD-40ish SV-2 QT-1 QT-01").into_iter().map(|r| r.2).collect();
    assert_eq!(names, ["LC-28g", "PL-53", "QT-01", "SV-2", "TD-40"]);
}
