//! The engine's placement against a second, naive specification (`rules.rs`), choice for choice
//! and reason for reason, on random cases: 10,000 here, `ECS_PLAYGROUND_CASES` in `cargo xtask
//! deep`. PL-3 to PL-9, PL-29 to PL-37, PL-40 to PL-57, PL-71 to PL-86, CQL-10 to CQL-28.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a case that cannot be built fails")]

mod cases;
mod rules;

use std::collections::BTreeMap;

use cases::{Dice, ZONES};
use ecs_playground::placement::observer::Unwatched;
use ecs_playground::placement::scale_in::{self, Stoppable};
use ecs_playground::placement::{Decision, Outcome, Reason, place};
use rules::{Candidate, Verdict};

fn wanted_cases() -> u64 {
    let wanted = std::env::var("ECS_PLAYGROUND_CASES").ok();
    wanted.and_then(|text| text.parse().ok()).unwrap_or(10_000)
}

/// The engine's reason in the specification's words.
fn words(reason: &Reason) -> String {
    let api = reason.api();
    match reason {
        Reason::Attribute(name) => format!("{api} {name}"),
        Reason::Cpu { needed, remaining } | Reason::Memory { needed, remaining } => {
            format!("{api} {needed} > {remaining}")
        }
        Reason::Gpu { needed, remaining } => format!("{api} {needed} > {remaining}"),
        Reason::Port(protocol, port) => {
            format!("{api} {}/{port}", format!("{protocol:?}").to_lowercase())
        }
        Reason::PortLimit => format!("{api} limit"),
        Reason::MemberOf(n) | Reason::DistinctInstance(n) => format!("{api} {n}"),
        Reason::Agent | Reason::Location | Reason::Eni => api.to_owned(),
    }
}

fn verdict(decision: &Decision) -> Verdict {
    let at = |slot: u32| usize::try_from(slot).expect("small");
    let removed = decision.removals.iter().map(|r| (at(r.slot), words(&r.reason))).collect();
    match decision.outcome {
        Outcome::EmptyPool => Verdict::EmptyPool,
        Outcome::Rejected => Verdict::Rejected {
            removed,
            nearest: at(decision.nearest.as_ref().expect("a nearest miss").slot),
        },
        Outcome::Placed(slot) => Verdict::Placed {
            removed,
            kept: decision
                .rankings
                .iter()
                .map(|ranking| ranking.kept.iter().map(|slot| at(*slot)).collect())
                .collect(),
            chosen: at(slot),
        },
    }
}

#[test]
fn the_engine_places_as_the_specification_says() {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let cases = wanted_cases();
    for case in 0..cases {
        let mut dice = Dice(case);
        let (mut all, wish, key) = cases::case(&mut dice);
        // PL-5: one at a time, each seeing what the one before left.
        for _ in 0..3 {
            let expected = rules::place(&all, &wish);
            let translated = cases::translate(&all, &wish, key, &mut dice);
            let (found, outcome, indexed) = translated.with(|fleet, request| {
                let outcome = place(fleet, request, &mut Unwatched);
                let decision = Decision::of(fleet, request).in_full(fleet, request, &[]);
                (decision, outcome, fleet.indexed(request))
            });
            // PL-41: behind the first reason, every other one.
            for (removal, also) in found.removals.iter().zip(&found.also) {
                let first = std::iter::once(&removal.reason);
                let all_found: Vec<String> = first.chain(also).map(words).collect();
                let slot = removal.slot as usize;
                assert_eq!(all_found, rules::failing(&all[slot], &wish), "case {case}: #{slot}");
            }
            assert_eq!(verdict(&found), expected, "case {case}: {wish:#?}\n{all:#?}");
            assert_eq!(outcome, found.outcome, "case {case}: watched and unwatched");
            if let Some(indexed) = indexed {
                assert_eq!(indexed, found.outcome, "case {case}: the index");
                *seen.entry("indexed".into()).or_default() += 1;
            }
            let mut see = |what: String| *seen.entry(what).or_default() += 1;
            let chosen = match expected {
                Verdict::EmptyPool => {
                    see("empty pool".into());
                    break;
                }
                Verdict::Rejected { removed, .. } => {
                    for (_, reason) in removed {
                        if reason.ends_with("limit") {
                            see("port limit".into());
                        }
                        see(reason.split(' ').next().unwrap().to_owned());
                    }
                    break;
                }
                Verdict::Placed { removed, kept, chosen } => {
                    for (_, reason) in removed {
                        see(reason.split(' ').next().unwrap().to_owned());
                    }
                    see("placed".into());
                    if kept.last().is_some_and(|kept| kept.len() > 1) {
                        see("tie".into());
                    }
                    chosen
                }
            };
            all[chosen].tasks.push(rules::Task {
                group: wish.group.clone(),
                desired_status_is_running: true,
                demand: wish.demand.clone(),
            });
        }
    }
    println!("{cases} cases: {seen:?}");
    assert!(seen.get("port limit").is_some_and(|times| *times > 0), "PL-35: {seen:?}");
    // The cases are worth something only if everything happens in them.
    for what in [
        "AGENT",
        "ATTRIBUTE",
        "DistinctInstance",
        "LOCATION",
        "MemberOf",
        "RESOURCE:CPU",
        "RESOURCE:ENI",
        "RESOURCE:GPU",
        "RESOURCE:MEMORY",
        "RESOURCE:PORTS",
        "empty pool",
        "indexed",
        "placed",
        "tie",
    ] {
        let times = seen.get(what).copied().unwrap_or(0);
        assert!(u64::from(times) * 200 > cases, "{what} happened {times} times");
    }
}

/// PL-80 to PL-86
#[test]
fn the_engine_stops_what_the_specification_stops() {
    let cases = wanted_cases();
    let mut tried = 0;
    for case in 0..cases {
        let mut dice = Dice(case ^ 0x5ca1_e000);
        let (all, wish, _) = cases::case(&mut dice);
        let (fleet, mut counts) = cases::fleet(&all, &wish.group);
        let on_fargate = dice.one_in(5);
        let mut tasks = Vec::new();
        for (slot, it) in all.iter().enumerate() {
            for task in it.holding().filter(|task| task.group == wish.group) {
                tasks.push(Candidate {
                    class: dice.of(&[5, 5, 1]),
                    instance: (!on_fargate).then_some(slot),
                    zone: it.zone.clone(),
                    created: dice.roll(3) as u64,
                    demand: task.demand.clone(),
                    tie: dice.roll(4) as u64,
                });
            }
        }
        if on_fargate {
            for _ in 0..dice.roll(3) {
                counts.add_zone(1);
            }
        }
        if tasks.is_empty() {
            continue;
        }
        tried += 1;
        let zone =
            |name: &str| u8::try_from(ZONES.iter().position(|z| *z == name).unwrap()).unwrap();
        let strategies = cases::strategies(&mut dice);
        let in_zone = |name: &str| counts.in_zone(zone(name)) as usize;
        let expected = rules::stop(&all, &wish.group, &strategies, &tasks, in_zone);
        let stoppable = tasks
            .iter()
            .enumerate()
            .map(|(n, task)| Stoppable {
                task: u32::try_from(n).unwrap(),
                class: task.class,
                slot: task.instance.map(|slot| u32::try_from(slot).unwrap()),
                zone: zone(&task.zone),
                created_ms: task.created,
                frees_cpu: task.demand.cpu,
                frees_memory: task.demand.memory,
                tie: task.tie,
            })
            .collect();
        let found = scale_in::choose(stoppable, &cases::steps(&strategies), &fleet, &counts);
        assert_eq!(found.map(|t| t as usize), Some(expected), "case {case}: {strategies:?}");
    }
    assert!(tried * 3 > cases, "{tried} of {cases} cases had a task to stop");
}

/// Every proposed change lands by the specification too; what is left out would not; and the
/// reductions are the least ones.
#[test]
fn the_smallest_changes_land() {
    use ecs_playground::placement::fix::Fix;
    use rules::Constraint;
    let lands = |all: &[rules::Instance], wish: &rules::Wish| {
        matches!(rules::place(all, wish), Verdict::Placed { .. })
    };
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for case in 0..wanted_cases() {
        let mut dice = Dice(case);
        let (all, wish, key) = cases::case(&mut dice);
        if !matches!(rules::place(&all, &wish), Verdict::Rejected { .. }) {
            continue;
        }
        let translated = cases::translate(&all, &wish, key, &mut dice);
        let like = u32::try_from(dice.roll(all.len())).unwrap();
        let model = &all[like as usize];
        let fresh = [(like, cases::line(model))];
        let fixes = translated
            .with(|fleet, request| Decision::of(fleet, request).in_full(fleet, request, &fresh))
            .fixes;
        let mut landed = Vec::new();
        // Smallest first: shares of what is asked, then the rest, a new instance last.
        let shares: Vec<Option<u64>> = fixes
            .iter()
            .map(|fix| match fix {
                Fix::LessCpu { from, to } | Fix::LessMemory { from, to } => {
                    Some(u64::from(from - to) * 1_000 / u64::from(*from))
                }
                _ => None,
            })
            .collect();
        let counted = shares.iter().flatten().count();
        assert!(shares[..counted].iter().all(Option::is_some) && shares[..counted].is_sorted());
        let one_more = fixes.iter().position(|fix| matches!(fix, Fix::OneMore { .. }));
        assert!(one_more.is_none_or(|at| at + 1 == fixes.len()), "case {case}: {fixes:?}");
        for fix in &fixes {
            let mut changed = wish.clone();
            let mut there = all.clone();
            let what = match fix {
                Fix::LessMemory { to, .. } => {
                    assert!(*to >= 6, "PL-26: {fix:?}");
                    changed.demand.memory = to + 1;
                    assert!(!lands(&all, &changed), "case {case}: {fix:?} is not the least");
                    changed.demand.memory = *to;
                    "memory"
                }
                Fix::LessCpu { to, .. } => {
                    changed.demand.cpu = to + 1;
                    assert!(!lands(&all, &changed), "case {case}: {fix:?} is not the least");
                    changed.demand.cpu = *to;
                    "cpu"
                }
                Fix::OtherPort { protocol, from, to } => {
                    let old = (protocol.word(), *from);
                    let at = changed.demand.ports.iter().position(|p| *p == old).unwrap();
                    changed.demand.ports[at].1 = *to;
                    "port"
                }
                Fix::AnyPort { protocol, from } => {
                    changed.demand.ports.retain(|port| *port != (protocol.word(), *from));
                    "any port"
                }
                Fix::WithoutConstraint { constraint, .. } => {
                    changed.constraints.remove(usize::from(*constraint));
                    "constraint"
                }
                Fix::OneMore { .. } => {
                    let mut one = model.clone();
                    one.tasks.clear();
                    one.status_is_active = true;
                    one.agent_connected = true;
                    there.push(one);
                    "instance"
                }
                // The specification has no queries without a term; the engine tried it itself.
                Fix::WithoutTerm { .. } => {
                    *seen.entry("term").or_default() += 1;
                    continue;
                }
            };
            assert!(lands(&there, &changed), "case {case}: {fix:?} does not land");
            *seen.entry(what).or_default() += 1;
            landed.push(what);
        }
        // Nothing that would help is kept back.
        let mut changed = wish.clone();
        changed.demand.memory = 6;
        let helps = wish.demand.memory > 6 && lands(&all, &changed);
        assert_eq!(landed.contains(&"memory"), helps, "case {case}: memory");
        changed.demand = rules::Demand { cpu: 0, ..wish.demand.clone() };
        let helps = wish.demand.cpu > 0 && lands(&all, &changed);
        assert_eq!(landed.contains(&"cpu"), helps, "case {case}: cpu");
        for n in 0..wish.constraints.len() {
            let mut changed = wish.clone();
            changed.constraints.remove(n);
            let told = fixes.iter().any(|fix| {
                matches!(fix, Fix::WithoutConstraint { constraint, .. } if usize::from(*constraint) == n)
            });
            assert_eq!(told, lands(&all, &changed), "case {case}: constraint {n}");
        }
        for constraint in &wish.constraints {
            if let Constraint::DistinctInstance = constraint {
                *seen.entry("with distinctInstance").or_default() += 1;
            }
        }
    }
    println!("changes: {seen:?}");
    for what in ["memory", "cpu", "port", "any port", "constraint", "instance", "term"] {
        assert!(seen.get(what).is_some_and(|times| *times > 20), "{what}: {seen:?}");
    }
}
