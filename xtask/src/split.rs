//! Cuts the program in two: what the first landing needs, and what `src/app/parts.rs` fetches later.

use wasm_split_cli::{SplitModule, Splitter};
use wasmparser::{KnownCustom, Linking, Parser, Payload, SymbolInfo};

/// The two halves and the script that joins them.
pub struct Halves {
    /// What the page starts with.
    pub main: Vec<u8>,
    /// What comes later: (name, bytes).
    pub later: Vec<(String, Vec<u8>)>,
    modules: Vec<(String, Vec<String>)>,
}

/// `original` as the compiler made it with relocations, `bindgened` as wasm-bindgen left it.
pub fn cut(original: &[u8], bindgened: &[u8]) -> Result<Halves, String> {
    nothing_is_shared(bindgened)?;
    let splitter = Splitter::new(original, bindgened).map_err(|e| format!("wasm-split: {e:#}"))?;
    let out = splitter.emit().map_err(|e| format!("wasm-split: {e:#}"))?;
    let chunk_name = |index: usize| format!("chunk-{index}");
    let mut later = Vec::new();
    for (index, chunk) in out.chunks.iter().enumerate() {
        later.push((chunk_name(index), without_customs(&chunk.bytes)?));
    }
    let mut modules = Vec::new();
    for module in &out.modules {
        let name = loader(module)?;
        let needs = module.relies_on_chunks.iter().map(|chunk| chunk_name(*chunk)).collect();
        later.push((name.clone(), without_customs(&module.bytes)?));
        modules.push((name, needs));
    }
    if modules.is_empty() {
        return Err("the page has no part that comes later".to_owned());
    }
    Ok(Halves { main: without_customs(&out.main.bytes)?, later, modules })
}

/// The name under which the program asks for a module.
fn loader(module: &SplitModule) -> Result<String, String> {
    let (Some(hash), Some(name)) = (&module.hash_id, &module.component_name) else {
        return Err(format!("wasm-split: {} has no name", module.module_name));
    };
    Ok(format!("__wasm_split_load_{}_{hash}_{name}", module.module_name))
}

/// The script that fetches the later files; `file` tells the name that each got in `dist/`.
pub fn script(halves: &Halves, file: impl Fn(&str) -> String) -> String {
    let mut out = JOIN.to_owned();
    for (name, needs) in &halves.modules {
        let needs: Vec<String> =
            needs.iter().map(|need| format!("later(\"./{}\", [])", file(need))).collect();
        out.push_str(&format!(
            "export const {name} = later(\"./{}\", [{}]);\n",
            file(name),
            needs.join(", ")
        ));
    }
    out
}

const JOIN: &str = r#"// Fetches the parts of the program that the first landing does not need, and joins them to it.
const fused = {};
const later = (file, needs) => {
  let done;
  const join = async () => {
    await Promise.all(needs.map((need) => need()));
    const main = globalThis.ecsPlaygroundMain();
    const shared = { ...main, ...fused };
    const { instance } = await WebAssembly.instantiateStreaming(
      fetch(new URL(file, import.meta.url), { credentials: "same-origin" }),
      { env: { memory: main.memory }, __wasm_split: shared },
    );
    Object.assign(fused, instance.exports);
  };
  return async (callback, data) => {
    try {
      done ??= join();
      await done;
    } catch (error) {
      done = undefined;
      document.documentElement.dataset.partsFailed = "true";
      console.error(error);
      return;
    }
    if (callback !== undefined) globalThis.ecsPlaygroundMain().__indirect_function_table.get(callback)(data, true);
  };
};
"#;

/// The same program without what only tools read: names, relocations.
fn without_customs(wasm: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = wasm.get(..8).ok_or_else(broken)?.to_vec();
    for (id, section) in sections(wasm)? {
        if id != CUSTOM {
            out.extend_from_slice(section);
        }
    }
    Ok(out)
}

const CUSTOM: u8 = 0;

/// The splitter moves data with the functions that use it: what it takes from one symbol it must
/// not take from another. So no two may share bytes (the page is linked with `-O0` for that).
fn nothing_is_shared(bindgened: &[u8]) -> Result<(), String> {
    let fault = |e: wasmparser::BinaryReaderError| format!("the program's symbols: {e}");
    let mut symbols: Vec<(u32, u32, u32)> = Vec::new();
    for payload in Parser::new(0).parse_all(bindgened) {
        let Payload::CustomSection(section) = payload.map_err(fault)? else { continue };
        let KnownCustom::Linking(linking) = section.as_known() else { continue };
        for part in linking.subsections() {
            let Linking::SymbolTable(table) = part.map_err(fault)? else { continue };
            for symbol in table {
                if let SymbolInfo::Data { symbol: Some(data), .. } = symbol.map_err(fault)? {
                    symbols.push((data.index, data.offset, data.size));
                }
            }
        }
    }
    symbols.retain(|(_, _, size)| *size > 0);
    symbols.sort_unstable();
    let shares = |pair: &[(u32, u32, u32)]| {
        let ((a, from, size), (b, next, _)) = (pair[0], pair[1]);
        a == b && next < from + size
    };
    match symbols.windows(2).any(shares) {
        _ if symbols.is_empty() => Err("the program names no data".to_owned()),
        true => Err("constants of the program share bytes: it cannot be cut in two".to_owned()),
        false => Ok(()),
    }
}

/// The sections of a wasm file, each with its number, whole.
fn sections(wasm: &[u8]) -> Result<Vec<(u8, &[u8])>, String> {
    let mut out = Vec::new();
    let mut at = 8;
    while at < wasm.len() {
        let start = at;
        let id = wasm[at];
        at += 1;
        let (mut size, mut shift) = (0_usize, 0);
        loop {
            let byte = *wasm.get(at).ok_or_else(broken)?;
            at += 1;
            size |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        at += size;
        out.push((id, wasm.get(start..at).ok_or_else(broken)?));
    }
    Ok(out)
}

fn broken() -> String {
    "a wasm file that ends too early".to_owned()
}
