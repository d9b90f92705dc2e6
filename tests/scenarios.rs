//! Stories: each folder under `tests/scenarios/` holds a scenario, the moment until which it is
//! played, and the transcript that is expected. `BLESS=1` writes the transcripts anew.

#![allow(clippy::expect_used, reason = "a story that cannot be read fails")]

use std::fs;
use std::path::PathBuf;

use ecs_playground::terminal::{End, command, output::Output};

fn run(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let mut output = Output::default();
    match command(&words, &mut output) {
        End::Done | End::Found => output.text,
        End::Unreadable(line) => line,
    }
}

#[test]
fn every_story_goes_as_written() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut stories: Vec<PathBuf> =
        fs::read_dir(&folder).expect("stories").map(|e| e.expect("a folder").path()).collect();
    stories.sort();
    assert!(stories.len() >= 8);
    let mut different = Vec::new();
    for story in stories {
        let until = fs::read_to_string(story.join("until")).expect("until");
        let file = story.join("scenario.json");
        let file = file.to_string_lossy();
        let transcript = run(&["run", &file, "--until", until.trim()]);
        assert_eq!(transcript, run(&["run", &file, "--until", until.trim()]), "twice the same");
        let expected = story.join("expected.txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &transcript).expect("writing");
        } else if fs::read_to_string(&expected).unwrap_or_default() != transcript {
            different.push(format!("{}\n{transcript}", story.display()));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}
