//! Writes the two files.
//!
//! In the first file a function that comes later is a door: it asks for the later file, should
//! that not be here yet, and then calls what stands at the function's place in the table. There
//! the later file puts the function itself. So whatever code calls, in whichever order, runs.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection,
    MemorySection, Module, StartSection, TableSection, TableType, TypeSection, ValType,
};
use wasmparser::FunctionBody;

use super::cut::Cut;
use super::graph::Graph;
use super::program::{Fault, Program, address, fault};

/// The global that is 1 when the later file has joined the first.
const ARRIVED: &str = "arrived";
/// Under this name the later file finds what the first one exports.
const FIRST: &str = "m";

/// What of a program keeps which number in a file.
struct Numbers {
    functions: BTreeMap<u32, u32>,
    globals: BTreeMap<u32, u32>,
    tables: BTreeMap<u32, u32>,
    /// Functions write down that they ran, from this address on.
    flags: Option<u32>,
}

fn number(map: &BTreeMap<u32, u32>, old: u32) -> Result<u32, reencode::Error<Fault>> {
    let missing = || reencode::Error::UserError(format!("number {old} stands in the other file"));
    map.get(&old).copied().ok_or_else(missing)
}

impl Reencode for Numbers {
    type Error = Fault;

    fn function_index(&mut self, old: u32) -> Result<u32, reencode::Error<Fault>> {
        number(&self.functions, old)
    }

    fn global_index(&mut self, old: u32) -> Result<u32, reencode::Error<Fault>> {
        number(&self.globals, old)
    }

    fn table_index(&mut self, old: u32) -> Result<u32, reencode::Error<Fault>> {
        number(&self.tables, old)
    }
}

impl Numbers {
    fn code(&mut self, code: &mut CodeSection, old: u32, body: &FunctionBody) -> Result<(), Fault> {
        let Some(flags) = self.flags else {
            return self.parse_function_body(code, body.clone()).map_err(fault);
        };
        let mut function = self.new_function_with_parsed_locals(body).map_err(fault)?;
        let flag = i32::try_from(flags + old).map_err(fault)?;
        let byte = wasm_encoder::MemArg { offset: 0, align: 0, memory_index: 0 };
        function.instructions().i32_const(flag).i32_const(1).i32_store8(byte);
        let mut reader = body.get_operators_reader().map_err(fault)?;
        while !reader.eof() {
            function.instruction(&self.parse_instruction(&mut reader).map_err(fault)?);
        }
        code.function(&function);
        Ok(())
    }

    fn types(&mut self, program: &Program) -> Result<TypeSection, Fault> {
        let mut out = TypeSection::new();
        let types = program.types.clone().ok_or_else(|| fault("no types"))?;
        self.parse_type_section(&mut out, types).map_err(fault)?;
        Ok(out)
    }
}

fn same(numbers: std::ops::Range<usize>) -> BTreeMap<u32, u32> {
    numbers.filter_map(|n| u32::try_from(n).ok()).map(|n| (n, n)).collect()
}

/// A short name for the `n`th thing that the later file takes from the first.
fn short(mut n: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let mut out = String::from("_");
    loop {
        out.push(char::from(LETTERS[n % LETTERS.len()]));
        n /= LETTERS.len();
        if n == 0 {
            return out;
        }
    }
}

/// What the later file takes from the first: functions, globals, tables.
#[derive(Default)]
struct Shared {
    functions: BTreeSet<u32>,
    globals: BTreeSet<u32>,
    tables: BTreeSet<u32>,
}

impl Shared {
    fn new(graph: &Graph, cut: &Cut) -> Self {
        let mut out = Self::default();
        out.tables.insert(0);
        for function in &cut.later {
            let uses = &graph.uses[*function as usize];
            out.functions.extend(uses.functions.difference(&cut.later));
            out.globals.extend(&uses.globals);
            out.tables.extend(&uses.tables);
        }
        out
    }

    /// (name, kind, number in the whole program)
    fn all(&self, program: &Program) -> Vec<(String, ExportKind, u32)> {
        let functions = in_order(program, self.functions.iter());
        let functions = functions.into_iter().map(|n| (ExportKind::Func, n));
        let globals = self.globals.iter().map(|n| (ExportKind::Global, *n));
        let tables = self.tables.iter().map(|n| (ExportKind::Table, *n));
        let all = functions.chain(globals).chain(tables).enumerate();
        all.map(|(n, (kind, number))| (short(n), kind, number)).collect()
    }
}

/// The script of wasm-bindgen, as the program calls it.
const GLUE: &str = "./app_bg.js";

/// (long name, short name) of what the program imports from wasm-bindgen's script.
pub fn glue_names<'a>(program: &Program<'a>) -> impl Iterator<Item = (&'a str, String)> {
    let glue = program.imports.iter().filter(|import| import.module == GLUE);
    glue.enumerate().map(|(n, import)| (import.name, short(n)))
}

fn memory_name<'a>(program: &Program<'a>) -> Result<&'a str, Fault> {
    let memory = program.exports.iter().find(|e| e.kind == wasmparser::ExternalKind::Memory);
    memory.map(|export| export.name).ok_or_else(|| fault("the memory is not exported"))
}

/// The first file. `arrive` is the imported function that brings the later one. With `flags`, the
/// functions write down that they ran: the byte at that address + the function's number.
pub fn first(
    program: &Program,
    graph: &Graph,
    cut: &Cut,
    arrive: u32,
    flags: Option<u32>,
) -> Result<Vec<u8>, Fault> {
    let mut functions = same(0..program.imported());
    let (own, doors) = (in_order(program, cut.first.iter()), in_order(program, cut.doors.keys()));
    for old in own.iter().chain(&doors) {
        let new = u32::try_from(functions.len()).map_err(fault)?;
        functions.insert(*old, new);
    }
    let arrived = u32::try_from(program.globals.len()).map_err(fault)?;
    let mut numbers = Numbers {
        functions,
        globals: same(0..program.globals.len()),
        tables: same(0..program.tables.len()),
        flags,
    };
    let mut module = Module::new();
    module.section(&numbers.types(program)?);

    let mut imports = ImportSection::new();
    let names: BTreeMap<&str, String> = glue_names(program).collect();
    for import in &program.imports {
        let name = match import.module {
            GLUE => names.get(import.name).map_or(import.name, String::as_str),
            _ => import.name,
        };
        imports.import(import.module, name, numbers.entity_type(import.ty).map_err(fault)?);
    }
    module.section(&imports);

    let mut types = FunctionSection::new();
    for old in own.iter().chain(&doors) {
        types.function(program.functions[*old as usize]);
    }
    module.section(&types);

    let mut tables = TableSection::new();
    for (n, table) in program.tables.iter().enumerate() {
        let mut of = numbers.table_type(table.ty).map_err(fault)?;
        if n == 0 {
            longer(&mut of, cut.table);
        }
        tables.table(of);
    }
    module.section(&tables);

    let mut memories = MemorySection::new();
    let mut memory = program.memory.ok_or_else(|| fault("no memory"))?;
    if flags.is_some() {
        memory.initial += program.functions.len() as u64 / 65_536 + 1;
    }
    memories.memory(numbers.memory_type(memory).map_err(fault)?);
    module.section(&memories);

    let mut globals = GlobalSection::new();
    for global in &program.globals {
        numbers.parse_global(&mut globals, global.clone()).map_err(fault)?;
    }
    let mutable = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    globals.global(mutable, &ConstExpr::i32_const(0));
    module.section(&globals);

    let mut exports = ExportSection::new();
    for export in &program.exports {
        numbers.parse_export(&mut exports, *export).map_err(fault)?;
    }
    for (name, kind, old) in Shared::new(graph, cut).all(program) {
        let new = if kind == ExportKind::Func {
            number(&numbers.functions, old).map_err(fault)?
        } else {
            old
        };
        exports.export(&name, kind, new);
    }
    exports.export(ARRIVED, ExportKind::Global, arrived);
    module.section(&exports);

    if let Some(start) = program.start {
        let function_index = number(&numbers.functions, start).map_err(fault)?;
        module.section(&StartSection { function_index });
    }

    // A place whose function nothing in the first file can name stays empty: a call would trap.
    let mut slots: BTreeMap<u32, u32> = program.slots()?.into_iter().collect();
    slots.extend(cut.doors.iter().map(|(function, place)| (*place, *function)));
    module.section(&runs(
        slots
            .into_iter()
            .filter_map(|(place, old)| numbers.functions.get(&old).map(|new| (place, *new))),
    ));

    let mut code = CodeSection::new();
    for old in &own {
        let body = program.body(*old).ok_or_else(|| fault("a function without code"))?;
        numbers.code(&mut code, *old, body)?;
    }
    for old in &doors {
        let place = cut.doors[old];
        let of = program.functions[*old as usize];
        code.function(&door(parameters(program, of)?, of, place, arrived, arrive)?);
    }
    module.section(&code);

    let later: Vec<_> = cut.later_data.iter().map(|at| graph.data[*at].clone()).collect();
    let mut data = DataSection::new();
    for segment in &program.data {
        let start = address(segment)?;
        let mut bytes = segment.data.to_vec();
        for gone in later.iter().filter(|gone| gone.start >= start) {
            let (from, to) = ((gone.start - start) as usize, (gone.end - start) as usize);
            if let Some(bytes) = bytes.get_mut(from..to) {
                bytes.fill(0);
            }
        }
        for (at, bytes) in without_zeros(&bytes) {
            let at = i32::try_from(start as usize + at).map_err(fault)?;
            data.active(0, &ConstExpr::i32_const(at), bytes.iter().copied());
        }
    }
    module.section(&data);
    Ok(module.finish())
}

/// The later file.
pub fn later(program: &Program, graph: &Graph, cut: &Cut) -> Result<Vec<u8>, Fault> {
    let mut numbers = Numbers {
        functions: BTreeMap::new(),
        globals: BTreeMap::new(),
        tables: BTreeMap::new(),
        flags: None,
    };
    let mut module = Module::new();
    module.section(&numbers.types(program)?);

    let mut imports = ImportSection::new();
    for (name, kind, old) in Shared::new(graph, cut).all(program) {
        let at = old as usize;
        let (map, of) = match kind {
            ExportKind::Func => {
                (&mut numbers.functions, EntityType::Function(program.functions[at]))
            }
            ExportKind::Global => {
                let of = reencode::RoundtripReencoder.global_type(program.globals[at].ty);
                (&mut numbers.globals, EntityType::Global(of.map_err(fault)?))
            }
            _ => {
                let of = reencode::RoundtripReencoder.table_type(program.tables[at].ty);
                let mut of = of.map_err(fault)?;
                if old == 0 {
                    longer(&mut of, cut.table);
                }
                (&mut numbers.tables, EntityType::Table(of))
            }
        };
        let new = u32::try_from(map.len()).map_err(fault)?;
        map.insert(old, new);
        imports.import(FIRST, &name, of);
    }
    let memory = program.memory.ok_or_else(|| fault("no memory"))?;
    let memory = numbers.memory_type(memory).map_err(fault)?;
    imports.import(FIRST, memory_name(program)?, EntityType::Memory(memory));
    module.section(&imports);

    let mut types = FunctionSection::new();
    let own = in_order(program, cut.later.iter());
    for old in &own {
        let new = u32::try_from(numbers.functions.len()).map_err(fault)?;
        numbers.functions.insert(*old, new);
        types.function(program.functions[*old as usize]);
    }
    module.section(&types);

    let mut slots: BTreeMap<u32, u32> = program.slots()?.into_iter().collect();
    slots.extend(cut.doors.iter().map(|(function, place)| (*place, *function)));
    module.section(&runs(
        slots
            .into_iter()
            .filter(|(_, old)| cut.later.contains(old))
            .filter_map(|(place, old)| numbers.functions.get(&old).map(|new| (place, *new))),
    ));

    let mut code = CodeSection::new();
    for old in &own {
        let body = program.body(*old).ok_or_else(|| fault("a function without code"))?;
        numbers.code(&mut code, *old, body)?;
    }
    module.section(&code);

    let mut data = DataSection::new();
    let mut open: Option<(u32, Vec<u8>)> = None;
    let mut close = |open: Option<(u32, Vec<u8>)>| -> Result<(), Fault> {
        if let Some((start, bytes)) = open {
            let at = i32::try_from(start).map_err(fault)?;
            data.active(0, &ConstExpr::i32_const(at), bytes);
        }
        Ok(())
    };
    for at in &cut.later_data {
        let range = graph.data[*at].clone();
        // Constants without bytes in the file are zero from the start.
        let Some(bytes) = bytes_of(program, &range)? else { continue };
        open = match open {
            Some((start, mut before)) if start as usize + before.len() == range.start as usize => {
                before.extend_from_slice(bytes);
                Some((start, before))
            }
            before => {
                close(before)?;
                Some((range.start, bytes.to_vec()))
            }
        };
    }
    close(open)?;
    module.section(&data);
    Ok(module.finish())
}

/// Functions of the same type stand together: that compresses best (1 %). The imported ones keep
/// their places before all others.
fn in_order<'a>(program: &Program, functions: impl Iterator<Item = &'a u32>) -> Vec<u32> {
    let mut out: Vec<u32> = functions.copied().collect();
    out.sort_by_key(|old| {
        let at = *old as usize;
        if at < program.imported() {
            (0, *old, "")
        } else {
            (1, program.functions[at], program.names[at])
        }
    });
    out
}

fn longer(table: &mut TableType, length: u32) {
    let more = u64::from(length).saturating_sub(table.minimum);
    table.minimum += more;
    table.maximum = table.maximum.map(|maximum| maximum + more);
}

fn bytes_of<'a>(
    program: &Program<'a>,
    range: &std::ops::Range<u32>,
) -> Result<Option<&'a [u8]>, Fault> {
    for segment in &program.data {
        let start = address(segment)?;
        if let Some(from) = range.start.checked_sub(start)
            && let Some(bytes) = segment.data.get(from as usize..(range.end - start) as usize)
        {
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}

fn parameters(program: &Program, of: u32) -> Result<u32, Fault> {
    let groups = program.types.clone().ok_or_else(|| fault("no types"))?;
    let kinds = groups.into_iter_err_on_gc_types();
    let found = kinds.into_iter().nth(of as usize).ok_or_else(|| fault("no such type"))?;
    u32::try_from(found.map_err(fault)?.params().len()).map_err(fault)
}

/// Asks for the later file if it is not here, then calls what stands at this place of the table.
fn door(
    parameters: u32,
    of: u32,
    place: u32,
    arrived: u32,
    arrive: u32,
) -> Result<Function, Fault> {
    let mut out = Function::new([]);
    let mut code = out.instructions();
    code.global_get(arrived).i32_eqz().if_(wasm_encoder::BlockType::Empty).call(arrive).end();
    for parameter in 0..parameters {
        code.local_get(parameter);
    }
    code.i32_const(i32::try_from(place).map_err(fault)?).call_indirect(0, of).end();
    Ok(out)
}

/// A list of (place, function) as segments without gaps.
fn runs(slots: impl Iterator<Item = (u32, u32)>) -> ElementSection {
    let mut segments: Vec<(u32, Vec<u32>)> = Vec::new();
    for (place, function) in slots {
        match segments.last_mut() {
            Some((start, run)) if *start as usize + run.len() == place as usize => {
                run.push(function)
            }
            _ => segments.push((place, vec![function])),
        }
    }
    let mut out = ElementSection::new();
    for (start, run) in segments {
        let offset = ConstExpr::i32_const(i32::try_from(start).unwrap_or(i32::MAX));
        out.active(None, &offset, Elements::Functions(Cow::Owned(run)));
    }
    out
}

/// The parts of a segment that are not nothing: (place, bytes).
fn without_zeros(bytes: &[u8]) -> Vec<(usize, &[u8])> {
    /// Fewer zeros than this cost less than a segment of their own.
    const WORTH: usize = 12;
    let mut out = Vec::new();
    let (mut start, mut end) = (0, 0);
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == 0 {
            continue;
        }
        if at - end >= WORTH {
            if end > start {
                out.push((start, &bytes[start..end]));
            }
            start = at;
        }
        end = at + 1;
    }
    if end > start {
        out.push((start, &bytes[start..end]));
    }
    out
}
