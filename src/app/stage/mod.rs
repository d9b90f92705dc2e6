//! The stage: a canvas that draws the scene, and a table that tells the same.

mod bar;
mod canvas;
mod memory;
mod painter;
mod picture;
mod table;
mod teller;

use gloo::events::EventListener;
use gloo::utils::window;
use serde_json::json;
use yew::prelude::*;

use super::opening::use_opened;
use super::store::{use_selector, use_send, use_store};
use crate::session::scene::shown_cluster;
use crate::session::update::form_cluster;
use crate::session::{ComposerTab, Message, NewCall, Session};
use crate::texts::stage::{Word, word};

pub use picture::{draw_png, is_night};

/// Whether there is nothing to see: no instance, none on its way, no task.
fn is_empty(session: &Session) -> bool {
    let world = session.world();
    match shown_cluster(session) {
        Some(index) => {
            let cluster = &world.clusters[index as usize];
            let fargate = session.ledger.uses_fargate(index, cluster);
            cluster.instances.is_empty() && cluster.launching.is_empty() && !fargate
        }
        None => !session.is_behind(),
    }
}

/// The calls that bring the first two instances, and their cluster where there is none.
fn two_instances(session: &Session) -> Vec<NewCall> {
    let known = form_cluster(session);
    let name = known.clone().unwrap_or_else(|| "demo".into());
    let cluster = NewCall::new("ecs:CreateCluster", json!({ "clusterName": &*name }));
    let input = json!({ "cluster": &*name, "instanceType": "m5.large", "count": 2 });
    let instances = NewCall::new("ec2:RunInstances", input);
    cluster.filter(|_| known.is_none()).into_iter().chain(instances).collect()
}

/// The stage with its bar.
#[function_component]
pub fn Stage() -> Html {
    let lang = *use_selector(|session| session.view.lang);
    let table = *use_selector(|session| session.view.table);
    let empty = *use_selector(is_empty);
    let opened = use_opened();
    let send = use_send();
    let store = use_store();
    let memory = use_mut_ref(memory::Memory::default);
    let prints = use_state(|| false);
    {
        // On paper the table stands under the picture (look, section 13).
        let prints = prints.setter();
        use_effect_with((), move |()| {
            let listeners = [("beforeprint", true), ("afterprint", false)].map(|(event, to)| {
                let prints = prints.clone();
                EventListener::new(&window(), event, move |_| prints.set(to))
            });
            move || drop(listeners)
        });
    }
    let add_two = {
        let (send, store) = (send.clone(), store.clone());
        Callback::from(move |_: MouseEvent| {
            let calls = store.read(two_instances);
            send.send(Message::Make { calls, merge: None, form: None });
        })
    };
    let shared = memory::Shared { memory, store };
    html! {
        <div class="stage">
            if opened {
                <bar::Bar shared={shared.clone()} />
            } else {
                <div class="stage-bar"></div>
            }
            <div class="stage-room">
                <canvas::Canvas {shared} />
                if table || *prints {
                    <table::Table prints={*prints} />
                }
                if empty {
                    <div class="stage-empty">
                        <p>{ word(lang, &Word::NoInstances) }</p>
                        <div class="stage-empty-ways">
                            <button type="button" class="primary" data-test="empty-capacity" onclick={add_two}>
                                { word(lang, &Word::AddTwo) }</button>
                            <button type="button" class="line" data-test="empty-fargate"
                                onclick={send.just(Message::Composer(Some(ComposerTab::Services)))}>
                                { word(lang, &Word::UseFargate) }</button>
                        </div>
                    </div>
                }
            </div>
            if opened {
                <teller::Teller />
            }
        </div>
    }
}
