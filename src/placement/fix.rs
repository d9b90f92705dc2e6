//! For a task that found no place: the smallest single changes that would let it land. Each one was
//! tried: the procedure itself was asked again with just that changed, and it placed the task.

use std::rc::Rc;

use super::constraint::{Constraint, Surroundings};
use super::filter::{self, Need};
use super::fleet::{Fleet, Line, Slot};
use super::observer::Unwatched;
use super::place::{Outcome, Request, scan};
use crate::base::{CpuUnits, Mebibytes, Span};
use crate::model::task_definition::Protocol;

/// A change after which the task finds a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Ask for no more than so many CPU units; the most that lands.
    LessCpu {
        /// Now.
        from: u32,
        /// Then.
        to: u32,
    },
    /// Ask for no more than so many MiB; the most that lands.
    LessMemory {
        /// Now.
        from: u32,
        /// Then.
        to: u32,
    },
    /// Another host port.
    OtherPort {
        /// TCP or UDP.
        protocol: Protocol,
        /// Now.
        from: u16,
        /// Then: the next one up that lands.
        to: u16,
    },
    /// No fixed host port: the instance picks one (PL-38).
    AnyPort {
        /// TCP or UDP.
        protocol: Protocol,
        /// Now.
        from: u16,
    },
    /// One comparison of a `memberOf` dropped.
    WithoutTerm {
        /// The constraint's number in the list.
        constraint: u16,
        /// Where the comparison stands in the query.
        span: Span,
        /// Its subject and operator.
        term: Rc<str>,
    },
    /// A whole constraint dropped.
    WithoutConstraint {
        /// Its number in the list.
        constraint: u16,
        /// Its type.
        kind: &'static str,
    },
    /// One more instance like this one, empty.
    OneMore {
        /// The one it is like.
        like: Slot,
    },
}

/// Least memory of a container (PL-26).
const LEAST_MEMORY: u32 = 6;
/// Ports tried above the one that is taken.
const PORTS_TRIED: u16 = 20;
/// Comparisons tried.
const TERMS_TRIED: usize = 32;

struct Trial<'a, 'b> {
    fleet: &'a Fleet,
    request: &'a Request<'b>,
}

impl<'b> Trial<'_, 'b> {
    fn lands_with(&self, need: &Need, constraints: &[Constraint]) -> bool {
        lands(self.fleet, &Request { need, constraints, ..self.copy() })
    }

    fn copy(&self) -> Request<'b> {
        let r = self.request;
        Request {
            surroundings: Surroundings {
                groups_on: r.surroundings.groups_on,
                running_tasks: r.surroundings.running_tasks,
            },
            ..*r
        }
    }

    /// The most of a resource that an instance has left on which all else would do.
    fn most(&self, without: &Need, left: impl Fn(&Line) -> u32) -> Option<u32> {
        let r = self.request;
        (0..)
            .zip(self.fleet.lines())
            .filter(|(slot, line)| {
                filter::in_pool(line, r.pool)
                    && filter::check(self.fleet, *slot, without, r.zones).is_ok()
                    && super::constraint::check(
                        r.constraints,
                        self.fleet,
                        *slot,
                        r.group,
                        &r.surroundings,
                    )
                    .is_ok()
            })
            .map(|(_, line)| left(line))
            .max()
    }

    fn resources(&self, out: &mut Vec<Fix>) {
        let need = self.request.need;
        let constraints = self.request.constraints;
        let without = Need { memory: Mebibytes(0), ..need.clone() };
        let to = self.most(&without, |line| line.memory);
        if let Some(to) = to.filter(|to| (LEAST_MEMORY..need.memory.0).contains(to))
            && self.lands_with(&Need { memory: Mebibytes(to), ..need.clone() }, constraints)
        {
            out.push(Fix::LessMemory { from: need.memory.0, to });
        }
        let without = Need { cpu: CpuUnits(0), ..need.clone() };
        let to = self.most(&without, |line| line.cpu);
        if let Some(to) = to.filter(|to| *to < need.cpu.0)
            && self.lands_with(&Need { cpu: CpuUnits(to), ..need.clone() }, constraints)
        {
            out.push(Fix::LessCpu { from: need.cpu.0, to });
        }
    }

    fn ports(&self, out: &mut Vec<Fix>) {
        let need = self.request.need;
        for (n, (protocol, from)) in need.ports.iter().enumerate() {
            let with = |port: Option<u16>| {
                let mut ports = need.ports.to_vec();
                match port {
                    Some(port) => ports[n].1 = port,
                    None => {
                        ports.remove(n);
                    }
                }
                Need { ports: ports.into(), ..need.clone() }
            };
            if !self.lands_with(&with(None), self.request.constraints) {
                continue;
            }
            let free = (from.saturating_add(1)..=from.saturating_add(PORTS_TRIED))
                .filter(|port| !need.ports.contains(&(*protocol, *port)))
                .find(|port| self.lands_with(&with(Some(*port)), self.request.constraints));
            if let Some(to) = free {
                out.push(Fix::OtherPort { protocol: *protocol, from: *from, to });
            }
            out.push(Fix::AnyPort { protocol: *protocol, from: *from });
        }
    }

    fn constraints(&self, out: &mut Vec<Fix>) {
        let (need, all) = (self.request.need, self.request.constraints);
        let mut whole = Vec::new();
        for (n, constraint) in (0_u16..).zip(all) {
            let others = |instead: Option<Constraint>| {
                let mut list = all.to_vec();
                match instead {
                    Some(constraint) => list[usize::from(n)] = constraint,
                    None => {
                        list.remove(usize::from(n));
                    }
                }
                list
            };
            if let Constraint::MemberOf(query) = constraint {
                for comparison in query.comparisons().into_iter().take(TERMS_TRIED) {
                    let Some(rest) = query.without(comparison.span) else { continue };
                    let list = others(Some(Constraint::MemberOf(Rc::new(rest))));
                    if self.lands_with(need, &list) {
                        let subject = comparison.subject.text();
                        let term = format!("{subject} {}", comparison.operator.symbol()).into();
                        out.push(Fix::WithoutTerm { constraint: n, span: comparison.span, term });
                    }
                }
            }
            if self.lands_with(need, &others(None)) {
                let kind = match constraint {
                    Constraint::MemberOf(_) => "memberOf",
                    Constraint::DistinctInstance => "distinctInstance",
                };
                whole.push(Fix::WithoutConstraint { constraint: n, kind });
            }
        }
        out.append(&mut whole);
    }

    fn instances(&self, fresh: &[(Slot, Line)], out: &mut Vec<Fix>) {
        let known = self.fleet.len();
        let r = self.request;
        let groups_on = |slot: Slot| {
            if slot < known { (r.surroundings.groups_on)(slot) } else { Vec::new() }
        };
        let running_tasks =
            |slot: Slot| if slot < known { (r.surroundings.running_tasks)(slot) } else { 0 };
        for (like, line) in fresh {
            let mut fleet = self.fleet.clone();
            fleet.add(*line, self.fleet.facts(*like).clone());
            let surroundings =
                Surroundings { groups_on: &groups_on, running_tasks: &running_tasks };
            if lands(&fleet, &Request { surroundings, ..*r }) {
                out.push(Fix::OneMore { like: *like });
                // One kind of instance that does is enough; the caller puts the smallest first.
                break;
            }
        }
    }
}

fn lands(fleet: &Fleet, request: &Request<'_>) -> bool {
    matches!(scan(fleet, request, &mut Unwatched), Outcome::Placed(_))
}

/// How much of what is asked a change takes away, in thousandths; what cannot be measured so
/// comes after.
fn size(fix: &Fix) -> u64 {
    let part = |from: u32, to: u32| u64::from(from - to) * 1_000 / u64::from(from.max(1));
    match fix {
        Fix::LessCpu { from, to } | Fix::LessMemory { from, to } => part(*from, *to),
        Fix::OtherPort { .. } => 1_000,
        Fix::AnyPort { .. } => 1_001,
        Fix::WithoutTerm { .. } => 1_002,
        Fix::WithoutConstraint { .. } => 1_003,
        Fix::OneMore { .. } => 1_004,
    }
}

/// The single changes after which the rejected request lands, smallest first. `fresh` are lines of
/// instances that could be added, each like one that is there, the smallest first.
pub fn fixes(fleet: &Fleet, request: &Request<'_>, fresh: &[(Slot, Line)]) -> Vec<Fix> {
    let trial = Trial { fleet, request };
    let mut out = Vec::new();
    trial.resources(&mut out);
    trial.ports(&mut out);
    trial.constraints(&mut out);
    trial.instances(fresh, &mut out);
    crate::base::sort::sort_by_key(&mut out, size);
    out
}
