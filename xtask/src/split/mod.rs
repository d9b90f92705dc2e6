//! Cuts the program in two: what the page runs until the first task has landed, and the rest,
//! which `src/app/parts.rs` fetches then. Which functions come late stands in `late.txt`.

mod cut;
mod graph;
mod late;
mod program;
mod write;

use cut::Cut;
use graph::Graph;
use late::List;
use program::{Fault, Program, fault};

/// The two halves.
pub struct Halves {
    /// What the page starts with.
    pub first: Vec<u8>,
    /// What comes later.
    pub later: Vec<u8>,
    /// (long name, short name) of what the first takes from wasm-bindgen's script.
    pub glue: Vec<(String, String)>,
}

fn glue(program: &Program) -> Vec<(String, String)> {
    write::glue_names(program).map(|(long, short)| (long.to_owned(), short)).collect()
}

/// The script under the name by which `src/app/parts.rs` asks for it.
pub const JOIN: &str = "join.js";

fn arrive(program: &Program) -> Result<u32, Fault> {
    let mut imports = program.imports.iter();
    let found = imports.position(|i| i.module == format!("./{JOIN}") && i.name == "arrive");
    let found = found.ok_or_else(|| fault("nothing asks for the part that comes later"))?;
    u32::try_from(found).map_err(fault)
}

/// `original` as the compiler made it with relocations, `bindgened` as wasm-bindgen left it.
pub fn cut(original: &[u8], bindgened: &[u8]) -> Result<Halves, Fault> {
    let program = Program::read(bindgened)?;
    let graph = Graph::new(original, &program)?;
    let late = List::read()?;
    let cut = Cut::new(&program, &graph, |name| late.names(name))?;
    println!(
        "cut in two: {} functions first, {} later, {} doors between them",
        cut.first.len(),
        cut.later.len(),
        cut.doors.len()
    );
    Ok(Halves {
        first: write::first(&program, &graph, &cut, arrive(&program)?, None)?,
        later: write::later(&program, &graph, &cut)?,
        glue: glue(&program),
    })
}

/// The whole program in the first file, where each function writes down that it ran.
pub fn watched(original: &[u8], bindgened: &[u8]) -> Result<Halves, Fault> {
    let program = Program::read(bindgened)?;
    let graph = Graph::new(original, &program)?;
    let cut = Cut::new(&program, &graph, |name| List::empty().names(name))?;
    let flags = flags(&program)?;
    let first = write::first(&program, &graph, &cut, arrive(&program)?, Some(flags))?;
    Ok(Halves { first, later: Vec::new(), glue: glue(&program) })
}

/// Where the watched functions write: behind the memory that the program begins with.
fn flags(program: &Program) -> Result<u32, Fault> {
    let memory = program.memory.ok_or_else(|| fault("no memory"))?;
    u32::try_from(memory.initial * 65_536).map_err(fault)
}

/// Where the flags of a watched program stand, and how many there are.
pub fn flags_of(bindgened: &[u8]) -> Result<(u32, usize), Fault> {
    let program = Program::read(bindgened)?;
    Ok((flags(&program)?, program.functions.len()))
}

/// Writes `late.txt` from what ran; how many paths it has.
pub fn list(bindgened: &[u8], ran: &[bool]) -> Result<usize, Fault> {
    let program = Program::read(bindgened)?;
    List::of(&program, |at| ran.get(at).copied().unwrap_or(true)).write()
}

/// The script that fetches the later file, which is `file` in `dist/`; its SHA-256 is in base64.
pub fn script(file: &str, sha256: &str) -> String {
    SCRIPT.replace("FILE", file).replace("SHA256", sha256)
}

const SCRIPT: &str = include_str!("join.js");
