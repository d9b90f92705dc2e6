//! Serves `dist/` as a static host would, compressed; with `--dev` it rebuilds on change.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use tiny_http::{Header, Request, Response, Server};

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
    let server = Server::http(("127.0.0.1", port)).map_err(|e| format!("port {port}: {e}"))?;
    let built = Arc::new(AtomicU64::new(1));
    if dev {
        let built = Arc::clone(&built);
        std::thread::spawn(move || rebuild_on_change(&built));
    }
    println!("\nserving on http://127.0.0.1:{port}/  (Ctrl+C ends it)");
    for request in server.incoming_requests() {
        answer(request, &dist, dev, built.load(Ordering::Relaxed));
    }
    Ok(())
}

fn kind(path: &Path) -> &'static str {
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

fn header(name: &str, value: &str) -> Option<Header> {
    Header::from_bytes(name.as_bytes(), value.as_bytes()).ok()
}

/// Answers one request with a file of `dist/`.
pub fn answer(request: Request, dist: &Path, dev: bool, built: u64) {
    let url = request.url().split(['?', '#']).next().unwrap_or("/").to_owned();
    if dev && url.ends_with("/__built") {
        let _ = request.respond(Response::from_string(built.to_string()));
        return;
    }
    if dev && url.ends_with("/reload.js") {
        let mut response = Response::from_string(RELOAD);
        if let Some(header) = header("Content-Type", "text/javascript; charset=utf-8") {
            response.add_header(header);
        }
        let _ = request.respond(response);
        return;
    }
    // Any subfolder serves the same files, as on a real static host.
    let name = url.rsplit('/').next().unwrap_or("");
    let name = if name.is_empty() { "index.html" } else { name };
    let path = dist.join(name);
    let Ok(mut bytes) = fs::read(&path) else {
        let _ = request.respond(Response::from_string("not found").with_status_code(404));
        return;
    };
    if dev && name == "index.html" {
        bytes.extend_from_slice(b"<script type=\"module\" src=\"./reload.js\"></script>");
    }
    let accepts = |encoding: &str| {
        request
            .headers()
            .iter()
            .any(|h| h.field.equiv("Accept-Encoding") && h.value.as_str().contains(encoding))
    };
    let (body, encoding) = if !dev && accepts("br") {
        (compressed(&path, &bytes), Some("br"))
    } else if !dev && accepts("gzip") {
        (sizes::gzip(&bytes), Some("gzip"))
    } else {
        (bytes, None)
    };
    let mut response = Response::from_data(body);
    let cache = if name == "index.html" { "no-cache" } else { "max-age=31536000, immutable" };
    let headers = [
        header("Content-Type", kind(&path)),
        header("Cache-Control", cache),
        encoding.and_then(|encoding| header("Content-Encoding", encoding)),
    ];
    for header in headers.into_iter().flatten() {
        response.add_header(header);
    }
    let _ = request.respond(response);
}

/// Brotli at its best takes seconds: it is done once a file and kept beside the build.
fn compressed(path: &Path, bytes: &[u8]) -> Vec<u8> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = shell::root().join("target/xtask-brotli");
    let kept = folder.join(format!("{name}.br"));
    if name != "index.html"
        && let Ok(bytes) = fs::read(&kept)
    {
        return bytes;
    }
    let out = sizes::brotli(bytes);
    let _ = fs::create_dir_all(&folder);
    let _ = fs::write(&kept, &out);
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
