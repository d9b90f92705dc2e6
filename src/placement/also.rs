//! What else would have removed an instance: the checks behind the first that failed. PL-41 asks
//! for all of them to be shown. Found by the very checks, each asked again without what failed.

use super::constraint;
use super::filter::{self, Need, Reason, ZoneMask};
use super::fleet::{Fleet, RESERVED_PORT_LIMIT, Slot};
use super::place::Request;

/// Every check that an instance fails, in PL-41's order; empty where it fails none.
pub fn failing(fleet: &Fleet, request: &Request<'_>, slot: Slot) -> Vec<Reason> {
    let mut out = Vec::new();
    if !fleet.line(slot).agent_connected {
        out.push(Reason::Agent);
    }
    let (mut need, mut zones) = (request.need.clone(), request.zones);
    let asked = std::mem::take(&mut need.ports);
    while let Err(reason) = filter::check_connected(fleet, slot, &need, zones) {
        forgive(&mut need, &mut zones, &reason);
        out.push(reason);
    }
    let ports = fleet.ports(slot);
    let taken = asked.iter().filter(|port| ports.holds(**port));
    out.extend(taken.map(|(protocol, port)| Reason::Port(*protocol, *port)));
    if !asked.is_empty() && ports.count() as usize + asked.len() > RESERVED_PORT_LIMIT as usize {
        out.push(Reason::PortLimit);
    }
    crate::base::sort::sort_by_key(&mut out, Reason::rank);
    for (n, one) in (0_u16..).zip(request.constraints) {
        let (one, around) = (std::slice::from_ref(one), &request.surroundings);
        match constraint::check(one, fleet, slot, request.group, around) {
            Err(Reason::MemberOf(_)) => out.push(Reason::MemberOf(n)),
            Err(Reason::DistinctInstance(_)) => out.push(Reason::DistinctInstance(n)),
            _ => {}
        }
    }
    out
}

/// Takes out of the need what a check stumbled over, so that the next one is found.
fn forgive(need: &mut Need, zones: &mut ZoneMask, reason: &Reason) {
    match reason {
        Reason::Location => *zones = ZoneMask::ALL,
        Reason::Attribute(name) => match &**name {
            "ecs.cpu-architecture" => need.architecture = None,
            "ecs.os-type" if need.windows => need.windows = false,
            _ => need.attributes = need.attributes.iter().filter(|n| *n != name).cloned().collect(),
        },
        Reason::Cpu { .. } => need.cpu.0 = 0,
        Reason::Memory { .. } => need.memory.0 = 0,
        Reason::Gpu { .. } => need.gpus = 0,
        Reason::Eni => need.enis = 0,
        // Asked for by others; none of them comes from here.
        Reason::Agent
        | Reason::Port(..)
        | Reason::PortLimit
        | Reason::MemberOf(_)
        | Reason::DistinctInstance(_) => {}
    }
}
