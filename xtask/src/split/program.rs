//! A wasm file taken apart, as far as the splitter reads it.

use std::collections::BTreeSet;

use wasmparser::{
    Data, DataKind, Element, ElementItems, ElementKind, Export, FunctionBody, Global, Import,
    KnownCustom, MemoryType, Name, Operator, Parser, Payload, Table, TypeRef, TypeSectionReader,
};

/// What went wrong, in words.
pub type Fault = String;

/// Words for a fault of the reader.
pub fn fault(e: impl std::fmt::Display) -> Fault {
    format!("the program's wasm: {e}")
}

/// A program: its functions are the imported ones, then its own.
#[derive(Default)]
pub struct Program<'a> {
    /// The types of functions.
    pub types: Option<TypeSectionReader<'a>>,
    /// What it imports: functions, and nothing else.
    pub imports: Vec<Import<'a>>,
    /// The type of every function.
    pub functions: Vec<u32>,
    /// The name of every function.
    pub names: Vec<&'a str>,
    /// Its tables.
    pub tables: Vec<Table<'a>>,
    /// Its memory.
    pub memory: Option<MemoryType>,
    /// Its globals.
    pub globals: Vec<Global<'a>>,
    /// What it exports.
    pub exports: Vec<Export<'a>>,
    /// The function that runs first.
    pub start: Option<u32>,
    /// What its tables begin with.
    pub elements: Vec<Element<'a>>,
    /// The code of its own functions.
    pub bodies: Vec<FunctionBody<'a>>,
    /// What its memory begins with.
    pub data: Vec<Data<'a>>,
}

/// What a function's code names.
#[derive(Default)]
pub struct Uses {
    /// Functions that it calls or refers to.
    pub functions: BTreeSet<u32>,
    /// Globals.
    pub globals: BTreeSet<u32>,
    /// Tables.
    pub tables: BTreeSet<u32>,
}

impl<'a> Program<'a> {
    /// Reads it.
    pub fn read(wasm: &'a [u8]) -> Result<Self, Fault> {
        let mut out = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.map_err(fault)? {
                Payload::TypeSection(types) => out.types = Some(types),
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import.map_err(fault)?;
                        let TypeRef::Func(of) = import.ty else {
                            return Err(format!("{} is imported and no function", import.name));
                        };
                        out.imports.push(import);
                        out.functions.push(of);
                    }
                }
                Payload::FunctionSection(types) => {
                    for of in types {
                        out.functions.push(of.map_err(fault)?);
                    }
                }
                Payload::TableSection(tables) => out.tables = all(tables)?,
                Payload::MemorySection(memories) => out.memory = all(memories)?.pop(),
                Payload::GlobalSection(globals) => out.globals = all(globals)?,
                Payload::ExportSection(exports) => out.exports = all(exports)?,
                Payload::StartSection { func, .. } => out.start = Some(func),
                Payload::ElementSection(elements) => out.elements = all(elements)?,
                Payload::CodeSectionEntry(body) => out.bodies.push(body),
                Payload::DataSection(data) => out.data = all(data)?,
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        out.names = function_names(names)?;
                    }
                }
                _ => {}
            }
        }
        out.names.resize(out.functions.len(), "");
        Ok(out)
    }

    /// How many of its functions are imported.
    pub fn imported(&self) -> usize {
        self.imports.len()
    }

    /// The code of a function; `None` = it is imported.
    pub fn body(&self, function: u32) -> Option<&FunctionBody<'a>> {
        self.bodies.get((function as usize).checked_sub(self.imported())?)
    }

    /// What the code of a function names.
    pub fn uses(&self, function: u32) -> Result<Uses, Fault> {
        let mut out = Uses::default();
        let Some(body) = self.body(function) else { return Ok(out) };
        for operator in body.get_operators_reader().map_err(fault)? {
            match operator.map_err(fault)? {
                Operator::Call { function_index }
                | Operator::ReturnCall { function_index }
                | Operator::RefFunc { function_index } => {
                    out.functions.insert(function_index);
                }
                Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } => {
                    out.globals.insert(global_index);
                }
                Operator::CallIndirect { table_index: table, .. }
                | Operator::TableGet { table }
                | Operator::TableSet { table }
                | Operator::TableGrow { table }
                | Operator::TableSize { table }
                | Operator::TableFill { table } => {
                    out.tables.insert(table);
                }
                _ => {}
            }
        }
        Ok(out)
    }

    /// Which function stands at which place of the table of functions: (place, function).
    pub fn slots(&self) -> Result<Vec<(u32, u32)>, Fault> {
        let mut out = Vec::new();
        for element in &self.elements {
            let ElementKind::Active { table_index: None | Some(0), offset_expr } = &element.kind
            else {
                return Err(fault("a list of functions for another table than the first"));
            };
            let offset = constant(offset_expr)?;
            let ElementItems::Functions(functions) = element.items.clone() else {
                return Err(fault("a list of functions with expressions"));
            };
            for (place, function) in (offset..).zip(functions) {
                out.push((place, function.map_err(fault)?));
            }
        }
        Ok(out)
    }
}

fn all<'a, T: wasmparser::FromReader<'a>>(
    section: wasmparser::SectionLimited<'a, T>,
) -> Result<Vec<T>, Fault> {
    section.into_iter().collect::<Result<_, _>>().map_err(fault)
}

fn function_names<'a>(names: wasmparser::NameSectionReader<'a>) -> Result<Vec<&'a str>, Fault> {
    let mut out = Vec::new();
    for part in names {
        if let Name::Function(names) = part.map_err(fault)? {
            for naming in names {
                let naming = naming.map_err(fault)?;
                let at = naming.index as usize;
                if out.len() <= at {
                    out.resize(at + 1, "");
                }
                out[at] = naming.name;
            }
        }
    }
    Ok(out)
}

/// Where a segment of data stands in memory.
pub fn address(data: &Data) -> Result<u32, Fault> {
    match &data.kind {
        DataKind::Active { memory_index: 0, offset_expr } => constant(offset_expr),
        _ => Err(fault("data without an address")),
    }
}

/// The number that a constant expression is.
pub fn constant(expression: &wasmparser::ConstExpr) -> Result<u32, Fault> {
    match expression.get_operators_reader().read().map_err(fault)? {
        Operator::I32Const { value } => u32::try_from(value).map_err(fault),
        _ => Err(fault("an address that is no constant")),
    }
}
