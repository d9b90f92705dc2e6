//! Serves `dist/` as a static host would, compressed; with `--dev` it rebuilds on change.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use crate::server::{self, Answer, Request};
use crate::{build, shell, sizes};

/// Asks which build is served, and reloads the page when it is another one.
const RELOAD: &str = "\
let seen;
setInterval(async () => {
  try {
    const built = await (await fetch('./__built')).text();
    if (seen !== undefined && seen !== built) location.reload();
    seen = built;
  } catch { /* the server is building or gone */ }
}, 500);
";

/// Builds and serves until it is stopped.
pub fn run(dev: bool, port: u16) -> Result<(), String> {
    let dist = build::run(dev)?;
    sizes::report(&dist, dev)?;
    let listener = listen(port)?;
    let built = Arc::new(AtomicU64::new(1));
    if dev {
        let built = Arc::clone(&built);
        std::thread::spawn(move || rebuild_on_change(&built));
    }
    println!("\nserving on http://127.0.0.1:{port}/  (Ctrl+C ends it)");
    server::serve(&listener, move |request| {
        Some(answer(request, &dist, dev, built.load(Ordering::Relaxed)))
    });
    Ok(())
}

/// A place to serve on; 0 = any free port.
pub fn listen(port: u16) -> Result<TcpListener, String> {
    TcpListener::bind(("127.0.0.1", port)).map_err(|e| format!("port {port}: {e}"))
}

/// Answers one request with a file of `dist/`.
pub fn answer(request: &Request, dist: &Path, dev: bool, built: u64) -> Answer {
    // Any subfolder serves the same files, as on a real static host.
    let name = request.path.rsplit('/').next().unwrap_or("");
    let name = if name.is_empty() { "index.html" } else { name };
    let path = dist.join(name);
    let kind = server::kind(&path);
    if dev && name == "__built" {
        return Answer::file("text/plain; charset=utf-8", built.to_string().into_bytes());
    }
    if dev && name == "reload.js" {
        return Answer::file(kind, RELOAD.into());
    }
    let Ok(mut bytes) = fs::read(&path) else { return Answer::missing() };
    if dev && name == "index.html" {
        bytes.extend_from_slice(b"<script type=\"module\" src=\"./reload.js\"></script>");
    }
    let accepts = |encoding: &str| {
        let mut all = request.encodings.split(',');
        all.any(|one| one.split(';').next().is_some_and(|name| name.trim() == encoding))
    };
    let (body, encoding) = if !dev && accepts("br") {
        (compressed(&path, &bytes), Some("br"))
    } else if !dev && accepts("gzip") {
        (sizes::gzip(&bytes), Some("gzip"))
    } else {
        (bytes, None)
    };
    let cache = if name == "index.html" { "no-cache" } else { "max-age=31536000, immutable" };
    Answer { cache: Some(cache), encoding, ..Answer::file(kind, body) }
}

/// Brotli at its best takes seconds: it is done once a file and kept beside the build.
pub fn compressed(path: &Path, bytes: &[u8]) -> Vec<u8> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = shell::root().join("target/xtask-brotli");
    let kept = folder.join(format!("{name}.br"));
    if name != "index.html"
        && let Ok(bytes) = fs::read(&kept)
    {
        return bytes;
    }
    let out = sizes::brotli(bytes);
    // Another connection may read it at this moment: it comes whole or not at all.
    let begun = folder.join(format!("{name}.{:?}", std::thread::current().id()));
    let _ = fs::create_dir_all(&folder);
    let _ = fs::write(&begun, &out).and_then(|()| fs::rename(&begun, &kept));
    out
}

fn newest(folder: &Path) -> SystemTime {
    let mut latest = SystemTime::UNIX_EPOCH;
    let Ok(entries) = fs::read_dir(folder) else { return latest };
    for entry in entries.flatten() {
        let path: PathBuf = entry.path();
        let time = if path.is_dir() {
            newest(&path)
        } else {
            entry.metadata().and_then(|m| m.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
        };
        latest = latest.max(time);
    }
    latest
}

fn rebuild_on_change(built: &AtomicU64) {
    let root = shell::root();
    let latest = || {
        let page = fs::metadata(root.join("index.html")).and_then(|m| m.modified());
        newest(&root.join("src"))
            .max(newest(&root.join("static")))
            .max(page.unwrap_or(SystemTime::UNIX_EPOCH))
    };
    let mut seen = latest();
    loop {
        std::thread::sleep(Duration::from_millis(500));
        let now = latest();
        if now <= seen {
            continue;
        }
        seen = now;
        println!("something changed: building again");
        match build::run(true) {
            Ok(_) => {
                built.fetch_add(1, Ordering::Relaxed);
                println!("ready");
            }
            Err(message) => eprintln!("{message}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{SocketAddr, TcpStream};

    use super::*;

    /// A folder with a page and a program, served as a release build; its own name, so that what is
    /// kept compressed is not another's.
    fn served(name: &str, dev: bool) -> (SocketAddr, String) {
        let dist = std::env::temp_dir().join(format!("xtask-serve-{name}-{}", std::process::id()));
        fs::create_dir_all(&dist).expect("a folder");
        let wasm = format!("app-{name}-{}.wasm", std::process::id());
        fs::write(dist.join("index.html"), "<!doctype html><p>page</p>").expect("writing");
        fs::write(dist.join(&wasm), [0, 97, 115, 109].repeat(100)).expect("writing");
        let listener = listen(0).expect("a port");
        let address = listener.local_addr().expect("an address");
        let answer = move |request: &Request| Some(answer(request, &dist, dev, 7));
        std::thread::spawn(move || server::serve(&listener, answer));
        (address, wasm)
    }

    fn ask(address: SocketAddr, method: &str, path: &str, more: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(address).expect("a connection");
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n");
        stream.write_all(request.as_bytes()).expect("asking");
        let mut all = Vec::new();
        stream.read_to_end(&mut all).expect("an answer");
        let end = all.windows(4).position(|w| w == b"\r\n\r\n").expect("a head") + 4;
        (String::from_utf8_lossy(&all[..end]).into_owned(), all.split_off(end))
    }

    #[test]
    fn the_page_and_its_program_have_their_types_and_encodings() {
        let (address, wasm) = served("types", false);
        let (head, body) = ask(address, "GET", "/any/folder/?lang=en", "");
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert!(head.contains("Content-Type: text/html; charset=utf-8\r\n"), "{head}");
        assert!(head.contains("Cache-Control: no-cache\r\n"), "{head}");
        assert_eq!(body, b"<!doctype html><p>page</p>");
        let program = format!("/any/folder/{wasm}");
        let whole = [0, 97, 115, 109].repeat(100);
        for (accepts, encoding) in [
            ("Accept-Encoding: gzip, deflate, br, zstd\r\n", Some("br")),
            ("Accept-Encoding: gzip;q=1.0\r\n", Some("gzip")),
            ("", None),
        ] {
            let (head, body) = ask(address, "GET", &program, accepts);
            assert!(head.contains("Content-Type: application/wasm\r\n"), "{head}");
            assert!(head.contains("Cache-Control: max-age=31536000, immutable\r\n"), "{head}");
            assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())), "{head}");
            let told =
                encoding.map(|e| format!("Content-Encoding: {e}\r\nVary: Accept-Encoding\r\n"));
            assert_eq!(head.contains("Content-Encoding"), told.is_some(), "{head}");
            assert!(told.is_none_or(|told| head.contains(&told)), "{head}");
            let mut plain = Vec::new();
            match encoding {
                Some("br") => {
                    brotli::BrotliDecompress(&mut &*body, &mut plain).expect("brotli");
                }
                Some(_) => {
                    flate2::read::GzDecoder::new(&*body).read_to_end(&mut plain).expect("gzip");
                }
                None => plain = body,
            }
            assert_eq!(plain, whole, "{encoding:?}");
        }
    }

    #[test]
    fn what_is_not_there_or_not_asked_for_so() {
        let (address, wasm) = served("missing", false);
        let (head, body) = ask(address, "HEAD", &format!("/{wasm}"), "");
        assert!(head.contains("Content-Length: 400\r\n") && body.is_empty(), "{head}");
        for path in ["/none.js", "/a/..", "/__built", "/reload.js"] {
            assert!(ask(address, "GET", path, "").0.starts_with("HTTP/1.1 404 "), "{path}");
        }
        assert!(ask(address, "POST", "/", "").0.starts_with("HTTP/1.1 405 "));
    }

    #[test]
    fn a_page_that_is_being_worked_on_asks_for_the_newest_build() {
        let (address, wasm) = served("dev", true);
        let (_, page) = ask(address, "GET", "/", "Accept-Encoding: br\r\n");
        assert!(String::from_utf8_lossy(&page).contains("./reload.js"), "plain, with the script");
        assert!(ask(address, "GET", "/reload.js", "").0.contains("text/javascript"));
        assert_eq!(ask(address, "GET", "/__built", "").1, b"7");
        let (head, _) = ask(address, "GET", &format!("/{wasm}"), "Accept-Encoding: br\r\n");
        assert!(!head.contains("Content-Encoding"), "{head}");
    }

    /// A pool of threads hung here: connections that say nothing took them all.
    #[test]
    fn silent_connections_keep_nobody_waiting_and_one_can_ask_twice() {
        let (address, _) = served("silent", false);
        let silent: Vec<TcpStream> =
            (0..32).map(|_| TcpStream::connect(address).expect("a connection")).collect();
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a limit");
        for _ in 0..2 {
            stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").expect("asking");
            let mut seen = Vec::new();
            while !seen.ends_with(b"<p>page</p>") {
                let mut some = [0; 512];
                let n = stream.read(&mut some).expect("an answer in time");
                assert!(n > 0, "closed");
                seen.extend_from_slice(&some[..n]);
            }
        }
        drop(silent);
    }
}
