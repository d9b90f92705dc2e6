//! Any text: the parser, the outer shapes, every check, every sentence and every fix.
#![no_main]

use ecs_playground::check::read_task_definition;
use ecs_playground::document::apply;
use ecs_playground::texts::{Lang, check, fix};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let reading = read_task_definition(text);
    for problem in &reading.problems {
        for lang in Lang::ALL {
            assert!(!check::any(lang, &problem.message).is_empty());
        }
        if let Some(found) = reading.fix(problem) {
            assert!(!fix::label(Lang::En, &found).is_empty());
            // Whatever a fix does, the text stays readable.
            let fixed = read_task_definition(&apply(text, &found));
            assert!(reading.definition.is_none() || fixed.definition.is_some(), "{found:?}");
        }
    }
});
