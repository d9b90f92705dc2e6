//! Everything that can happen to a session.

use std::rc::Rc;

use serde_json::Value;

use super::drafts::{Form, Mode};
use super::history::{MergeKey, Scenario};
use super::link::Place;
use super::selection::Selection;
use super::shelf::Act;
use super::terminal;
use super::view::{ChartKind, ComposerTab, Dialog, InspectorTab, Measure, Sheet, Showing, Theme};
use crate::base::SimTime;
use crate::model::catalog::quota::Profile;
use crate::simulation::CallName;
use crate::texts::Lang;
use crate::texts::comfort::Term;

/// A call to be made at the playhead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCall {
    /// Which.
    pub name: CallName,
    /// Its input.
    pub input: Rc<Value>,
}

impl NewCall {
    /// `None` = there is no such call.
    pub fn new(name: &str, input: Value) -> Option<Self> {
        CallName::parse(name).map(|name| Self { name, input: Rc::new(input) })
    }
}

/// A prompt of the first visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Prompt {
    /// Ask for 12.
    Ask,
    /// Stop this instance.
    Stop,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// A frame was shown: so many microseconds of wall time since the last one.
    Frame {
        /// Wall time.
        elapsed_us: u64,
    },
    /// Play or pause.
    TogglePlay,
    /// Simulated seconds a second.
    SetSpeed(u32),
    /// The playhead is put somewhere.
    Seek(SimTime),
    /// The playhead is being dragged.
    Scrub(SimTime),
    /// The drag ended.
    ScrubEnd,
    /// To the event before.
    StepBack,
    /// To the next event.
    StepNext,

    /// Another future of this playground, by its place in the list.
    TakeFuture(usize),
    /// Something is done to the playgrounds that are kept.
    Shelf(Act),
    /// The page is left, or the forms were not touched for a while.
    Rest,
    /// Faster (+1) or slower (-1).
    ChangeSpeed(i8),
    /// Simulated milliseconds forward, or back.
    Leap(i64),
    /// A long computation is stopped where it is.
    Halt,
    /// To the last event that was computed.
    SeekEnd,
    /// A panel is opened or folded: composer, else inspector.
    TogglePanel(bool),
    /// The focus goes to the element of this id.
    Focus(&'static str),
    /// What the timeline's chart shows.
    SetChart(ChartKind),
    /// A term's gloss was read and closed.
    ReadGloss(Term),
    /// Whether single keys mean something.
    SetPlainKeys(bool),

    /// Undo.
    Undo,
    /// Back to the future that the notice in sight speaks of.
    BackToOld,
    /// Redo.
    Redo,
    /// A burst of changes is over.
    EndMerge,
    /// Calls are made at the playhead, in this order.
    Make {
        /// The calls.
        calls: Vec<NewCall>,
        /// Bursts are undone together.
        merge: Option<MergeKey>,
        /// The form that asks.
        form: Option<Form>,
    },
    /// The smallest change of this number is made: calls at the playhead.
    Apply(usize),
    /// The desired count of a service is set, by stepper or field.
    SetDesired {
        /// The cluster's name.
        cluster: Rc<str>,
        /// The service's name.
        service: Rc<str>,
        /// `desiredCount`
        desired: u32,
    },
    /// The machine of an instance stops.
    StopInstance {
        /// Index into the world's clusters.
        cluster: u32,
        /// `#n` is slot + 1.
        slot: u32,
    },
    /// A form is sent.
    Submit(Form),
    /// An adjustable quota has another value; `None` = the profile's own.
    SetQuota {
        /// Its code.
        code: Rc<str>,
        /// The value.
        value: Option<u64>,
    },
    /// The other table of quotas holds.
    SetProfile(Profile),
    /// The scenario gets another title.
    SetTitle(Rc<str>),
    /// Another scenario is opened; undo brings the old one back.
    Open(Rc<Scenario>),
    /// The example of this name is opened.
    OpenExample(Rc<str>),
    /// The lesson of this name is opened.
    OpenLesson(Rc<str>),
    /// The open lesson's solution is played.
    PlayAnswer,
    /// The next hint of the open lesson is shown.
    ShowHint,
    /// The open lesson is closed; its scenario stays.
    CloseLesson,
    /// The part of an address behind `#`.
    FragmentArrived(Rc<str>),

    /// Chosen on the stage or in a list.
    Select(Selection),
    /// What gives a block its height.
    SetMeasure(Measure),
    /// The language.
    SetLang(Lang),
    /// The palette.
    SetTheme(Theme),
    /// The composer is opened at a tab; `None` folds it.
    Composer(Option<ComposerTab>),
    /// The inspector is opened at a tab; `None` folds it.
    Inspector(Option<InspectorTab>),
    /// What a narrow page shows over the stage.
    ShowSheet(Sheet),
    /// Stage or table.
    ToggleTable,
    /// What a narrow stage shows.
    ShowPlace(Showing),
    /// Another query over the stage's instances.
    Filter(Rc<str>),
    /// What floats over the page.
    ShowDialog(Dialog),
    /// Another cluster is shown.
    ShowCluster(u32),
    /// The topmost thing that can be closed is closed.
    Escape {
        /// A panel may lie over the stage as a sheet: a narrow page.
        sheets: bool,
    },
    /// A prompt was used.
    Prompt(Prompt),

    /// A draft has another text.
    EditDraft {
        /// Which.
        form: Form,
        /// The text.
        text: Rc<str>,
        /// What was changed: changes of the same thing are undone together.
        thing: Option<Rc<str>>,
    },
    /// A field of a draft has another value; `None` takes the field out.
    EditField {
        /// Which draft.
        form: Form,
        /// The field, as forms write paths: `containerDefinitions.0.memory`.
        path: Rc<str>,
        /// What stands there now.
        to: Option<Value>,
    },
    /// One step back in a draft.
    UndoDraft(Form),
    /// One step forward in a draft.
    RedoDraft(Form),
    /// Form, JSON, or both.
    SetMode(Mode),

    /// Something is done in the terminal.
    Terminal(terminal::Act),

    /// Copy the share link, with what stands behind its payload.
    CopyLink(Place),
    /// The stage as a file: SVG, else PNG.
    SavePicture {
        /// SVG.
        vector: bool,
        /// By night.
        night: bool,
    },
    /// Copy any other text.
    CopyText(Rc<str>),
    /// The clipboard answered.
    Copied {
        /// Whether it took the text.
        taken: bool,
        /// Whether it was the share link, and how long it was.
        link_chars: Option<u32>,
    },
    /// The storage answered.
    Saved {
        /// Whether it took the text.
        taken: bool,
    },
    /// The notice is closed.
    CloseNotice,
}
