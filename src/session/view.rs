//! How the page is looked at: never part of the scenario, never undone.

use super::drafts::Mode;
use super::selection::Selection;
use crate::texts::Lang;

/// What gives a block its height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Memory in MiB.
    #[default]
    Memory,
    /// CPU units.
    Cpu,
}

/// Which palette.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// As the system says.
    #[default]
    Auto,
    /// Day.
    Light,
    /// Night.
    Dark,
}

impl Theme {
    /// The value of `data-theme` on the page's root.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads [`Theme::attribute`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark].into_iter().find(|t| t.attribute() == text)
    }
}

/// What a narrow stage shows: it has room for one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Showing {
    /// The zones' lanes.
    Zones,
    /// Fargate's lane.
    Fargate,
    /// The table.
    Table,
}

/// Tabs of the composer, on the left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ComposerTab {
    /// Task definitions.
    Definitions,
    /// Services.
    #[default]
    Services,
    /// Instances.
    Capacity,
    /// One-off tasks.
    Run,
    /// The open lesson.
    Lesson,
}

/// Tabs of the inspector, on the right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum InspectorTab {
    /// A large fleet at a glance.
    Fleet,
    /// Why a task is where it is, or nowhere.
    Why,
    /// What happened.
    #[default]
    Events,
    /// Every quota, how much of it is used, and what happens past it.
    Quotas,
    /// What it all costs: so far, an hour, a month.
    Cost,
    /// The calls as AWS CLI commands.
    Cli,
}

/// The one sheet that a narrow page shows over the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sheet {
    /// None: the stage.
    #[default]
    None,
    /// The composer.
    Composer,
    /// The inspector.
    Inspector,
    /// The terminal.
    Terminal,
}

/// Which panels are open. A folded one is a rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Panels {
    /// The composer is open.
    pub composer: bool,
    /// Its tab.
    pub composer_tab: ComposerTab,
    /// The inspector is open.
    pub inspector: bool,
    /// Its tab.
    pub inspector_tab: InspectorTab,
    /// What a narrow page shows over the stage.
    pub sheet: Sheet,
}

impl Default for Panels {
    /// First visit: both panels are rails, so that the stage is wide.
    fn default() -> Self {
        Self {
            composer: false,
            composer_tab: ComposerTab::default(),
            inspector: false,
            inspector_tab: InspectorTab::default(),
            sheet: Sheet::None,
        }
    }
}

/// What floats over the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialog {
    /// Nothing.
    #[default]
    None,
    /// The share link.
    Share,
    /// The list of lessons.
    Lessons,
    /// The list of examples.
    Examples,
    /// The list of playgrounds.
    Shelf,
    /// What the keys mean.
    Keys,
    /// What a narrow bar has no room for.
    More,
}

/// What the timeline's chart shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ChartKind {
    /// Tasks desired, pending, running.
    #[default]
    Tasks,
    /// Shares of CPU and memory that are reserved.
    Reserved,
    /// US dollars an hour.
    Cost,
}

impl ChartKind {
    /// All of them, as the menu lists them.
    pub const ALL: [Self; 3] = [Self::Tasks, Self::Reserved, Self::Cost];

    /// Its place among them.
    pub fn place(self) -> usize {
        Self::ALL.iter().position(|kind| *kind == self).unwrap_or(0)
    }
}

/// The two prompts of a first visit, while they have not been used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Prompts {
    /// "Ask for 12" stands on the quay.
    pub ask: bool,
    /// "Stop this instance" stands under an instance.
    pub stop: bool,
}

/// Everything that says how the page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct View {
    /// What is chosen.
    pub selection: Selection,
    /// The cluster that the stage shows while nothing of another is chosen; `None` = the first.
    pub cluster: Option<u32>,
    /// What gives a block its height.
    pub measure: Measure,
    /// The language.
    pub lang: Lang,
    /// The palette.
    pub theme: Theme,
    /// The panels.
    pub panels: Panels,
    /// The terminal is open.
    pub terminal: bool,
    /// Its height where it is open, in CSS pixels.
    pub terminal_height: u16,
    /// The stage is shown as a table.
    pub table: bool,
    /// A narrow stage shows Fargate's lane instead of the zones'.
    pub fargate: bool,
    /// Drafts are looked at as form, as JSON, or as both.
    pub mode: Mode,
    /// What floats over the page.
    pub dialog: Dialog,
    /// The prompts of a first visit.
    pub prompts: Prompts,
    /// What the timeline's chart shows.
    pub chart: ChartKind,
    /// Single keys mean something (WCAG 2.1.4: they can be turned off).
    pub plain_keys: bool,
    /// Glosses that were read: a bit a term.
    pub read_glosses: u16,
}

impl View {
    /// As the page opens.
    pub fn new(lang: Lang) -> Self {
        Self {
            selection: Selection::None,
            cluster: None,
            measure: Measure::default(),
            lang,
            theme: Theme::default(),
            panels: Panels::default(),
            terminal: false,
            terminal_height: super::terminal::HEIGHT,
            table: false,
            fargate: false,
            mode: Mode::default(),
            dialog: Dialog::None,
            prompts: Prompts::default(),
            chart: ChartKind::default(),
            plain_keys: true,
            read_glosses: 0,
        }
    }
}
