//! The icons: 16 px box, 1.4 px line, no fill, the text's colour.

use yew::prelude::*;

/// An icon of the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, missing_docs, reason = "each is named after what it shows")]
pub enum Icon {
    Power,
    Globe,
    Play,
    Pause,
    StepNext,
    StepBack,
    Undo,
    Redo,
    Share,
    Plus,
    Minus,
    Close,
    Check,
    Chevron,
    Up,
    Double,
    ChevronRight,
    Search,
    Terminal,
    Table,
    Cluster,
    Instance,
    Task,
    Service,
    Quay,
    Fargate,
    Why,
    Events,
    Quota,
    Cost,
    Cli,
    Draining,
    AgentLost,
    Unhealthy,
    Lesson,
    Sun,
    Moon,
    Lang,
    Zoom,
    Hint,
    Fix,
    Grip,
    More,
    Cpu,
    Memory,
    Flag,
    Link,
    File,
}

impl Icon {
    /// Its path in a box of 16.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Power => "M8 2.5v5M5 4.3a5 5 0 1 0 6 0",
            Self::Globe => {
                "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM2 8h12M8 2c2 1.7 2.8 3.7 2.8 6S10 12.3 8 14C6 12.3 5.2 10.3 5.2 8S6 3.7 8 2z"
            }
            Self::Play => "M5 3.2v9.6l7.5-4.8z",
            Self::Pause => "M5.5 3.5v9M10.5 3.5v9",
            Self::StepNext => "M4 3.8v8.4L10 8zM12 3.8v8.4",
            Self::StepBack => "M12 3.8v8.4L6 8zM4 3.8v8.4",
            Self::Undo => "M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7M3 6.5l3-3M3 6.5l3 3",
            Self::Redo => "M13 6.5H6.5a3.5 3.5 0 0 0 0 7H9M13 6.5l-3-3M13 6.5l-3 3",
            Self::Share => "M8 10V2.5M5 5.2 8 2.5l3 2.7M4 8H3v5.5h10V8h-1",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Minus => "M3 8h10",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Check => "M3.5 8.5l3 3 6-7",
            Self::Chevron => "M4 6l4 4 4-4",
            Self::Up => "M4 10l4-4 4 4",
            Self::Double => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::ChevronRight => "M6 4l4 4-4 4",
            Self::Search => "M7 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9zM10.3 10.3 13.5 13.5",
            Self::Terminal => "M2.5 3.5h11v9h-11zM5 6.5l2 1.5-2 1.5M8.5 10h2.5",
            Self::Table => "M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6",
            Self::Cluster => "M2 12.5h12M3.5 12.5v-4h4v4M8.5 12.5v-8h4v8",
            Self::Instance => "M3 2.5h10v11H3zM5 10.5h6M5 7.5h6M5 4.8h2",
            Self::Task => "M2.5 5h11v6h-11zM4.7 5v6M11.3 5v6M8 5v6",
            Self::Service => "M2.5 9h5v4h-5zM8.5 9h5v4h-5zM5.5 4h5v4h-5z",
            Self::Quay => "M1.5 12.5h13M4 12.5V14M12 12.5V14M4.5 4.5h7v5.5h-7zM7 4.5V10M9 4.5V10",
            Self::Fargate => "M2 10.5h12l-2 3H4zM5 7h6v3.5H5zM8 3v4",
            Self::Why => "M2.5 3h11L9.5 8v4.5l-3 1.5V8z",
            Self::Events => "M5.5 4h8M5.5 8h8M5.5 12h8M2.7 4h.1M2.7 8h.1M2.7 12h.1",
            Self::Quota => "M2.5 11.5a5.5 5.5 0 1 1 11 0M8 11.5l2.8-3.6",
            Self::Cost => {
                "M8 2v12M11 4.5C10.3 3.8 9.2 3.5 8 3.5c-1.7 0-3 .8-3 2.2 0 3 6.2 1.6 6.2 4.6 0 1.4-1.5 2.2-3.2 2.2-1.4 0-2.6-.4-3.3-1.2"
            }
            Self::Cli => "M3 4l4 4-4 4M8.5 12H13",
            Self::Draining => "M3 2.5h10v5M3 2.5v11h5M11 8.5v5.5M8.8 12l2.2 2.2L13.2 12",
            Self::AgentLost => {
                "M8 12.6v.1M5.3 9.9a3.9 3.9 0 0 1 4.6-.6M3 7.2a7.2 7.2 0 0 1 3.3-1.8M9.6 5.5A7.2 7.2 0 0 1 13 7.2M3 2.5l10 11"
            }
            Self::Unhealthy => "M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1",
            Self::Lesson => {
                "M2.5 3.5c2-.8 4-.8 5.5.4 1.5-1.2 3.5-1.2 5.5-.4v9c-2-.8-4-.8-5.5.4-1.5-1.2-3.5-1.2-5.5-.4zM8 3.9v9"
            }
            Self::Sun => {
                "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1"
            }
            Self::Moon => "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z",
            Self::Lang => {
                "M2 4h7M5.5 2.5V4M3 9c2.5-.8 4.2-2.6 4.5-5M3.8 5.5C4.5 7.2 6 8.5 8 9M8 13.5l3-7 3 7M9 11.5h4"
            }
            Self::Zoom => "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
            Self::Hint => {
                "M6 12.5h4M6.5 14.3h3M8 1.8a4 4 0 0 0-2.3 7.3c.5.4.8.9.8 1.4h3c0-.5.3-1 .8-1.4A4 4 0 0 0 8 1.8z"
            }
            Self::Fix => {
                "M13.3 4.8 11 7.1 8.9 5l2.3-2.3A3.5 3.5 0 0 0 6.7 7.2L2.5 11.4l2.1 2.1 4.2-4.2a3.5 3.5 0 0 0 4.5-4.5z"
            }
            Self::Grip => "M6 3.5v.1M6 8v.1M6 12.5v.1M10 3.5v.1M10 8v.1M10 12.5v.1",
            Self::More => "M3.5 8h.1M8 8h.1M12.5 8h.1",
            Self::Cpu => {
                "M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14"
            }
            Self::Memory => "M2 5h12v6H2zM4.5 11v2M8 11v2M11.5 11v2M5 7.2v1.6M8 7.2v1.6M11 7.2v1.6",
            Self::Flag => "M4 14V2.5M4 3h8l-2 2.7L12 8.5H4",
            Self::Link => {
                "M6.5 9.5l3-3M7 4.5l1.3-1.3a2.7 2.7 0 0 1 4 4L11 8.5M9 11.5l-1.3 1.3a2.7 2.7 0 0 1-4-4L5 7.5"
            }
            Self::File => "M4 2h5.5L12 4.5V14H4zM9.5 2v2.5H12",
        }
    }

    /// The icon, hidden from screen readers: what it stands for is said beside it.
    pub fn view(self) -> Html {
        html! {
            <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={self.path()} /></svg>
        }
    }
}

/// The product's mark: three containers on a line.
pub fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 20 16" aria-hidden="true">
            <rect class="mark-signal" x="7" y="1" width="6" height="5" rx="1" />
            <rect class="mark-harbour" x="3.5" y="7.5" width="6" height="5" rx="1" />
            <rect class="mark-oxide" x="10.5" y="7.5" width="6" height="5" rx="1" />
            <path class="mark-line" d="M0 15h20" />
        </svg>
    }
}
