//! Any text: the parser, the outer shapes, every check, every sentence and every fix.
#![no_main]

use ecs_playground::base::Diagnostic;
use ecs_playground::check::{AnyProblem, Reading, read_task_definition};
use ecs_playground::document::{DocumentProblem, apply};
use ecs_playground::texts::{Lang, check, fix};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let reading = read_task_definition(text);
    let twice = |p: &Diagnostic<_>| {
        matches!(p.message, AnyProblem::Document(DocumentProblem::DuplicateKey(_)))
    };
    // Of a member that stands twice a fix mends the one that counts, and the other comes to light.
    let repeats = reading.problems.iter().any(twice);
    // Each fix costs a reading of its own.
    for (n, problem) in reading.problems.iter().enumerate() {
        for lang in Lang::ALL {
            assert!(!check::any(lang, &problem.message).is_empty());
        }
        let Some(found) = reading.fix(problem).filter(|_| n < 8) else { continue };
        assert!(!fix::label(Lang::En, &found).is_empty());
        // Whatever a fix does, the text stays readable, and the problem is gone.
        let changed = apply(text, &found);
        let fixed = read_task_definition(&changed);
        assert!(reading.definition.is_none() || fixed.definition.is_some(), "{found:?}");
        if !repeats && matches!(problem.message, AnyProblem::Check(_) | AnyProblem::Shape(_)) {
            let count = |reading: &Reading| {
                let same =
                    |p: &&Diagnostic<_>| p.message == problem.message && p.path == problem.path;
                reading.problems.iter().filter(same).count()
            };
            let helps = count(&fixed) < count(&reading);
            assert!(helps, "{found:?} does not help: {problem:?}\n{changed}");
        }
    }
});
