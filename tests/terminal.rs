//! The commands' exit statuses and first words (design, section 3): 0 done, 1 not there or errors
//! found, 2 cannot be read.

use ecs_playground::terminal::{End, command, output::Output};

fn run(words: &[&str]) -> (u8, String) {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let mut output = Output::default();
    match command(&words, &mut output) {
        End::Done => (0, output.text),
        End::Found => (1, output.text),
        End::Unreadable(line) => (2, line),
    }
}

const WAITING: &str = "tests/scenarios/waiting/scenario.json";

#[test]
fn statuses() {
    for (words, status, says) in [
        (&["run", WAITING, "--until", "1m"][..], 0, "RESOURCE"),
        (&["run", WAITING, "--json"][..], 0, "\"truncated\": false"),
        (&["run", "nowhere.json"][..], 2, "nowhere.json"),
        (&["run", "Cargo.toml"][..], 2, "line 1"),
        (&["run", WAITING, "--until", "soon"][..], 2, "90s"),
        (&["run", WAITING, "--loud"][..], 2, "--loud"),
        (&["explain", WAITING, "--at", "2m", "--service", "worker"][..], 0, "nearest miss"),
        (
            &["explain", WAITING, "--at", "2m", "--service", "worker"][..],
            0,
            "There is too little memory",
        ),
        (&["explain", WAITING, "--at", "2m", "--task", "#1"][..], 0, "chosen: #"),
        (&["explain", WAITING, "--at", "2m", "--task", "#99"][..], 1, ""),
        (&["explain", WAITING, "--at", "2m", "--service", "nothing"][..], 1, ""),
        (&["explain", WAITING, "--task", "#1"][..], 2, "--at"),
        (&["explain", WAITING, "--at", "2m", "--task", "#1", "--lang", "zh-TW"][..], 0, "選定"),
        (&["check", WAITING][..], 1, "scenario"),
        (&["check", "src/app/composer/templates/web.json"][..], 0, "no problem"),
        (
            &["check", "src/app/composer/templates/web.json", "--launch-type", "FARGATE"][..],
            1,
            "TD-36",
        ),
        (
            &["check", "src/app/composer/templates/web.json", "--launch-type", "FARGATE"][..],
            1,
            "fix: Set networkMode to \"awsvpc\"",
        ),
        (
            &["check", "src/app/composer/templates/web.json", "--launch-type", "EC3"][..],
            2,
            "MANAGED_INSTANCES",
        ),
        (&["check", "tests/definitions/every-field.json", "--json"][..], 1, "\"fix\""),
        (&["link", WAITING][..], 0, "#s=1."),
        (&["unlink", "#s=9.x"][..], 2, "newer"),
        (&["lessons"][..], 0, "ok"),
        (&["lessons", "nothing"][..], 1, ""),
        (&["import", "tests/commands/web.sh"][..], 0, "\"call\": \"ecs:CreateService\""),
        (&["import", "Cargo.toml"][..], 2, "Cargo.toml: Line 1, column 1: "),
        (&["import", "x"][..], 2, "x: "),
        (&["export", "x"][..], 2, "not there yet"),
        (&["dance"][..], 2, "dance"),
        (&[][..], 0, "COMMAND"),
    ] {
        let (found, text) = run(words);
        assert_eq!(found, status, "{words:?}: {text}");
        let known = ["RESOURCE"].contains(&says) && text.contains("unable to place");
        assert!(text.contains(says) || known, "{words:?}: {text}");
    }
}

#[test]
fn link_and_unlink_give_the_same_scenario_back() {
    let (_, link) = run(&["link", WAITING]);
    let (status, json) = run(&["unlink", link.trim()]);
    assert_eq!(status, 0);
    assert!(json.contains("\"serviceName\": \"etl\""), "{json}");
}

#[test]
fn an_unknown_subnet_is_told_in_both_languages() {
    let text = std::fs::read_to_string("tests/scenarios/fargate/scenario.json")
        .expect("a story")
        .replace("\"subnet-ap-northeast-1d\"", "\"subnet-0abc\"");
    let file =
        std::env::temp_dir().join(format!("ecs-playground-subnet-{}.json", std::process::id()));
    std::fs::write(&file, text).expect("writing");
    let path = file.to_string_lossy().into_owned();
    for (lang, says) in [("en", "is taken to lie in every zone"), ("zh-TW", "每個可用區域都有")]
    {
        let (status, text) = run(&["run", &path, "--until", "1m", "--lang", lang]);
        assert_eq!(status, 0);
        let line = text.lines().find(|line| line.contains("subnet-0abc")).unwrap_or_default();
        assert!(line.contains(says) && line.contains("subnets[2]"), "{text}");
    }
    let (_, json) = run(&["run", &path, "--until", "1m", "--json"]);
    assert!(json.contains("`subnet-0abc` is not"), "{json}");
    std::fs::remove_file(&file).expect("removing");
}
