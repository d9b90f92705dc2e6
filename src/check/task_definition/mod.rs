//! RegisterTaskDefinition's rules, in the API's order of checks (task-definition.md, section 10,
//! modelled). Unlike the API, which answers with its first problem, all are listed.

mod across;
mod containers;
mod fargate;
mod fields;
mod launch_types;
mod problem;
mod repair;
mod rule;
mod task;
mod task_level;
mod volumes;

use serde_json::Value;

use crate::base::{Diagnostic, FieldPath, Severity};
use crate::model::launch_type::LaunchType;
use crate::model::task_definition::TaskDefinition;

pub use problem::{ApiText, Problem};
pub use repair::fix;
pub use rule::FieldRule;

/// What the quota profile sets. `None` = no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// QT-12, in KiB.
    pub size_kib: Option<u64>,
    /// QT-13.
    pub containers: Option<u64>,
    /// QT-18.
    pub tags: Option<u64>,
}

impl Default for Limits {
    /// The study notes' profile.
    fn default() -> Self {
        let notes =
            |code| crate::model::catalog::quota::Quota::coded(code).and_then(|quota| quota.notes);
        Self {
            size_kib: notes("task-definition-size-kib"),
            containers: notes("containers-per-task-definition"),
            tags: notes("tags-per-resource"),
        }
    }
}

/// Gathers problems.
struct Report {
    found: Vec<Diagnostic<Problem>>,
}

impl Report {
    fn error(&mut self, rule: &'static str, path: FieldPath, problem: Problem) {
        self.found.push(Diagnostic::new(rule, Severity::Error, path, problem));
    }

    fn warning(&mut self, rule: &'static str, path: FieldPath, problem: Problem) {
        self.found.push(Diagnostic::new(rule, Severity::Warning, path, problem));
    }
}

/// All problems of a definition, in the order in which the API would meet them.
pub fn check(definition: &TaskDefinition, limits: &Limits) -> Vec<Diagnostic<Problem>> {
    let mut report = Report { found: Vec::new() };
    task_level::size(definition, limits, &mut report);
    task_level::family(definition, &mut report);
    if containers::count(definition, limits, &mut report) {
        let given = definition.input.get("containerDefinitions").and_then(Value::as_array);
        let given = given.map_or(&[][..], Vec::as_slice);
        for (container, value) in definition.containers.iter().zip(given) {
            containers::check(definition, container, &mut report);
            fields::container(definition, container, value, &mut report);
        }
        across::check(definition, &mut report);
        fields::links(definition, &mut report);
        task::check(definition, &mut report);
        task_level::network(definition, &mut report);
        task_level::sizes(definition, &mut report);
        fargate::check(definition, &mut report);
        launch_types::check(definition, &mut report);
        volumes::check(definition, &mut report);
        task_level::tags(definition, limits, &mut report);
        task::tags(definition, &mut report);
    }
    report.found
}

/// Whether a registered definition can run on a launch type: what `compatibilities` in the API's
/// answer says (TD-7). Recorded answers show that it does not depend on
/// `requiresCompatibilities`: a definition that asks for EC2 alone may list FARGATE too.
pub fn supports(definition: &TaskDefinition, launch_type: LaunchType) -> bool {
    let mut asked = definition.clone();
    asked.requires_compatibilities = vec![launch_type];
    let mut report = Report { found: Vec::new() };
    fargate::check(&asked, &mut report);
    launch_types::check(&asked, &mut report);
    report.found.iter().all(|problem| problem.severity != Severity::Error)
}

#[cfg(test)]
mod tests;
