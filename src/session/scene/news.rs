//! What happened since one last listened, in one sentence.

use crate::session::Session;
use crate::session::read::definition_label;
use crate::simulation::journal::EntryKind;
use crate::simulation::world::TaskStatus;
use crate::texts::stage::{Word, word};

/// The sentence, empty when there is nothing to tell, and up to where it tells.
pub fn since(session: &Session, last: u64) -> (String, u64) {
    let (world, lang) = (session.world(), session.view.lang);
    let now = world.now.sequence;
    let entries = &session.player.journal().entries;
    let begin = entries.partition_point(|entry| entry.at.sequence <= last);
    let new = entries.get(begin..).unwrap_or_default();
    let mut parts: Vec<String> = Vec::new();
    let mut placed: Vec<(String, u64)> = Vec::new();
    let mut stopped = 0_u64;
    for entry in new.iter().take_while(|entry| entry.at.sequence <= now) {
        match &entry.kind {
            EntryKind::TaskPlaced { cluster, task } => {
                let task =
                    world.clusters.get(*cluster as usize).and_then(|c| c.tasks.get(*task as usize));
                let Some(task) = task else { continue };
                let family = &world.definition(task.definition).definition.family;
                match placed.iter_mut().find(|(name, _)| **name == **family) {
                    Some((_, count)) => *count += 1,
                    None => placed.push((family.to_string(), 1)),
                }
            }
            EntryKind::TaskStatus { status: TaskStatus::Stopped, .. } => stopped += 1,
            EntryKind::RunTaskFailed { definition, count, failures, .. } => {
                let name = definition_label(world, *definition).to_string();
                let reason = failures.first().map_or("", |removal| removal.reason.api());
                parts.push(word(lang, &Word::FailedRun { count: u64::from(*count), name, reason }));
            }
            _ => {}
        }
    }
    let few = placed.len() <= 3;
    if few {
        let told =
            placed.iter().map(|(name, tasks)| Word::PlacedOf { tasks: *tasks, name: name.clone() });
        parts.extend(told.map(|told| word(lang, &told)));
    } else {
        let tasks = placed.iter().map(|(_, tasks)| tasks).sum();
        parts.push(word(lang, &Word::PlacedOf { tasks, name: String::new() }).replace("  ", " "));
    }
    if stopped > 0 {
        parts.push(word(lang, &Word::StoppedTasks(stopped)));
    }
    if !parts.is_empty() {
        for cluster in &world.clusters {
            let owing = cluster.services.iter().filter(|s| s.owed() > 0);
            for (service, waiting) in owing.filter_map(|s| Some((s, s.waiting.as_ref()?))).take(2) {
                let reason = super::quay::reason_text(waiting);
                parts.push(word(
                    lang,
                    &Word::NowWaiting { count: u64::from(service.owed()), reason },
                ));
            }
        }
    }
    (parts.join(lang.comma()), now)
}
