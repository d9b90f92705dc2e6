//! Which functions come late: those whose names mention a path of `late.txt`. The list is made
//! by `cargo xtask late` from what a browser ran until the first landing.

use std::collections::{BTreeMap, BTreeSet};

use super::program::{Fault, Program};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/late.txt");

const HEAD: &str = "\
# What the page does not run until its first task has landed: modules, types and functions. A function
# whose name mentions one of these paths stands in the file that is fetched later, and so does what only
# such functions need. Made by `cargo xtask late` (ARCHITECTURE.md, \"Why two wasm files?\").
";

/// A path that stands for less code than this is not worth a line, in bytes.
const WORTH_BYTES: usize = 400;

/// In the first file whether it ran or not: what must work when nothing else does.
const ALWAYS_FIRST: [&str; 5] = [
    "core::panicking",
    "std::panicking",
    "alloc::alloc",
    "ecs_playground::app::crash",
    "ecs_playground::app::parts",
];

/// The paths of `late.txt`.
pub struct List(BTreeSet<String>);

impl List {
    /// Reads it.
    pub fn read() -> Result<Self, Fault> {
        let text = std::fs::read_to_string(FILE).map_err(|e| format!("{FILE}: {e}"))?;
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        Ok(Self(lines.map(str::to_owned).collect()))
    }

    /// Nothing comes late.
    pub fn empty() -> Self {
        Self(BTreeSet::new())
    }

    /// What did not run, as short as it can be said.
    pub fn of(program: &Program, ran: impl Fn(usize) -> bool) -> Self {
        let names: Vec<BTreeSet<String>> =
            program.names.iter().map(|name| mentions(name)).collect();
        let always = |path: &String| prefixes(path).any(|path| ALWAYS_FIRST.contains(&path));
        let ran: Vec<bool> =
            names.iter().enumerate().map(|(at, m)| ran(at) || m.iter().any(always)).collect();
        let mut busy: BTreeSet<&str> = BTreeSet::new();
        for (at, mentions) in names.iter().enumerate() {
            if ran[at] {
                busy.extend(mentions.iter().flat_map(|path| prefixes(path)));
            }
        }
        let mut bytes: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, mentions) in names.iter().enumerate() {
            let size = at.checked_sub(program.imported()).and_then(|own| program.bodies.get(own));
            let (Some(body), false) = (size, ran[at]) else { continue };
            let idle = |path: &'_ String| -> Option<usize> {
                prefixes(path).find(|prefix| !busy.contains(prefix)).map(str::len)
            };
            let mut found = mentions.iter().filter_map(|path| path.get(..idle(path)?));
            // The project's own paths say more than the libraries'.
            let own = found.clone().find(|path| path.starts_with("ecs_playground"));
            if let Some(path) = own.or_else(|| found.next()) {
                *bytes.entry(path).or_default() += body.range().len();
            }
        }
        let worth = bytes.into_iter().filter(|(_, bytes)| *bytes >= WORTH_BYTES);
        Self(worth.map(|(path, _)| path.to_owned()).collect())
    }

    /// Writes it; how many paths there are.
    pub fn write(&self) -> Result<usize, Fault> {
        let mut text = HEAD.to_owned();
        for path in &self.0 {
            text.push_str(path);
            text.push('\n');
        }
        std::fs::write(FILE, text).map_err(|e| format!("{FILE}: {e}"))?;
        Ok(self.0.len())
    }

    /// Whether a function of this (mangled) name comes late.
    pub fn names(&self, mangled: &str) -> bool {
        mentions(mangled).iter().any(|path| prefixes(path).any(|path| self.0.contains(path)))
    }
}

/// `a`, `a::b`, `a::b::c`. Closures have numbers, which change with every other closure: they are
/// not named.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices("::").map(|(at, _)| at).chain([path.len()]);
    ends.map(|end| &path[..end]).take_while(|prefix| !prefix.contains('{'))
}

/// The paths that a function's name mentions. A function of a type, or of a trait for a type, is
/// one of the type: `<a::B as c::D>::e` is `a::B::e`.
fn mentions(mangled: &str) -> BTreeSet<String> {
    let name = format!("{:#}", rustc_demangle::demangle(mangled));
    let mut out = BTreeSet::new();
    let is_word = |c: char| c.is_alphanumeric() || "_{}#:".contains(c);
    let flat = of_type(&name);
    for path in flat.split(|c| !is_word(c)) {
        // `::f` behind a bracket is no path.
        let path = path.trim_end_matches(':');
        if path.contains("::") && !path.starts_with(':') {
            out.insert(path.to_owned());
        }
    }
    out
}

fn of_type(name: &str) -> String {
    let Some(inner) = name.strip_prefix('<') else { return name.to_owned() };
    let (mut depth, mut end, mut of) = (0_usize, inner.len(), None);
    for (at, c) in inner.char_indices() {
        match c {
            '<' | '(' | '[' => depth += 1,
            // `->` closes nothing.
            '>' if inner[..at].ends_with('-') => {}
            '>' if depth == 0 => {
                end = at;
                break;
            }
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 && of.is_none() && inner[at..].starts_with(" as ") => of = Some(at),
            _ => {}
        }
    }
    let of = inner[..of.unwrap_or(end)].trim_start_matches('&').trim_start_matches("mut ");
    format!("{of}{}", inner.get(end + 1..).unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_found_by_the_paths_in_its_name() {
        for (name, paths) in [
            ("a::b::c", vec!["a::b::c"]),
            ("<a::B>::c", vec!["a::B::c"]),
            ("<a::B as d::E<f::G>>::c::{closure#0}", vec!["a::B::c::{closure#0}"]),
            ("<&mut a::B as d::E>::c", vec!["a::B::c"]),
            (
                "core::ptr::drop_in_place::<a::B<c::D>>",
                vec!["a::B", "c::D", "core::ptr::drop_in_place"],
            ),
            ("<(a::B, fn(c::D) -> e::F) as g::H>::i", vec!["a::B", "c::D", "e::F"]),
        ] {
            assert_eq!(mentions(name).into_iter().collect::<Vec<_>>(), paths, "{name}");
        }
        let list = List(["a::b", "c::D::e"].map(str::to_owned).into());
        for (name, late) in [
            ("a::b", true),
            ("a::b::x::{closure#3}", true),
            ("a::bb", false),
            ("x::a::b", false),
            ("<c::D as x::Y>::e", true),
            ("<c::D as x::Y>::f", false),
            ("core::ptr::drop_in_place::<a::b::T>", true),
        ] {
            assert_eq!(list.names(name), late, "{name}");
        }
    }
}
