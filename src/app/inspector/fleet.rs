//! A large fleet at a glance: how full, by whom, what needs a look, and its quota.

use yew::prelude::*;

use crate::app::store::{use_selector, use_send};
use crate::app::widgets::Icon;
use crate::app::words::use_words;
use crate::session::fleet::{self, Oddity, Part};
use crate::session::{InspectorTab, Measure, Message};
use crate::texts::fleet::{Word, word};
use crate::texts::quotas;
use crate::texts::thousands;

/// How high the highest bar is, in the picture's units; the numbers stand above.
const HIGHEST: u64 = 64;
const WIDTH: u32 = 40;

const fn icon(odd: &Oddity) -> Icon {
    match odd {
        Oddity::Draining(_) => Icon::Draining,
        Oddity::AgentLost => Icon::AgentLost,
        Oddity::Stopped => Icon::Power,
        Oddity::Empty | Oddity::DaemonsAlone => Icon::Instance,
    }
}

fn odd_word(odd: &Oddity) -> Word<'_> {
    match odd {
        Oddity::Draining(zone) => Word::Draining(zone),
        Oddity::AgentLost => Word::AgentLost,
        Oddity::Stopped => Word::Stopped,
        Oddity::Empty => Word::Empty,
        Oddity::DaemonsAlone => Word::DaemonsAlone,
    }
}

#[function_component]
pub(super) fn Fleet() -> Html {
    let (words, send) = (use_words(), use_send());
    let lang = words.0;
    let found = use_selector(fleet::fleet);
    let Some(fleet) = found.as_ref() else {
        return html! { <p class="help">{ word(lang, Word::Instances(0)) }</p> };
    };
    let most = fleet.shares.iter().copied().max().unwrap_or(0).max(1);
    let bar = |(n, count): (u32, &u32)| {
        let high = u64::from(*count) * HIGHEST / u64::from(most);
        // One instance among thousands is still to be seen.
        let high = if *count > 0 { high.max(2) } else { 0 };
        let x = n * (WIDTH + 6);
        let (from, to) = (n * 100 / 7, (n + 1) * 100 / 7);
        html! {
            <g>
                <title>{ word(lang, Word::Bar { from, to, n: *count }) }</title>
                <rect class={format!("heat-{n}")} x={x.to_string()} y={(16 + HIGHEST - high).to_string()}
                    width={WIDTH.to_string()} height={high.to_string()} />
                <text x={(x + WIDTH / 2).to_string()} y={(11 + HIGHEST - high).to_string()}>{ thousands(u64::from(*count)) }</text>
            </g>
        }
    };
    let top = fleet.services.first().map_or(1, |part| part.tasks.max(1));
    let part = |part: &Part| {
        let share = u64::from(part.tasks) * 100 / u64::from(top);
        html! {
            <li><button type="button" class="fleet-part" onclick={send.just(Message::Select(part.selection))}>
                <span class={format!("tile service-{}", part.identity.colour)}>{ part.identity.letter }</span>
                <span class="fleet-name">{ &*part.name }</span>
                <svg class="fleet-bar" aria-hidden="true"><rect class={format!("service-{}", part.identity.colour)} width={format!("{share}%")} height="100%" /></svg>
                <span class="figures">{ thousands(u64::from(part.tasks)) }</span>
            </button></li>
        }
    };
    let odd = |(odd, n): &(Oddity, u32)| {
        let show = odd.filter().map(|filter| {
            html! { <button type="button" class="link" onclick={send.just::<MouseEvent>(Message::Filter(filter.into()))}
                data-test="fleet-show">{ word(lang, Word::Show) }</button> }
        });
        html! {
            <li class="row">{ icon(odd).view() }<span>{ word(lang, odd_word(odd)) }</span>{ show.unwrap_or_default() }
                <span class="space"></span><span class="figures">{ thousands(u64::from(*n)) }</span></li>
        }
    };
    let measure = match fleet.measure {
        Measure::Memory => Word::MemoryReserved,
        Measure::Cpu => Word::CpuReserved,
    };
    let names: Vec<String> = (0_u32..)
        .zip(&fleet.shares)
        .map(|(n, count)| {
            word(lang, Word::Bar { from: n * 100 / 7, to: (n + 1) * 100 / 7, n: *count })
        })
        .collect();
    let quota = fleet.quota.as_ref().map(|row| {
        let full = row.used >= row.value;
        html! {
            <section class="fleet-section" data-test="fleet-quota">
                <h3>{ word(lang, Word::Quota) }</h3>
                <div class="row"><span>{ quotas::name(lang, row.quota) }</span><span class="space"></span>
                    <span class="figures">{ thousands(row.used) }{ " / " }<b>{ thousands(row.value) }</b></span></div>
                if row.used.saturating_mul(2) >= row.value {
                    <progress class={classes!(full.then_some("full"))} max={row.value.max(1).to_string()}
                        value={row.used.min(row.value).to_string()} aria-label={quotas::name(lang, row.quota)} />
                }
                if full {
                    <p class="help">{ word(lang, Word::QuotaFull) }{ " " }
                        <button type="button" class="link" onclick={send.just::<MouseEvent>(Message::Inspector(Some(InspectorTab::Quotas)))}>
                            { quotas::words(lang, quotas::Words::AskForMore) }</button></p>
                }
            </section>
        }
    });
    html! {
        <div class="fleet" data-test="fleet">
            <div class="row"><h3>{ word(lang, Word::Instances(fleet.instances)) }</h3><span class="space"></span>
                <span class="help">{ word(lang, Word::Tasks(fleet.tasks)) }</span></div>
            <svg class="fleet-shares" viewBox="0 0 316 98" role="img" aria-label={names.join(lang.semicolon())} data-test="fleet-shares">
                { for (0_u32..).zip(&fleet.shares).map(bar) }
                <text class="end" x="0" y="95">{ "0%" }</text>
                <text x="158" y="95">{ word(lang, measure) }</text>
                <text class="start" x="316" y="95">{ "100%" }</text>
            </svg>
            <section class="fleet-section">
                <h3>{ word(lang, Word::ByService) }</h3>
                <ul class="fleet-parts">{ for fleet.services.iter().map(part) }</ul>
                if fleet.more > 0 { <p class="help">{ word(lang, Word::MoreServices(fleet.more)) }</p> }
            </section>
            <section class="fleet-section" data-test="fleet-odd">
                <h3>{ word(lang, Word::NeedsALook) }</h3>
                if fleet.odd.is_empty() { <p class="help">{ word(lang, Word::NothingOdd) }</p> }
                <ul class="fleet-odd">{ for fleet.odd.iter().map(odd) }</ul>
            </section>
            { quota.unwrap_or_default() }
        </div>
    }
}
