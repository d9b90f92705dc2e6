//! The bill at the playhead: so far, an hour and a month as things stand; what for, whom for; and what
//! the same tasks would cost on Fargate (PR-1 to PR-20).

use yew::prelude::*;

use crate::app::store::use_selector;
use crate::app::words::{Words, use_words};
use crate::base::unit::NanoUsd;
use crate::session::cost::{Bill, ShareRow, bill};
use crate::session::read::clock_text;
use crate::simulation::cost::{Compared, Holder, Kind, Line};
use crate::texts::Lang;
use crate::texts::cost::{self, Sentence, Words as Say, money, sentence, words as say};
use crate::texts::page::Label;

fn figure(lang: Lang, name: Say, usd: NanoUsd, test: &'static str) -> Html {
    html! { <div><dt>{ say(lang, name) }</dt><dd data-test={test}>{ money(lang, usd) }</dd></div> }
}

fn line(lang: Lang, line: &Line) -> Html {
    let unit = line.what.unit();
    let quantity = cost::quantity(line.quantity_millionths);
    let price = cost::price(lang, line.rate.nano_usd);
    html! {
        <li class="cost-row" data-test="cost-line">
            <span>{ cost::what(lang, line.what) }</span><b class="figures">{ money(lang, line.usd) }</b>
            <span class="help">{ format!("{quantity} {} × {price}", cost::unit(lang, unit)) }</span>
            <span class="help figures">{ money(lang, line.per_hour) }{ say(lang, Say::Hour) }</span>
            <span class="help cost-basis">{ cost::basis(lang, line.rate) }</span>
        </li>
    }
}

fn share(lang: Lang, row: &ShareRow) -> Html {
    let name = match (&row.service, row.holder) {
        (Some((name, identity)), _) => html! {
            <span class="cost-who"><span class={format!("tile service-{}", identity.colour)} aria-hidden="true">{ identity.letter }</span>
                { &**name }</span>
        },
        (None, Holder::Instances) => html! { <span>{ say(lang, Say::Instances) }</span> },
        (None, _) => html! { <span>{ say(lang, Say::Alone) }</span> },
    };
    html! {
        <li class="cost-row" data-test="cost-share">
            { name }<b class="figures">{ money(lang, row.usd) }</b>
            <span class="help"></span><span class="help figures">{ money(lang, row.per_hour) }{ say(lang, Say::Hour) }</span>
        </li>
    }
}

/// How full, as a number and a bar.
fn fill(name: &'static str, (reserved, registered): (u64, u64)) -> Html {
    let permille = (reserved * 1_000).checked_div(registered).unwrap_or(0);
    html! {
        <div class="cost-fill"><span>{ name }</span><b class="figures">{ cost::percent(permille) }</b>
            <progress max="1000" value={permille.to_string()} aria-label={name}></progress></div>
    }
}

fn kind(lang: Lang, kind: &Kind) -> Html {
    let full = cost::percent(kind.break_even_permille);
    let text = match kind.break_even_permille {
        0..=1_000 => sentence(lang, Sentence::FullAt(&full)),
        _ => sentence(lang, Sentence::NeverCheaper),
    };
    html! {
        <li class="cost-row"><span>{ sentence(lang, Sentence::Kind(kind.name, kind.count)) }</span>
            <b class="figures">{ text }</b></li>
    }
}

fn compare(words: Words, compared: &Compared) -> Html {
    let lang = words.0;
    let (own, there) = (compared.instances_per_hour.0, compared.fargate_per_hour.0);
    let by = money(lang, NanoUsd(own.abs_diff(there)));
    let verdict = match own.cmp(&there) {
        _ if compared.tasks == compared.unfit => None,
        std::cmp::Ordering::Greater => Some(Sentence::FargateLess(&by)),
        std::cmp::Ordering::Less => Some(Sentence::FargateMore(&by)),
        std::cmp::Ordering::Equal => Some(Sentence::Same),
    };
    let [cpu, memory] = compared.fill();
    let idle = money(lang, compared.idle_per_hour);
    let row = |name: String, usd: NanoUsd| {
        html! {
            <li class="cost-row"><span>{ name }</span><b class="figures">{ money(lang, usd) }{ say(lang, Say::Hour) }</b></li>
        }
    };
    html! {
        <section data-test="cost-compare">
            <h3>{ say(lang, Say::Against) }</h3>
            <ul class="cost-rows">
                { row(say(lang, Say::InstancesNow).to_owned(), compared.instances_per_hour) }
                if compared.tasks > compared.unfit {
                    { row(sentence(lang, Sentence::SameOnFargate(compared.tasks - compared.unfit)), compared.fargate_per_hour) }
                }
            </ul>
            if let Some(verdict) = verdict {
                <p class="cost-verdict">{ sentence(lang, verdict) }</p>
            }
            if compared.unfit > 0 {
                <p class="help">{ sentence(lang, Sentence::Unfit(compared.unfit)) }</p>
            }
            if compared.idle > 0 {
                <p class="help">{ sentence(lang, Sentence::Idle(compared.idle, compared.instances(), &idle)) }</p>
            }
            { fill(words.label(Label::CpuReserved), cpu) }
            { fill(words.label(Label::MemoryReserved), memory) }
            <h3>{ say(lang, Say::BreakEven) }</h3>
            <p class="help">{ say(lang, Say::BreakEvenHelp) }</p>
            <ul class="cost-rows">{ for compared.kinds.iter().map(|one| kind(lang, one)) }</ul>
        </section>
    }
}

/// The tab.
#[function_component]
pub(super) fn Cost() -> Html {
    let words = use_words();
    let lang = words.0;
    let bill = use_selector(bill);
    let Bill { until, statement, shares, compared } = &*bill;
    let empty = statement.lines.is_empty();
    html! {
        <>
            <dl class="cost-figures">
                { figure(lang, Say::SoFar, statement.total, "cost-total") }
                { figure(lang, Say::AnHour, statement.per_hour, "cost-hour") }
                { figure(lang, Say::AMonth, statement.per_month, "cost-month") }
            </dl>
            <p class="help"><span class="figures" data-test="cost-until">{ sentence(lang, Sentence::Until(&clock_text(*until))) }</span></p>
            if empty {
                <p data-test="cost-empty">{ say(lang, Say::Empty) }</p>
                <p class="help">{ say(lang, Say::Free) }</p>
            } else {
                <p class="help">{ say(lang, Say::AsItStands) }</p>
                <h3>{ say(lang, Say::Lines) }</h3>
                <ul class="cost-rows">{ for statement.lines.iter().map(|one| line(lang, one)) }</ul>
                <h3>{ say(lang, Say::ByService) }</h3>
                <ul class="cost-rows">{ for shares.iter().map(|row| share(lang, row)) }</ul>
            }
            if let Some(compared) = compared { { compare(words, compared) } }
            <h3>{ say(lang, Say::NotCounted) }</h3>
            <p class="help">{ say(lang, Say::NotCountedList) }</p>
            <h3>{ say(lang, Say::Prices) }</h3>
            <p class="help">{ say(lang, Say::PricesHelp) }</p>
            if !empty { <p class="help">{ say(lang, Say::Free) }</p> }
        </>
    }
}
