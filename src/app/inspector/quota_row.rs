//! One quota: how much of it is used, what happens past it, and how to get more.

use yew::prelude::*;

use crate::app::store::Send;
use crate::app::widgets::text_of;
use crate::model::catalog::quota::Profile;
use crate::session::Message;
use crate::session::read::thousands;
use crate::simulation::quotas::Usage;
use crate::texts::Lang;
use crate::texts::composer::{self, Words as Composer};
use crate::texts::quotas::{self, Words as Say, words as say};

/// What is being asked for: a quota's code, and the value as it is typed.
pub(super) type Wish = UseStateHandle<(&'static str, String)>;

/// The value of a profile, or that the row is off there.
fn value(lang: Lang, value: Option<u64>) -> String {
    value.map_or_else(|| say(lang, Say::Off).to_owned(), thousands)
}

/// A row; opened, it tells all of it.
pub(super) fn quota_row(
    lang: Lang,
    send: &Send,
    profile: Profile,
    row: &Usage,
    wish: &Wish,
) -> Html {
    let Usage { quota, value: limit, default, adjustable, used } = *row;
    let typed_here = if wish.0 == quota.code { wish.1.as_str() } else { "" };
    let is_full = used >= limit && quota.unplayed.is_none() && !quota.only_if_set;
    let changed = limit != default;
    let test = quota.code;
    let about = if adjustable { Say::AskHelp } else { Say::FixedHelp };
    let typed = {
        let wish = wish.clone();
        Callback::from(move |event: InputEvent| wish.set((test, text_of(&event))))
    };
    let suggested = limit.saturating_mul(2).max(1).to_string();
    let asked = if typed_here.trim().is_empty() { &suggested } else { typed_here };
    let asked = crate::session::read::whole_number::<u64>(&asked.replace(',', ""));
    let set = |value: Option<u64>| {
        let (send, wish) = (send.clone(), wish.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(value) = value {
                send.send(Message::SetQuota { code: test.into(), value: Some(value) });
                wish.set(("", String::new()));
            }
        })
    };
    let text = quota.text.replace("{n}", &limit.to_string());
    let class = classes!("quota", is_full.then_some("full"));
    html! {
        <details {class} key={test} data-test={format!("quota-{test}")}>
            <summary>
                <span class="quota-name">{ quotas::name(lang, quota) }</span>
                <span class="figures">
                    { thousands(used) }{ " / " }<b>{ thousands(limit) }</b>
                    if quota.sustained > 0 { <span class="help">{ format!(" · {}/s", quota.sustained) }</span> }
                </span>
                // Less than half is no news: the number says enough.
                if used.saturating_mul(2) >= limit {
                    <progress max={limit.max(1).to_string()} value={used.min(limit.max(1)).to_string()} aria-label={quotas::name(lang, quota)} />
                }
                <span class="help quota-foot">
                    { quotas::scope(lang, quota) }{ " · " }
                    { say(lang, if adjustable { Say::Adjustable } else { Say::Fixed }) }
                    if changed { { " · " }<b class="accent">{ say(lang, Say::Changed) }</b> }
                    if is_full { { " · " }<b class="amber">{ say(lang, Say::Full) }</b> }
                </span>
            </summary>
            <div class="quota-about">
                <p><b>{ say(lang, Say::PastIt) }</b>{ " " }{ quotas::effect(lang, quota.effect) }</p>
                if !text.is_empty() {
                    <p class="mono">{ quota.exception }{ lang.colon() }{ text }</p>
                    <p class="help">{ composer::words(lang, if quota.seen { Composer::Seen } else { Composer::Modelled }) }</p>
                }
                if let Some(why) = quota.unplayed {
                    <p class="help">{ say(lang, Say::NotCounted) }{ " " }{ quotas::unplayed(lang, why) }</p>
                }
                if quota.only_if_set { <p class="help">{ say(lang, Say::OnlyIfSet) }</p> }
                <dl class="quota-values">
                    <div class={classes!((profile == Profile::Notes).then_some("holds"))}>
                        <dt>{ say(lang, Say::Notes) }</dt><dd>{ value(lang, quota.notes) }</dd></div>
                    <div class={classes!((profile == Profile::Current).then_some("holds"))}>
                        <dt>{ say(lang, Say::Current) }</dt><dd>{ value(lang, quota.current) }</dd></div>
                </dl>
                <p class="help">{ quota.rule }{ " · " }<code>{ quota.code }</code>{ " · " }{ quota.source.text() }</p>
                <p>{ say(lang, about) }</p>
                if adjustable {
                    <form class="row" onsubmit={set(asked)}>
                        <input inputmode="numeric" placeholder={suggested.clone()} value={typed_here.to_owned()} oninput={typed} autocomplete="off"
                            aria-label={say(lang, Say::Value)} data-test={format!("quota-value-{test}")} />
                        <button type="submit" class="line" data-test={format!("quota-set-{test}")}>{ say(lang, Say::AskForMore) }</button>
                    </form>
                    if changed {
                        <button type="button" class="link" data-test={format!("quota-default-{test}")}
                            onclick={send.just::<MouseEvent>(Message::SetQuota { code: test.into(), value: None })}>
                            { say(lang, Say::Default) }{ lang.colon() }{ thousands(default) }</button>
                    }
                }
            </div>
        </details>
    }
}
