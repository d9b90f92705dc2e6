//! The timeline's chart and marks, in a box of [`WIDTH`] by [`HEIGHT`], as SVG paths.

use std::fmt::Write as _;

use super::state::Session;
use super::view::ChartKind;
use crate::base::SimTime;
use crate::simulation::journal::Sample;
use crate::simulation::world::Totals;
use crate::texts::Lang;

/// Width of the box.
pub const WIDTH: u64 = 2_000;
/// Height of the box.
pub const HEIGHT: u64 = 1_000;
/// The chart counts money in parts of a dollar: this many.
pub const DOLLAR: u32 = 10_000;
/// Marks closer than this join: 10 px of some 700.
const JOIN: u64 = 28;

/// What the chart shows, as step functions over the whole box; how much of it is known is the
/// page's to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// The dashed line: tasks desired, or CPU reserved; of the cost, none.
    pub dashed: String,
    /// The solid line: tasks running, memory reserved, or the cost of an hour.
    pub solid: String,
    /// Area under the solid line.
    pub area: String,
    /// Stretches in which tasks were pending, at the foot.
    pub pending: String,
    /// The axis' greatest value; of the cost in [`DOLLAR`]ths.
    pub top: u32,
}

/// What the chart depends on: equal keys, equal charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    kind: ChartKind,
    samples: usize,
    last: Option<SimTime>,
    span: SimTime,
    scenario: usize,
}

/// The chart's key.
pub fn key(session: &Session) -> Key {
    let samples = &session.player.journal().samples;
    Key {
        kind: session.view.chart,
        samples: samples.len(),
        last: samples.last().map(|sample| sample.time),
        span: session.span,
        scenario: std::rc::Rc::as_ptr(session.scenario()) as usize,
    }
}

/// The x of a moment.
pub fn x_of(time: SimTime, span: SimTime) -> u64 {
    time.0.saturating_mul(WIDTH).checked_div(span.0).unwrap_or(0).min(WIDTH)
}

/// A pleasant axis end, divisible by three.
fn top_for(greatest: u32) -> u32 {
    let mut step = 1_u32;
    loop {
        for factor in [1, 2, 3, 5] {
            let top = step.saturating_mul(factor).saturating_mul(3);
            if top >= greatest.max(3) {
                return top;
            }
        }
        step = step.saturating_mul(10);
    }
}

fn percent(part: u64, whole: u64) -> u32 {
    let share = part.saturating_mul(100).checked_div(whole).unwrap_or(0);
    u32::try_from(share.min(100)).unwrap_or(100)
}

/// Nano-dollars in the chart's parts of a dollar.
fn money(nano_usd: u64) -> u32 {
    u32::try_from(nano_usd / (1_000_000_000 / u64::from(DOLLAR))).unwrap_or(u32::MAX)
}

/// The (dashed, solid) values of a sample.
fn values(kind: ChartKind, totals: &Totals) -> (u32, u32) {
    match kind {
        ChartKind::Tasks => (totals.desired, totals.running),
        ChartKind::Reserved => (
            percent(totals.cpu_reserved, totals.cpu_registered),
            percent(totals.memory_reserved, totals.memory_registered),
        ),
        ChartKind::Cost => (0, money(totals.nano_usd_hour)),
    }
}

/// The chart of everything that was computed.
pub fn chart(session: &Session) -> Chart {
    let samples = &session.player.journal().samples;
    let (kind, span) = (session.view.chart, session.span);
    let top = match kind {
        ChartKind::Reserved => 100,
        ChartKind::Tasks | ChartKind::Cost => {
            let greatest = samples.iter().map(|sample| values(kind, &sample.totals));
            top_for(greatest.map(|(dashed, solid)| dashed.max(solid)).max().unwrap_or(0))
        }
    };
    let y_of = |n: u32| HEIGHT - (u64::from(n) * HEIGHT / u64::from(top)).min(HEIGHT);
    let steps = |value: &dyn Fn(&Totals) -> u32| {
        let mut path = format!("M0 {HEIGHT}");
        let mut last = 0;
        // Of samples on one pixel the last one is drawn: the path stays short however many there are.
        for (n, sample) in samples.iter().enumerate() {
            let x = x_of(sample.time, span);
            let covered = samples.get(n + 1).is_some_and(|next| x_of(next.time, span) == x);
            let now = value(&sample.totals);
            if now != last && !covered {
                let _ = write!(path, "H{x}V{}", y_of(now));
                last = now;
            }
        }
        let _ = write!(path, "H{WIDTH}");
        path
    };
    let mut chart = Chart { top, ..Chart::default() };
    if kind != ChartKind::Cost {
        chart.dashed = steps(&|totals| values(kind, totals).0);
    }
    chart.solid = steps(&|totals| values(kind, totals).1);
    chart.area = format!("{}V{HEIGHT}Z", chart.solid);
    if kind == ChartKind::Tasks {
        chart.pending = pending(samples, span);
    }
    chart
}

fn pending(samples: &[Sample], span: SimTime) -> String {
    let mut path = String::new();
    let mut since: Option<u64> = None;
    let mut drawn = 0;
    for sample in samples {
        let x = x_of(sample.time, span);
        match (since, sample.totals.pending > 0) {
            (None, true) => since = Some(x.max(drawn)),
            (Some(from), false) => {
                drawn = x.max(from + 2);
                let _ = write!(path, "M{from} {HEIGHT}H{drawn}");
                since = None;
            }
            _ => {}
        }
    }
    if let Some(from) = since {
        let _ = write!(path, "M{from} {HEIGHT}H{WIDTH}");
    }
    path
}

/// The furthest moment that is known.
pub fn known(session: &Session) -> SimTime {
    session.player.time().max(last_time(session))
}

fn last_time(session: &Session) -> SimTime {
    session.player.journal().entries.last().map_or(SimTime::ZERO, |entry| entry.at.time)
}

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// An accepted call, or one that is still to come.
    Call,
    /// A call that was refused.
    Refused,
    /// Something happened to the surroundings.
    Incident,
}

/// A mark over the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where.
    pub x: u64,
    /// When the first of them is.
    pub time: SimTime,
    /// The gravest of them.
    pub kind: MarkKind,
    /// How many are joined.
    pub count: u32,
    /// Index of the first call.
    pub call: u32,
}

/// The marks of all calls.
pub fn marks(session: &Session) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let records = &session.player.journal().calls;
    for (n, call) in (0_u32..).zip(session.scenario().calls.iter()) {
        let refused = records.get(n as usize).is_some_and(|record| record.result.is_err());
        let kind = if refused {
            MarkKind::Refused
        } else if call.name.as_str().starts_with("world:") {
            MarkKind::Incident
        } else {
            MarkKind::Call
        };
        let x = x_of(call.at, session.span);
        match marks.last_mut() {
            Some(mark) if x < mark.x + JOIN => {
                mark.count += 1;
                mark.kind = mark.kind.max(kind);
            }
            _ => marks.push(Mark { x, time: call.at, kind, count: 1, call: n }),
        }
    }
    marks
}

/// The axis under the chart: (x, moment).
pub fn ticks(span: SimTime) -> Vec<(u64, SimTime)> {
    (0..=6).map(|n| SimTime(span.0 / 6 * n)).map(|time| (x_of(time, span), time)).collect()
}

/// A tick's text: `0:30`, `2:00:00`, `3d`, `3 天`.
pub fn tick_text(lang: Lang, time: SimTime) -> String {
    let s = time.0 / 1_000;
    let (day, hour) = match lang {
        Lang::En => ("d", "h"),
        Lang::ZhTw => (" 天", " 時"),
    };
    match s {
        _ if s >= 86_400 && s.is_multiple_of(86_400) => format!("{}{day}", s / 86_400),
        _ if s >= 86_400 => format!("{}{day} {}{hour}", s / 86_400, s % 86_400 / 3_600),
        // As the clock beside it writes them.
        _ if s >= 3_600 => format!("{}:{:02}:00", s / 3_600, s % 3_600 / 60),
        _ => format!("{}:{:02}", s / 60, s % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_pleasant() {
        for (greatest, top) in [(0, 3), (3, 3), (4, 6), (9, 9), (12, 15), (33, 60), (301, 600)] {
            assert_eq!(top_for(greatest), top, "{greatest}");
        }
        assert!(top_for(u32::MAX) >= u32::MAX / 2);
        let texts = |lang: Lang, minutes: u64| -> Vec<String> {
            let ticks = ticks(SimTime(minutes * 60_000));
            ticks.into_iter().map(|(_, time)| tick_text(lang, time)).collect()
        };
        for (minutes, en, zh) in [
            (3, ["0:00", "0:30", "1:00", "1:30", "2:00", "2:30", "3:00"], None),
            (360, ["0:00", "1:00:00", "2:00:00", "3:00:00", "4:00:00", "5:00:00", "6:00:00"], None),
            (
                10_080,
                ["0:00", "1d 4h", "2d 8h", "3d 12h", "4d 16h", "5d 20h", "7d"],
                Some([
                    "0:00",
                    "1 天 4 時",
                    "2 天 8 時",
                    "3 天 12 時",
                    "4 天 16 時",
                    "5 天 20 時",
                    "7 天",
                ]),
            ),
        ] {
            assert_eq!(texts(Lang::En, minutes), en);
            assert_eq!(texts(Lang::ZhTw, minutes), zh.unwrap_or(en));
        }
    }
}
