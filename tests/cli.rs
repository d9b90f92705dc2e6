//! The calls of every scenario as AWS CLI commands, sent by the real CLI to an endpoint of our own. It
//! needs the CLI: `ECS_PLAYGROUND_AWS=/path/to/folder/with/aws cargo test --no-default-features --test cli`.

#![allow(clippy::expect_used, reason = "a test that cannot read its sources fails")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use ecs_playground::interop::aws_cli::command;
use ecs_playground::scenario::{Scenario, example::EXAMPLES};
use ecs_playground::simulation::Player;
use serde_json::Value;

fn scenarios() -> Vec<(String, Scenario)> {
    let mut all: Vec<(String, Scenario)> = EXAMPLES
        .iter()
        .map(|example| (example.id.to_owned(), example.scenario().expect("readable")))
        .collect();
    for entry in fs::read_dir("tests/scenarios").expect("scenarios") {
        let folder = entry.expect("an entry").path();
        let text = fs::read_to_string(folder.join("scenario.json")).expect("a scenario");
        let (scenario, _) = Scenario::read(&text).expect("readable");
        all.push((folder.display().to_string(), scenario));
    }
    all
}

/// An ECS endpoint that answers `{}` to everything; the body of each request.
fn endpoint() -> (u16, Receiver<Value>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.expect("a connection"));
            let mut length = 0;
            let mut line = String::new();
            while stream.read_line(&mut line).is_ok() && line.trim() != "" {
                let header = line.to_lowercase();
                if let Some(value) = header.strip_prefix("content-length:") {
                    length = value.trim().parse().expect("a length");
                }
                line.clear();
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).expect("a body");
            let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\n\
                          Content-Length: 2\r\nConnection: close\r\n\r\n{}";
            let _ = stream.get_mut().write_all(answer.as_bytes());
            let _ = tell.send(serde_json::from_slice(&body).expect("JSON"));
        }
    });
    (port, told)
}

/// What the CLI sends is the call's input, to the letter.
#[test]
fn the_real_cli_sends_what_was_written() {
    let Ok(folder) = std::env::var("ECS_PLAYGROUND_AWS") else {
        println!("skipped: ECS_PLAYGROUND_AWS does not name the folder of an AWS CLI");
        return;
    };
    let path = format!("{folder}:{}", std::env::var("PATH").expect("a path"));
    let (port, sent) = endpoint();
    let mut seen = std::collections::BTreeSet::new();
    for (name, scenario) in scenarios() {
        let mut player = Player::new(scenario.setup.clone(), scenario.calls.clone());
        player.advance(scenario.last_call_at(), u32::MAX);
        for (call, record) in scenario.calls.iter().zip(&player.journal().calls) {
            if record.result.is_err() {
                // The CLI may refuse what the API would.
                continue;
            }
            let command = command(call, &scenario.setup.region);
            // Our endpoint speaks ECS's protocol, and none of the older ones.
            if !command.starts_with("aws ecs ") || !seen.insert(command.clone()) {
                continue;
            }
            let script = format!("{} --endpoint-url http://127.0.0.1:{port}", command.trim_end());
            let mut shell = Command::new("sh");
            shell.arg("-c").arg(&script).env("PATH", &path).env("AWS_MAX_ATTEMPTS", "1");
            for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
                shell.env(name, "none");
            }
            let output = shell.output().expect("a shell");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name}: {command}{said}");
            let mut body = sent.recv_timeout(Duration::from_secs(10)).expect("a request");
            // The CLI makes itself a token where none is given.
            if let Some(map) = body.as_object_mut()
                && call.input.get("clientToken").is_none()
            {
                map.remove("clientToken");
            }
            assert_eq!(body, *call.input, "{name}: {command}");
        }
    }
    println!("{} commands sent", seen.len());
    assert!(seen.len() > 30);
}
