//! Turns the catalogue's data files into integer tables, so that nothing is parsed at start
//! (design, section 8).

#![allow(clippy::expect_used, reason = "a build script that cannot go on says so and stops")]

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const DATA: &str = "src/model/catalog/data";

fn rows(name: &str) -> Vec<Vec<String>> {
    let path = format!("{DATA}/{name}");
    println!("cargo:rerun-if-changed={path}");
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

fn number_or(text: &str, default: &str) -> String {
    if text.is_empty() { default.to_owned() } else { text.to_owned() }
}

/// `120000000m` → `Some(Price { nano_usd: 120000000, basis: PriceBasis::Modelled })`.
fn price(text: &str) -> String {
    let Some(basis) = text.chars().last() else { return "None".to_owned() };
    let basis = match basis {
        's' => "Sourced",
        'f' => "FamilySampled",
        'm' => "Modelled",
        other => panic!("unknown basis {other}"),
    };
    let nano = &text[..text.len() - 1];
    format!("Some(Price{{nano_usd:{nano},basis:PriceBasis::{basis}}})")
}

fn instance_types() -> String {
    let mut rows = rows("instance-types.tsv").into_iter();
    let header = rows.next().expect("a header");
    let regions = &header[9..];
    let mut out =
        String::from("/// Regions with EC2 prices, in the order of [`InstanceType::prices`].\n");
    let _ = writeln!(out, "pub const PRICE_REGIONS: [&str; {}] = {regions:?};", regions.len());
    out.push_str("/// All EC2 instance types, as the data file lists them.\n");
    out.push_str("pub static INSTANCE_TYPES: &[InstanceType] = &[\n");
    for row in rows {
        let [name, vcpus, memory, registered, arch, gpus, eni, trunk, current] = &row[..9] else {
            panic!("short row {row:?}")
        };
        let arch = if arch == "ARM64" { "Arm64" } else { "X86_64" };
        let prices: Vec<String> = row[9..].iter().map(|p| price(p)).collect();
        let _ = writeln!(
            out,
            "InstanceType{{name:\"{name}\",vcpus:{vcpus},memory:Mebibytes({memory}),registered_memory:Mebibytes({registered}),architecture:CpuArchitecture::{arch},gpus:{gpus},task_eni_limit:{eni},task_eni_limit_trunking:{},current:{},prices:[{}]}},",
            number_or(trunk, "0"),
            current == "1",
            prices.join(","),
        );
    }
    out.push_str("];\n");
    out
}

fn fargate_sizes() -> String {
    let mut out = String::from(
        "/// Legal Fargate sizes: CPU units, then the memory values in MiB (LC-102).\n",
    );
    out.push_str("pub static FARGATE_SIZES: &[(u32, &[u32])] = &[\n");
    for row in rows("fargate-sizes.tsv") {
        let _ = writeln!(out, "({}, &[{}]),", row[0], row[1].replace(' ', ","));
    }
    out.push_str("];\n");
    out
}

fn quotas() -> String {
    let rows = rows("quotas.tsv");
    let mut out = String::from("/// All quotas, QT-01 first, in the order of their numbers.\n");
    let _ = writeln!(out, "pub static QUOTAS: [Quota; {}] = [", rows.len());
    let option = |t: &str| if t.is_empty() { "None".to_owned() } else { format!("Some({t})") };
    for row in rows {
        let [
            rule,
            code,
            name,
            notes,
            current,
            adjustable_notes,
            adjustable_current,
            scope,
            sustained,
            effect,
            unplayed,
            set,
            source,
            exception,
            basis,
            text,
        ] = &row[..]
        else {
            panic!("row {row:?}")
        };
        let effect = match &**effect {
            "R" => "Refused",
            "E" => "Event",
            "P" => "Paced",
            "T" => "Throttled",
            "N" => "NotChosen",
            "S" => "TaskStops",
            other => panic!("unknown effect {other}"),
        };
        let unplayed = match &**unplayed {
            "" => "None",
            "x" => "Some(Unplayed::Exec)",
            "d" => "Some(Unplayed::TaskSets)",
            other => panic!("unknown reason {other}"),
        };
        let source = match &**source {
            "" => "None",
            "p" => "Public",
            "b" => "Botocore",
            "c" => "Probed",
            "t" => "InstanceTypes",
            "e" => "Ec2",
            "m" => "Modelled",
            other => panic!("unknown source {other}"),
        };
        let _ = writeln!(
            out,
            "Quota{{rule:\"{rule}\",code:\"{code}\",name:\"{name}\",notes:{},current:{},adjustable_notes:{},adjustable_current:{},scope:\"{scope}\",sustained:{},effect:Effect::{effect},unplayed:{unplayed},only_if_set:{},source:Source::{source},exception:\"{exception}\",seen:{},text:\"{text}\"}},",
            option(notes),
            option(current),
            adjustable_notes == "1",
            adjustable_current == "1",
            number_or(sustained, "0"),
            set == "1",
            basis == "s",
        );
    }
    out.push_str("];\n");
    out
}

/// The shapes of the API's inputs: one text, a line a shape, in which structures are numbers.
fn shapes() -> String {
    const FILE: &str = "src/check/data/shapes.txt";
    println!("cargo:rerun-if-changed={FILE}");
    let text = fs::read_to_string(FILE).unwrap_or_else(|e| panic!("{FILE}: {e}"));
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let operations = lines.iter().position(|line| *line == "-").expect("a line between the two");
    let shapes: Vec<&str> = lines.into_iter().filter(|line| *line != "-").collect();
    let name = |line: &str| line.split(' ').next().unwrap_or("").to_owned();
    let structures: Vec<String> = shapes[operations..].iter().map(|line| name(line)).collect();
    let kind = |kind: &str| {
        let inner = kind.trim_start_matches(['[', '(']);
        match structures.iter().position(|name| name == inner) {
            Some(at) => format!("{}#{}", &kind[..kind.len() - inner.len()], operations + at),
            None => kind.to_owned(),
        }
    };
    let mut out = String::new();
    let mut starts = Vec::new();
    let mut whole = String::new();
    for (at, line) in shapes.iter().enumerate() {
        starts.push(whole.len());
        let members = line.split(' ').skip(1).map(|member| {
            let (name, of) = member.split_once(':').expect("a kind");
            format!("{name}:{}", kind(of))
        });
        let first = if at < operations { name(line) } else { String::new() };
        let words: Vec<String> = [first].into_iter().chain(members).collect();
        whole.push_str(&words.join(" "));
    }
    starts.push(whole.len());
    let _ = writeln!(out, "static TEXT: &str = {whole:?};");
    let _ = writeln!(out, "static STARTS: [u16; {}] = {starts:?};", starts.len());
    let _ = writeln!(out, "const OPERATIONS: usize = {operations};");
    out
}

fn main() {
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    for (name, text) in [
        ("instance_types.rs", instance_types()),
        ("fargate_sizes.rs", fargate_sizes()),
        ("quotas.rs", quotas()),
        ("shapes.rs", shapes()),
    ] {
        fs::write(Path::new(&out).join(name), text).expect("writing a table");
    }
}
