//! Who needs whom. What code calls is read from the program that wasm-bindgen left; whose address
//! it takes, and which data, stands in the relocations of the compiler's own file alone.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use wasmparser::{
    KnownCustom, Linking, Parser, Payload, RelocSectionReader, RelocationType, SymbolInfo,
};

use super::program::{Fault, Program, Uses, address, fault};

/// A function or a constant of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// By its number in the program that wasm-bindgen left.
    Function(u32),
    /// By its place in [`Graph::data`].
    Data(usize),
}

/// Who needs whom.
pub struct Graph {
    /// What each function's code names.
    pub uses: Vec<Uses>,
    /// The addresses of each constant.
    pub data: Vec<Range<u32>>,
    /// What each function needs.
    functions: Vec<BTreeSet<Node>>,
    /// What each constant points at.
    constants: Vec<BTreeSet<Node>>,
    /// What must be there from the start: exports, and all that only wasm-bindgen knows.
    pub roots: BTreeSet<Node>,
}

impl Graph {
    /// `original` as the compiler made it with relocations, `program` as wasm-bindgen left it.
    pub fn new(original: &[u8], program: &Program) -> Result<Self, Fault> {
        let count = u32::try_from(program.functions.len()).map_err(fault)?;
        let uses = (0..count).map(|f| program.uses(f)).collect::<Result<Vec<_>, _>>()?;
        let mut functions: Vec<BTreeSet<Node>> = Vec::new();
        for uses in &uses {
            functions.push(uses.functions.iter().map(|f| Node::Function(*f)).collect());
        }
        let mut roots: BTreeSet<Node> = program.start.map(Node::Function).into_iter().collect();
        for export in &program.exports {
            if export.kind == wasmparser::ExternalKind::Func {
                roots.insert(Node::Function(export.index));
            }
        }
        let relocations = Relocations::read(original)?;
        relocations.agree_with(program)?;
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        for (number, name) in (0..).zip(&program.names) {
            numbers.insert(*name, number);
        }
        let here = |target: &Target| match target {
            Target::Function(name) => numbers.get(&**name).map(|number| Node::Function(*number)),
            Target::Data(at) => Some(Node::Data(*at)),
        };
        let mut known: BTreeSet<u32> = BTreeSet::new();
        for (name, targets) in &relocations.functions {
            let targets = targets.iter().filter_map(here);
            match numbers.get(&**name) {
                Some(number) => {
                    known.insert(*number);
                    functions[*number as usize].extend(targets);
                }
                // wasm-bindgen has dissolved it in something of its own.
                None => roots.extend(targets),
            }
        }
        let strangers = (0..count).filter(|number| !known.contains(number));
        roots.extend(strangers.map(Node::Function));
        let constants =
            relocations.constants.iter().map(|t| t.iter().filter_map(here).collect()).collect();
        Ok(Self { uses, data: relocations.data, functions, constants, roots })
    }

    /// What a node needs.
    pub fn needs(&self, node: Node) -> &BTreeSet<Node> {
        match node {
            Node::Function(number) => &self.functions[number as usize],
            Node::Data(at) => &self.constants[at],
        }
    }

    /// All that is needed, directly or not, by `from`, without what `stops`.
    pub fn reach(&self, from: &BTreeSet<Node>, stops: impl Fn(Node) -> bool) -> BTreeSet<Node> {
        let mut out: BTreeSet<Node> = from.iter().copied().filter(|node| !stops(*node)).collect();
        let mut next: Vec<Node> = out.iter().copied().collect();
        while let Some(node) = next.pop() {
            for needed in self.needs(node) {
                if !stops(*needed) && out.insert(*needed) {
                    next.push(*needed);
                }
            }
        }
        out
    }
}

enum Target {
    Function(String),
    Data(usize),
}

/// What the compiler's file says.
struct Relocations {
    segments: Vec<(u32, usize)>,
    data: Vec<Range<u32>>,
    functions: Vec<(String, Vec<Target>)>,
    constants: Vec<Vec<Target>>,
}

impl Relocations {
    fn read(original: &[u8]) -> Result<Self, Fault> {
        let program = Program::read(original)?;
        let (mut symbols, mut code, mut data) = (Vec::new(), Vec::new(), Vec::new());
        let (mut code_at, mut data_at) = (0, 0);
        for payload in Parser::new(0).parse_all(original) {
            match payload.map_err(fault)? {
                Payload::CodeSectionStart { range, .. } => code_at = range.start,
                Payload::DataSection(section) => data_at = section.range().start,
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            if let Linking::SymbolTable(table) = part.map_err(fault)? {
                                symbols =
                                    table.into_iter().collect::<Result<_, _>>().map_err(fault)?;
                            }
                        }
                    }
                    KnownCustom::Reloc(reloc) if section.name() == "reloc.CODE" => {
                        code = entries(&reloc)?
                    }
                    KnownCustom::Reloc(reloc) if section.name() == "reloc.DATA" => {
                        data = entries(&reloc)?
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        // Constants, by their addresses; symbols that name the same one share a place.
        let mut segments = Vec::new();
        for segment in &program.data {
            segments.push((address(segment)?, segment.data.len()));
        }
        let mut ranges: BTreeSet<(u32, u32)> = BTreeSet::new();
        let place = |symbol: &SymbolInfo| match symbol {
            SymbolInfo::Data { symbol: Some(data), .. } if data.size > 0 => {
                let (start, _) = segments.get(data.index as usize)?;
                Some((start + data.offset, start + data.offset + data.size))
            }
            _ => None,
        };
        ranges.extend(symbols.iter().filter_map(place));
        let ranges: Vec<(u32, u32)> = ranges.into_iter().collect();
        if ranges.is_empty() {
            return Err(fault("no constant has a name"));
        }
        // What is moved with one constant must not be taken from another (the page is linked
        // with `-O0`, so that no two share bytes).
        if ranges.windows(2).any(|pair| pair[1].0 < pair[0].1) {
            return Err(fault("constants share bytes: it cannot be cut in two"));
        }
        let target = |index: u32| match symbols.get(index as usize) {
            Some(SymbolInfo::Func { index, .. }) => {
                program.names.get(*index as usize).map(|name| Target::Function((*name).to_owned()))
            }
            Some(symbol) => ranges.binary_search(&place(symbol)?).ok().map(Target::Data),
            None => None,
        };
        let mut functions = Vec::new();
        let mut code = code.into_iter().peekable();
        for (number, body) in (program.imported()..).zip(&program.bodies) {
            let range = body.range();
            let mut targets = Vec::new();
            while let Some((_, index)) = code.next_if(|(at, _)| code_at + *at < range.end) {
                targets.extend(target(index));
            }
            functions.push((program.names[number].to_owned(), targets));
        }
        let mut constants: Vec<Vec<Target>> = Vec::new();
        constants.resize_with(ranges.len(), Vec::new);
        for (at, index) in data {
            let mut found = None;
            for (segment, (start, _)) in program.data.iter().zip(&segments) {
                let content = segment.range.end - segment.data.len()..segment.range.end;
                if content.contains(&(data_at + at)) {
                    let within = u32::try_from(data_at + at - content.start).map_err(fault)?;
                    found = Some(start + within);
                }
            }
            let address = found.ok_or_else(|| fault("a relocation outside the data"))?;
            let at = ranges.partition_point(|(start, _)| *start <= address).checked_sub(1);
            let at = at.filter(|at| address < ranges[*at].1);
            let at = at.ok_or_else(|| fault("a pointer in no constant"))?;
            constants[at].extend(target(index));
        }
        let data = ranges.into_iter().map(|(start, end)| start..end).collect();
        Ok(Self { segments, data, functions, constants })
    }

    /// Constants are found by address: wasm-bindgen must not have moved them.
    fn agree_with(&self, program: &Program) -> Result<(), Fault> {
        for ((start, length), segment) in self.segments.iter().zip(&program.data) {
            if address(segment)? != *start || segment.data.len() != *length {
                return Err(fault("wasm-bindgen has moved constants"));
            }
        }
        Ok(())
    }
}

/// (place in the section, symbol) of each relocation that names a function or a constant.
fn entries(reloc: &RelocSectionReader) -> Result<Vec<(usize, u32)>, Fault> {
    let mut out = Vec::new();
    for entry in reloc.entries() {
        let entry = entry.map_err(fault)?;
        match entry.ty {
            RelocationType::TypeIndexLeb
            | RelocationType::GlobalIndexLeb
            | RelocationType::TableNumberLeb => {}
            RelocationType::FunctionIndexLeb
            | RelocationType::TableIndexSleb
            | RelocationType::TableIndexI32
            | RelocationType::MemoryAddrLeb
            | RelocationType::MemoryAddrSleb
            | RelocationType::MemoryAddrI32 => {
                out.push((entry.relocation_range().start, entry.index))
            }
            other => return Err(format!("a relocation of a kind that is not known: {other:?}")),
        }
    }
    out.sort_unstable();
    Ok(out)
}
