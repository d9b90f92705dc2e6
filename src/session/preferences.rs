//! What a browser remembers of how the page is looked at: a few words, no more.

use super::drafts::Mode;
use super::effect::Effect;
use super::state::Session;
use super::terminal::{HEIGHT, LEAST_HEIGHT};
use super::view::{ChartKind, Measure, Theme, View};
use crate::texts::Lang;

/// As text.
pub fn write(view: &View) -> String {
    let measure = match view.measure {
        Measure::Memory => "memory",
        Measure::Cpu => "cpu",
    };
    format!(
        "lang={} theme={} measure={measure} composer={} inspector={} keys={} chart={} mode={} \
         glosses={} terminal={} terminal-height={}",
        view.lang.tag(),
        view.theme.attribute(),
        u8::from(view.panels.composer),
        u8::from(view.panels.inspector),
        u8::from(view.plain_keys),
        view.chart.place(),
        Mode::ALL.iter().position(|mode| *mode == view.mode).unwrap_or(0),
        view.read_glosses,
        u8::from(view.terminal),
        view.terminal_height,
    )
}

/// Reads what [`write`] wrote; what it does not know it leaves alone.
pub fn read(text: &str, view: &mut View) {
    for (key, value) in text.split(' ').filter_map(|word| word.split_once('=')) {
        match key {
            "lang" => view.lang = Lang::of_tag(value),
            "theme" => view.theme = Theme::parse(value).unwrap_or(view.theme),
            "measure" => {
                view.measure = if value == "cpu" { Measure::Cpu } else { Measure::Memory };
            }
            "composer" => view.panels.composer = value == "1",
            "keys" => view.plain_keys = value != "0",
            "chart" => {
                let kind = value.parse::<usize>().ok().and_then(|n| ChartKind::ALL.get(n).copied());
                view.chart = kind.unwrap_or(view.chart);
            }
            "mode" => {
                let mode = value.parse::<usize>().ok().and_then(|n| Mode::ALL.get(n).copied());
                view.mode = mode.unwrap_or(view.mode);
            }
            "glosses" => view.read_glosses = value.parse().unwrap_or(0),
            "terminal" => view.terminal = value == "1",
            "terminal-height" => {
                let height = value.parse().unwrap_or(HEIGHT);
                view.terminal_height = height.max(LEAST_HEIGHT);
            }
            "inspector" => view.panels.inspector = value == "1",
            _ => {}
        }
    }
}

/// The effect that keeps them.
pub fn keep(session: &Session) -> Vec<Effect> {
    vec![Effect::SavePreferences(write(&session.view).into())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut view = View::new(Lang::ZhTw);
        view.theme = Theme::Dark;
        view.measure = Measure::Cpu;
        view.panels.inspector = true;
        view.mode = Mode::Both;
        view.chart = ChartKind::Cost;
        view.terminal = true;
        view.terminal_height = 333;
        let mut other = View::new(Lang::En);
        read(&write(&view), &mut other);
        assert_eq!(other, view);
        read("theme=pink nonsense chart=7 x=y", &mut other);
        assert_eq!(other, view);
    }
}
