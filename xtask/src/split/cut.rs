//! Which half each function and constant stands in.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Graph, Node};
use super::program::{Fault, Program, fault};

/// The program, divided.
pub struct Cut {
    /// Functions of the first file, without those that it imports.
    pub first: BTreeSet<u32>,
    /// Functions of the later file.
    pub later: BTreeSet<u32>,
    /// Functions of the later file that the first one calls or points at, and their places in the
    /// table of functions.
    pub doors: BTreeMap<u32, u32>,
    /// How long the table of functions is, with the places that were added for doors.
    pub table: u32,
    /// Constants that only the later file reads, by their places in [`Graph::data`].
    pub later_data: BTreeSet<usize>,
}

impl Cut {
    /// `comes_late` names functions that the start of the page does not run.
    pub fn new(
        program: &Program,
        graph: &Graph,
        comes_late: impl Fn(&str) -> bool,
    ) -> Result<Self, Fault> {
        let late: BTreeSet<Node> = (0..)
            .zip(&program.names)
            .skip(program.imported())
            .map(|(number, name)| (Node::Function(number), *name))
            .filter(|(node, name)| !graph.roots.contains(node) && comes_late(name))
            .map(|(node, _)| node)
            .collect();
        let first_nodes = graph.reach(&graph.roots, |node| late.contains(&node));
        let later_nodes = graph.reach(&late, |node| first_nodes.contains(&node));
        let is_own = |number: &u32| *number as usize >= program.imported();
        let function = |node: &Node| match node {
            Node::Function(number) => Some(*number).filter(is_own),
            Node::Data(_) => None,
        };
        let later_data = later_nodes.iter().filter_map(|node| match node {
            Node::Data(at) => Some(*at),
            Node::Function(_) => None,
        });
        let mut slots: BTreeMap<u32, u32> = BTreeMap::new();
        for (place, function) in program.slots()? {
            slots.entry(function).or_insert(place);
        }
        let table = program.tables.first().ok_or_else(|| fault("no table of functions"))?;
        let mut table = u32::try_from(table.ty.initial).map_err(fault)?;
        let mut doors = BTreeMap::new();
        for node in &first_nodes {
            for needed in graph.needs(*node).intersection(&late).filter_map(function) {
                doors.entry(needed).or_insert_with(|| {
                    slots.get(&needed).copied().unwrap_or_else(|| {
                        table += 1;
                        table - 1
                    })
                });
            }
        }
        Ok(Self {
            first: first_nodes.iter().filter_map(function).collect(),
            later: later_nodes.iter().filter_map(function).collect(),
            doors,
            table,
            later_data: later_data.collect(),
        })
    }
}
