//! `update`: one message in, the session changed, effects out. Pure, synchronous, total.

use std::rc::Rc;

use super::drafts::{self, Form, Submitted, content, network};
use super::effect::Effect;
use super::history::{Kind, MergeKey, Scenario};
use super::lesson;
use super::made::Made;
use super::message::{Message, NewCall, Prompt};
use super::notice::{Instead, Notice};
use super::selection::Selection;
use super::state::Session;
use super::view::{ComposerTab, Dialog, InspectorTab, Sheet, Showing};
use super::{asked, first, link, preferences, quotas, remedy, scene, shelf, steps, terminal, walk};
use crate::base::SimTime;
use crate::simulation::Call;
use crate::simulation::player::Progress;
use crate::simulation::world::ServiceStatus;

/// Events that one frame may play: far below what a frame can bear, far above what it needs.
pub const EVENTS_A_FRAME: u32 = 4_000;

/// Lets a message happen.
pub fn update(session: &mut Session, message: Message) -> Vec<Effect> {
    let mut effects = happen(session, message);
    effects.extend(terminal::look(session));
    forget_the_deleted(session);
    session.ledger.follow(&session.player);
    asked::look(session);
    effects
}

fn happen(session: &mut Session, message: Message) -> Vec<Effect> {
    use Message as M;
    // Whatever else somebody does ends a burst.
    if !matches!(
        message,
        M::SetDesired { .. } | M::Make { .. } | M::Frame { .. } | M::Rest | M::Saved { .. }
    ) {
        session.history.end_merge();
    }
    match message {
        M::Frame { elapsed_us } => return frame(session, elapsed_us),
        M::TogglePlay => toggle_play(session),
        M::SetSpeed(speed) => session.playback.speed = speed.max(1),
        M::ChangeSpeed(by) => session.playback.change_speed(by),
        M::Leap(ms) => {
            let to = session.playback.playhead.0.saturating_add_signed(ms);
            steps::go_to(session, SimTime(to));
        }
        M::SeekEnd => {
            let last = session.player.journal().entries.last().map(|entry| entry.at.time);
            // What is not played yet is called for all the same.
            let called = session.scenario().last_call_at();
            steps::go_to(session, last.unwrap_or(called).max(called));
        }
        M::Seek(time) => steps::go_to(session, time),
        M::Scrub(time) => {
            session.playback.scrubbing = true;
            steps::go_to(session, time);
        }
        M::ScrubEnd => {
            session.playback.scrubbing = false;
            session.stretch();
        }
        M::StepBack => steps::back(session),
        M::StepNext => steps::next(session),

        M::BackToOld => return walk::back_to_old(session),
        M::Undo => return walk::walk(session, false),
        M::Redo => return walk::walk(session, true),
        M::Halt => {
            let at = session.player.time();
            session.playback.playing = false;
            session.playback.go_to(at);
        }
        M::TakeFuture(n) => return walk::take_future(session, n),
        M::Shelf(act) => return shelf::act(session, act),
        M::Rest => return shelf::rest(session),
        M::EndMerge => session.history.end_merge(),
        M::Make { calls, merge, form } => return make(session, calls, merge, form),
        M::Apply(n) => {
            let calls = remedy::nth(session, n).unwrap_or_default();
            return make(session, calls, None, None);
        }
        M::SetDesired { cluster, service, desired } => {
            return set_desired(session, &cluster, &service, desired);
        }
        M::StopInstance { cluster, slot } => return stop_instance(session, cluster, slot),
        M::Submit(form) => return submit(session, form),
        M::SetQuota { code, value } => return quotas::set(session, &code, value),
        M::SetProfile(profile) => return quotas::set_profile(session, profile),
        M::SetTitle(title) => {
            if title != session.scenario().title {
                let scenario = Scenario { title, ..(**session.scenario()).clone() };
                session.history.record(Rc::new(scenario), None, None);
                return walk::keep(session);
            }
        }
        M::Open(scenario) => {
            let place = session.shelf.new_id();
            return leave_for(session, scenario, place);
        }
        M::OpenExample(id) => {
            session.view.dialog = Dialog::None;
            if let Some(scenario) = link::example(&id, session.view.lang) {
                let place = session.shelf.new_id();
                let mut effects = leave_for(session, scenario, place);
                effects.push(named(session, "?example=", &id));
                session.playback.playing = true;
                return effects;
            }
        }
        M::OpenLesson(id) => {
            session.view.dialog = Dialog::None;
            return lesson::open(session, &id);
        }
        M::PlayAnswer => return lesson::play_answer(session),
        M::ShowHint => lesson::show_hint(session),
        M::CloseLesson => {
            session.lesson = None;
            if !session.is_kept() {
                // What was only looked at is not kept for this.
                session.saved.forget_lesson();
            }
            session.view.panels.composer_tab = ComposerTab::Services;
        }
        M::FragmentArrived(fragment) => return fragment_arrived(session, &fragment),

        M::Select(selection) => select(session, selection),
        M::SetMeasure(measure) => {
            session.view.measure = measure;
            return preferences::keep(session);
        }
        M::SetLang(lang) => {
            session.view.lang = lang;
            return dress(session);
        }
        M::SetTheme(theme) => {
            session.view.theme = theme;
            return dress(session);
        }
        M::Composer(tab) => {
            session.view.panels.composer = tab.is_some();
            session.view.panels.sheet = if tab.is_some() { Sheet::Composer } else { Sheet::None };
            if let Some(tab) = tab {
                session.view.panels.composer_tab = tab;
            }
            return preferences::keep(session);
        }
        M::Inspector(tab) => {
            session.view.panels.inspector = tab.is_some();
            session.view.panels.sheet = if tab.is_some() { Sheet::Inspector } else { Sheet::None };
            if let Some(tab) = tab {
                session.view.panels.inspector_tab = tab;
            }
            return preferences::keep(session);
        }
        M::TogglePanel(true) => {
            let panels = session.view.panels;
            let tab = (!panels.composer).then_some(panels.composer_tab);
            return update(session, M::Composer(tab));
        }
        M::TogglePanel(false) => {
            let panels = session.view.panels;
            let tab = (!panels.inspector).then_some(panels.inspector_tab);
            return update(session, M::Inspector(tab));
        }
        M::Focus(id) => return vec![Effect::Focus(id)],
        M::SetChart(kind) => {
            session.view.chart = kind;
            return preferences::keep(session);
        }
        M::ReadGloss(term) => {
            session.view.read_glosses |= term.bit();
            return preferences::keep(session);
        }
        M::SetPlainKeys(on) => {
            session.view.plain_keys = on;
            return preferences::keep(session);
        }
        M::ShowSheet(sheet) => session.view.panels.sheet = sheet,
        M::Filter(query) => session.filter = query,
        M::ToggleTable => session.view.table = !session.view.table,
        M::ShowPlace(place) => {
            session.view.table = place == Showing::Table;
            session.view.fargate = place == Showing::Fargate;
        }
        M::ShowCluster(cluster) => {
            session.view.cluster = Some(cluster);
            if session.view.selection.cluster() != Some(cluster) {
                session.view.selection = Selection::None;
            }
        }
        M::ShowDialog(dialog) => session.view.dialog = dialog,
        M::Escape { sheets } => escape(session, sheets),
        M::Prompt(prompt) => return use_prompt(session, prompt),
        M::Terminal(act) => return terminal::act(session, act),

        M::EditDraft { form, text, thing } => {
            session.drafts.of_mut(form).put(text, thing);
            session.forget_accepted(form);
        }
        M::EditField { form, path, to } => {
            let draft = session.drafts.of_mut(form);
            draft.put(drafts::changed(form, &draft.text, &path, to).into(), Some(path));
            session.forget_accepted(form);
        }
        M::UndoDraft(form) => {
            session.drafts.of_mut(form).undo();
            session.forget_accepted(form);
        }
        M::RedoDraft(form) => {
            session.drafts.of_mut(form).redo();
            session.forget_accepted(form);
        }
        M::SetMode(mode) => {
            session.view.mode = mode;
            return preferences::keep(session);
        }

        M::CopyLink(place) => return copy_link(session, place),
        M::SavePicture { vector, night } => return vec![save_picture(session, vector, night)],
        M::CopyText(text) => return vec![Effect::Copy { text, is_link: false }],
        M::Copied { taken, link_chars } => {
            if !taken {
                session.notice = Some(Notice::ClipboardRefused);
            } else if let Some(chars) = link_chars {
                session.notice = Some(Notice::LinkCopied(chars));
            } else {
                session.notice = Some(Notice::Copied);
            }
        }
        M::Saved { taken } => {
            // Told once, not at every change.
            if !taken && !session.unsaved {
                session.notice = Some(Notice::StorageRefused);
            }
            session.unsaved = !taken;
        }
        M::CloseNotice => session.notice = None,
    }
    Vec::new()
}

fn frame(session: &mut Session, elapsed_us: u64) -> Vec<Effect> {
    // While the world is on its way to the playhead, the playhead waits for it.
    if !session.is_behind() && session.playback.playing && !session.playback.scrubbing {
        session.playback.pass(elapsed_us);
    }
    let was_behind = session.is_behind();
    catch_up(session);
    if was_behind && !session.is_behind() {
        // Only now is it known whether what a link chose is there.
        forget_what_is_gone(session);
    }
    lesson::look(session);
    Vec::new()
}

/// Plays towards the playhead, as far as one frame may.
pub(super) fn catch_up(session: &mut Session) {
    let progress = session.player.advance(session.playback.playhead, EVENTS_A_FRAME);
    if progress == Progress::OutOfFuel {
        session.playback.playing = false;
        let at = session.player.time();
        session.playback.go_to(at);
        session.notice.get_or_insert(Notice::OutOfFuel(at));
    }
    session.stretch();
}

/// The stage as a file, by what the playground is called.
fn save_picture(session: &Session, vector: bool, night: bool) -> Effect {
    let title = session.scenario().title.trim().to_lowercase();
    let fit = |c: char| if c.is_alphanumeric() { c } else { '-' };
    let stem: String = title.chars().map(fit).take(60).collect();
    let stem = if stem.is_empty() { "ecs-playground".to_owned() } else { stem };
    if !vector {
        return Effect::DownloadPng { name: format!("{stem}.png").into(), night };
    }
    let (width, height) = scene::PICTURE;
    let text = scene::svg(&scene::picture(session), width, height, night);
    Effect::Download { name: format!("{stem}.svg").into(), text: text.into() }
}

fn toggle_play(session: &mut Session) {
    session.playback.playing = !session.playback.playing;
}

/// A selection must not name what the other world does not have.
pub(super) fn forget_what_is_gone(session: &mut Session) {
    let world = session.world();
    let is_there = |selection: Selection| {
        let Some(cluster) = selection.cluster() else { return true };
        let Some(cluster) = world.clusters.get(cluster as usize) else { return false };
        match selection {
            Selection::None => true,
            Selection::Instance { slot, .. } => (slot as usize) < cluster.instances.len(),
            Selection::Task { task, .. } => (task as usize) < cluster.tasks.len(),
            Selection::Service { service, .. } | Selection::Waiting { service, .. } => {
                (service as usize) < cluster.services.len()
            }
        }
    };
    let keep_selection = is_there(session.view.selection);
    if !keep_selection && !session.is_behind() {
        session.view.selection = Selection::None;
    }
}

/// A service that ended keeps its number, but nothing of it is left to be chosen (SV-8).
fn forget_the_deleted(session: &mut Session) {
    let selection = session.view.selection;
    let (Selection::Service { cluster, service } | Selection::Waiting { cluster, service }) =
        selection
    else {
        return;
    };
    let cluster = session.world().clusters.get(cluster as usize);
    let service = cluster.and_then(|cluster| cluster.services.get(service as usize));
    let ended = service.is_some_and(|service| service.status == ServiceStatus::Inactive);
    if ended && !session.playback.scrubbing {
        session.view.selection = Selection::None;
    }
}

pub(super) fn make(
    session: &mut Session,
    calls: Vec<NewCall>,
    merge: Option<MergeKey>,
    form: Option<Form>,
) -> Vec<Effect> {
    if calls.is_empty() {
        return Vec::new();
    }
    let at = session.playback.playhead;
    let before = Rc::clone(session.scenario());
    let dropped = (before.calls_after(at) > 0).then_some(at);
    let mut scenario = (*before).clone();
    for NewCall { name, input } in calls {
        scenario = scenario.with_call(Call { at, name, input });
    }
    let last = u32::try_from(scenario.calls.len().saturating_sub(1)).unwrap_or(u32::MAX);
    session.history.record(Rc::new(scenario), merge, dropped);
    if let Some(at) = dropped {
        session.notice = Some(Notice::NewFuture(at));
    }
    let effects = walk::adopt(session);
    session.drafts.submitted = form.map(|form| Submitted { form, call: last });
    effects
}

fn set_desired(session: &mut Session, cluster: &str, service: &str, desired: u32) -> Vec<Effect> {
    let input =
        serde_json::json!({ "cluster": cluster, "service": service, "desiredCount": desired });
    let at = session.playback.playhead;
    let key = MergeKey(format!("desired {} {cluster} {service}", at.0).into());
    let Some(call) = NewCall::new("ecs:UpdateService", input) else { return Vec::new() };
    // Clicks on a stepper while the clock stands are one call, the last.
    let current = session.scenario();
    if let Some(last) = current.calls.last()
        && let Kind::Do { merge: Some(open), .. } = session.history.last_kind()
        && *open == key
        && last.at == at
        && last.name == call.name
    {
        let kept = current.calls.len() - 1;
        let merged = Call { at, name: call.name, input: call.input };
        let calls = current.calls[..kept].iter().cloned().chain([Rc::new(merged)]).collect();
        let scenario = Scenario { calls, ..(**current).clone() };
        session.history.record(Rc::new(scenario), Some(key), None);
        return walk::adopt(session);
    }
    make(session, vec![call], Some(key), Some(Form::ServiceRow))
}

fn stop_instance(session: &mut Session, cluster: u32, slot: u32) -> Vec<Effect> {
    let Some(name) = session.world().clusters.get(cluster as usize).map(|c| Rc::clone(&c.name))
    else {
        return Vec::new();
    };
    let reference = format!("#{}", u64::from(slot) + 1);
    let input = serde_json::json!({ "cluster": &*name, "containerInstance": reference });
    session.view.prompts.stop = false;
    make(session, NewCall::new("world:StopInstance", input).into_iter().collect(), None, None)
}

/// The cluster that forms speak to: the chosen thing's, else the first active one.
pub fn form_cluster(session: &Session) -> Option<Rc<str>> {
    let world = session.world();
    let shown = scene::shown_cluster(session).and_then(|c| world.clusters.get(c as usize));
    shown
        .filter(|cluster| cluster.active)
        .or_else(|| world.clusters.iter().find(|cluster| cluster.active))
        .map(|cluster| Rc::clone(&cluster.name))
}

/// The name of the cluster that a form makes where there is none.
const FIRST_CLUSTER: &str = "demo";

/// What a form would send now; `None` where its text is no input. The cluster, and the network of
/// tasks that need one, are filled in where nothing is said of them.
pub fn form_input(session: &Session, form: Form) -> Option<serde_json::Value> {
    let text = &session.drafts.of(form).text;
    if form == Form::Definition {
        return link::definition_input(text);
    }
    let mut value = content(form, text).value;
    let definition = value.get("taskDefinition").and_then(|v| v.as_str()).unwrap_or("");
    let fargate = value.get("launchType").and_then(|v| v.as_str()) == Some("FARGATE");
    let network = (form != Form::Capacity && (fargate || is_awsvpc(session, definition)))
        .then(|| network(&session.world().settings.zones));
    let map = value.as_object_mut()?;
    if !map.contains_key("cluster") {
        let cluster = form_cluster(session).unwrap_or_else(|| FIRST_CLUSTER.into());
        map.shift_insert(0, "cluster".to_owned(), (&*cluster).into());
    }
    if let Some(network) = network {
        map.entry("networkConfiguration").or_insert(network);
    }
    Some(value)
}

fn submit(session: &mut Session, form: Form) -> Vec<Effect> {
    let mut calls = Vec::new();
    if form_cluster(session).is_none() && form != Form::Definition {
        let input = serde_json::json!({ "clusterName": FIRST_CLUSTER });
        calls.extend(NewCall::new("ecs:CreateCluster", input));
    }
    let call = form_input(session, form).and_then(|input| NewCall::new(form.call(), input));
    if call.is_none() || form == Form::ServiceRow {
        return Vec::new();
    }
    calls.extend(call);
    make(session, calls, None, Some(form))
}

/// Whether the definition's tasks have a network interface of their own (NM-1).
fn is_awsvpc(session: &Session, definition: &str) -> bool {
    use crate::model::task_definition::NetworkMode;
    let world = session.world();
    let (family, revision) = match definition.rsplit_once(':') {
        Some((family, revision)) => (family, revision.parse::<u32>().ok()),
        None => (definition, None),
    };
    let found = world.definitions.iter().rev().find(|registered| {
        &*registered.definition.family == family
            && revision.is_none_or(|r| r == registered.revision)
    });
    found.is_some_and(|d| d.definition.network_mode == NetworkMode::Awsvpc)
}

/// What is open is left as it stands, and another playground is opened.
pub(super) fn leave_for(
    session: &mut Session,
    scenario: Rc<Scenario>,
    place: Rc<str>,
) -> Vec<Effect> {
    let mut effects = shelf::leave(session);
    effects.extend(open(session, scenario, place));
    effects
}

/// Opens another playground, with empty forms. It is kept from its first change on.
pub(super) fn open(session: &mut Session, scenario: Rc<Scenario>, place: Rc<str>) -> Vec<Effect> {
    walk::put_aside(session);
    session.history.open(scenario, place);
    session.playback.go_to(SimTime::ZERO);
    session.span = SimTime::ZERO;
    session.filter = "".into();
    session.view.cluster = None;
    session.view.selection = Selection::None;
    walk::take_up(session);
    session.saved = Made::of(session);
    walk::released(session)
}

fn fragment_arrived(session: &mut Session, fragment: &str) -> Vec<Effect> {
    let Some(payload) = link::payload(fragment) else { return Vec::new() };
    match link::decode(payload) {
        Ok(scenario) => {
            // The address is the link's own now.
            session.address_is_set = false;
            let effects = if scenario == *session.scenario() {
                Vec::new()
            } else {
                let place = session.shelf.new_id();
                leave_for(session, scenario, place)
            };
            session.address_is_set = true;
            shelf::stand(session, link::Place::read(fragment));
            effects
        }
        Err(trouble) => {
            session.address_is_set = true;
            session.notice = Some(Notice::Link(trouble, Instead::Same));
            Vec::new()
        }
    }
}

pub(super) fn select(session: &mut Session, selection: Selection) {
    session.view.selection = selection;
    // The stage stays where one went.
    session.view.cluster = selection.cluster().or(session.view.cluster);
    // A narrow stage goes to where the chosen thing is.
    session.view.fargate = match selection {
        Selection::Task { .. } => super::read::is_on_fargate(session.world(), selection),
        Selection::Instance { .. } => false,
        _ => session.view.fargate,
    };
    match selection {
        Selection::Task { .. } | Selection::Waiting { .. } => {
            session.view.panels.inspector = true;
            session.view.panels.inspector_tab = InspectorTab::Why;
            session.view.panels.sheet = Sheet::Inspector;
        }
        Selection::Service { .. } | Selection::Instance { .. } | Selection::None => {}
    }
}

/// `sheets`: the page is so narrow that a panel lies over the stage; elsewhere none is in the way.
fn escape(session: &mut Session, sheets: bool) {
    if session.view.dialog != Dialog::None {
        session.view.dialog = Dialog::None;
    } else if sheets && session.view.panels.sheet != Sheet::None {
        session.view.panels.sheet = Sheet::None;
    } else if session.notice.is_some() {
        session.notice = None;
    } else {
        session.view.selection = Selection::None;
    }
}

fn dress(session: &Session) -> Vec<Effect> {
    let mut effects = vec![Effect::Dress { lang: session.view.lang, theme: session.view.theme }];
    effects.extend(preferences::keep(session));
    effects
}

/// The address names what was opened, until it is changed.
pub(super) fn named(session: &mut Session, what: &str, id: &str) -> Effect {
    session.address_is_set = true;
    Effect::SetAddress(format!("{what}{id}").into())
}

fn copy_link(session: &mut Session, place: link::Place) -> Vec<Effect> {
    let payload = format!("{}{}", link::encode(session.scenario()), place.write());
    session.address_is_set = true;
    vec![
        Effect::SetAddress(format!("#s={payload}").into()),
        Effect::Copy { text: payload.into(), is_link: true },
    ]
}

/// How many tasks the first visit's prompt asks for.
pub const PROMPT_DESIRED: u32 = 12;

fn use_prompt(session: &mut Session, prompt: Prompt) -> Vec<Effect> {
    match prompt {
        Prompt::Ask => {
            let first = first::visit(session);
            session.view.prompts.ask = false;
            let Some(first) = first else { return Vec::new() };
            session.view.panels.composer = true;
            session.view.panels.composer_tab = ComposerTab::Services;
            let (cluster, service) = (first.cluster, first.service);
            session.view.selection = Selection::Service { cluster, service };
            session.playback.playing = true;
            // A step of its own, whatever is pressed next.
            session.history.end_merge();
            let effects = set_desired(session, &first.in_cluster, &first.name, PROMPT_DESIRED);
            session.history.end_merge();
            effects
        }
        Prompt::Stop => {
            let Some((cluster, slot)) = steps::instance_to_stop(session.world()) else {
                return Vec::new();
            };
            session.view.panels.inspector = true;
            session.view.panels.inspector_tab = InspectorTab::Events;
            session.playback.playing = true;
            stop_instance(session, cluster, slot)
        }
    }
}
