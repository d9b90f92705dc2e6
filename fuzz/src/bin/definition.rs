//! Any text: the parser, the outer shapes, every check, every sentence and every fix.
#![no_main]

use ecs_playground::check::{AnyProblem, read_task_definition};
use ecs_playground::document::apply;
use ecs_playground::texts::{Lang, check, fix};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let reading = read_task_definition(text);
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
        if matches!(problem.message, AnyProblem::Check(_) | AnyProblem::Shape(_)) {
            let same = |other: &&_| **other == *problem;
            let (before, after) =
                (reading.problems.iter().filter(same).count(), fixed.problems.iter().filter(same).count());
            assert!(after < before, "{found:?} does not help: {problem:?}\n{changed}");
        }
    }
});
