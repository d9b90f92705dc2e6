//! The server of the page's files: for `cargo xtask serve` and the audit, and for the browser tests,
//! which take this file by its path. It needs the standard library alone.
//!
//! Each connection has a thread of its own. A browser opens six at once, asks on whichever it
//! likes, and lets others wait for minutes: a pool of threads would wait with them.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A connection on which nobody asks for so long is closed.
const IDLE: Duration = Duration::from_secs(60);
/// A request's head is at most so long, in bytes.
const LONGEST_HEAD: u64 = 64 * 1024;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The address without `?` and `#` and what is behind them.
    pub path: String,
    /// `Accept-Encoding`
    pub encodings: String,
    /// Only the answer's head is wanted.
    head_only: bool,
    /// Another request may follow on this connection.
    stays: bool,
    /// It is one of those that are answered here: GET or HEAD.
    reads: bool,
}

/// What is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status, as 200.
    pub status: u16,
    /// `Content-Type`
    pub kind: &'static str,
    /// `Cache-Control`, if any.
    pub cache: Option<&'static str>,
    /// `Content-Encoding`, if any.
    pub encoding: Option<&'static str>,
    /// What is sent.
    pub body: Vec<u8>,
}

impl Answer {
    /// A file's bytes.
    pub fn file(kind: &'static str, body: Vec<u8>) -> Self {
        Self { status: 200, kind, body, ..Self::default() }
    }

    /// There is no such file.
    pub fn missing() -> Self {
        Self { status: 404, kind: TEXT, body: b"not found".to_vec(), ..Self::default() }
    }
}

const TEXT: &str = "text/plain; charset=utf-8";

/// What a file is, by the end of its name.
pub fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

/// Answers whoever connects, for as long as the program runs. Where `answer` has none, the connection is
/// closed without a word.
pub fn serve(
    listener: &TcpListener,
    answer: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static,
) {
    let answer = Arc::new(answer);
    for stream in listener.incoming().flatten() {
        let answer = Arc::clone(&answer);
        // A browser may hang up at any time: then nobody waits for the answer.
        std::thread::spawn(move || connection(stream, &*answer).ok());
    }
}

fn connection(
    mut stream: TcpStream,
    answer: &impl Fn(&Request) -> Option<Answer>,
) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    while let Some(request) = read(&mut reader)? {
        if !request.reads {
            let body = b"only GET and HEAD are answered".to_vec();
            let refused = Answer { status: 405, kind: TEXT, body, ..Answer::default() };
            return write(&mut stream, &refused, &request);
        }
        let Some(answer) = answer(&request) else { return Ok(()) };
        write(&mut stream, &answer, &request)?;
        if !request.stays {
            return Ok(());
        }
    }
    Ok(())
}

/// The head of a request; `None` = the other side is done.
fn read(reader: &mut BufReader<TcpStream>) -> io::Result<Option<Request>> {
    let mut head = reader.by_ref().take(LONGEST_HEAD);
    let mut line = String::new();
    if head.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let method = words.next().unwrap_or("");
    let path = words.next().unwrap_or("/").split(['?', '#']).next().unwrap_or("/");
    let mut request = Request {
        path: path.to_owned(),
        encodings: String::new(),
        head_only: method == "HEAD",
        stays: words.next() == Some("HTTP/1.1"),
        reads: method == "GET" || method == "HEAD",
    };
    // What comes with another method is not read: nothing can follow it.
    request.stays &= request.reads;
    loop {
        line.clear();
        if head.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        let value = value.trim();
        if name.eq_ignore_ascii_case("accept-encoding") {
            value.clone_into(&mut request.encodings);
        } else if name.eq_ignore_ascii_case("connection") && value.eq_ignore_ascii_case("close") {
            request.stays = false;
        }
    }
    Ok(Some(request))
}

fn write(stream: &mut TcpStream, answer: &Answer, request: &Request) -> io::Result<()> {
    let Answer { status, kind, .. } = answer;
    let reason = match status {
        200 => "OK",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Error",
    };
    let mut head = format!("HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\n");
    let mut say = |name: &str, value: &str| {
        for part in [name, ": ", value, "\r\n"] {
            head.push_str(part);
        }
    };
    say("Content-Length", &answer.body.len().to_string());
    if let Some(cache) = answer.cache {
        say("Cache-Control", cache);
    }
    if let Some(encoding) = answer.encoding {
        say("Content-Encoding", encoding);
        say("Vary", "Accept-Encoding");
    }
    if !request.stays {
        say("Connection", "close");
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    if !request.head_only {
        bytes.extend_from_slice(&answer.body);
    }
    stream.write_all(&bytes)
}
