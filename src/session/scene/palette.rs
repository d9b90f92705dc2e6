//! The colours of the canvas: the same values as `static/00-tokens.css`, compared by a test.

/// A colour of the design, by its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "named as in the design's tokens")]
#[rustfmt::skip]
pub enum Token {
    Page, Surface, Raised, Water, Box, Hold, Line, LineStrong, LineControl, Ink, Ink2, Ink3, Accent, AccentWeak, OnAccent, Quay, QuayRail, QuayInk, Amber, AmberWeak, AmberFill, Danger, DangerWeak, Ok, OkWeak, HeatEdge,
}

/// A colour before the theme is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ink {
    /// Of the chrome.
    Token(Token),
    /// A service's fill.
    Service(u8),
    /// A service's edge.
    Edge(u8),
    /// A step of the heat map, 0 to 6.
    Heat(u8),
    /// Text on a block.
    OnService,
}

/// (day, night) of every [`Token`], in its order.
#[rustfmt::skip]
const TOKENS: [(&str, &str, &str); 26] = [
    ("page", "#f3f4f3", "#0a1017"),
    ("surface", "#fdfdfc", "#101821"),
    ("raised", "#ffffff", "#16202b"),
    ("water", "#eaeff2", "#0c141d"),
    ("box", "#ffffff", "#15202b"),
    ("hold", "#f1f4f6", "#0e1720"),
    ("line", "#dee3e7", "#212d3a"),
    ("line-strong", "#b4bfc9", "#3d4d5e"),
    ("line-control", "#84919d", "#6c7d8f"),
    ("ink", "#14202c", "#e9eef3"),
    ("ink-2", "#43515f", "#adb9c5"),
    ("ink-3", "#5f6c79", "#8b99a7"),
    ("accent", "#0b5fa5", "#7cc0f7"),
    ("accent-weak", "#e2eef8", "#16304a"),
    ("on-accent", "#ffffff", "#07121c"),
    ("quay", "#e3ded4", "#22262a"),
    ("quay-rail", "#a89d8a", "#6f6857"),
    ("quay-ink", "#4b4436", "#d8cfbd"),
    ("amber", "#8a5300", "#f4be5e"),
    ("amber-weak", "#fbefd6", "#332710"),
    ("amber-fill", "#e9a63a", "#d99a35"),
    ("danger", "#b3261e", "#ff9a8c"),
    ("danger-weak", "#fbe7e4", "#3a1a18"),
    ("ok", "#1a7346", "#6fd3a0"),
    ("ok-weak", "#e1f2e8", "#12301f"),
    ("heat-edge", "#788998", "#5d7d98"),
];

/// (fill, edge by day, edge by night) of the services' colours.
#[rustfmt::skip]
const SERVICES: [(&str, &str, &str); 8] = [
    ("#61b6f9", "#2579b4", "#87c9ff"),
    ("#cd6640", "#ae593a", "#d58163"),
    ("#67a17a", "#47805a", "#83b191"),
    ("#ecd687", "#887320", "#fbeaab"),
    ("#a16cb1", "#8e5a9e", "#ae83bb"),
    ("#b3eaea", "#477c7c", "#cffcfc"),
    ("#f4a5af", "#a45c66", "#ffbec5"),
    ("#82858a", "#707378", "#94979b"),
];

/// Heat, (day, night), low to high.
#[rustfmt::skip]
const HEAT: [(&str, &str); 7] = [
    ("#e6eef4", "#17293a"),
    ("#c6ddee", "#1c3d59"),
    ("#9dc7e5", "#235679"),
    ("#6cabd6", "#2f749f"),
    ("#3f8dc2", "#4a97c6"),
    ("#2170a8", "#7fbce6"),
    ("#0e5186", "#c3e3fb"),
];

/// The colour of an ink, as CSS writes it.
pub fn css(ink: Ink, night: bool) -> &'static str {
    let pick = |day, dark| if night { dark } else { day };
    match ink {
        Ink::Token(token) => TOKENS.get(token as usize).map_or("#000", |t| pick(t.1, t.2)),
        Ink::Service(n) => SERVICES[usize::from(n) % 8].0,
        Ink::Edge(n) => {
            let (_, day, dark) = SERVICES[usize::from(n) % 8];
            pick(day, dark)
        }
        Ink::Heat(n) => {
            let (day, dark) = HEAT[usize::from(n).min(6)];
            pick(day, dark)
        }
        Ink::OnService => "#0b1420",
    }
}

/// The colour of an ink where the reader's system forces its few: ground, text, and what is chosen.
pub const fn forced(ink: Ink) -> &'static str {
    match ink {
        Ink::Token(
            Token::Line
            | Token::Page
            | Token::Surface
            | Token::Raised
            | Token::Water
            | Token::Box
            | Token::Hold
            | Token::Quay
            | Token::AccentWeak
            | Token::AmberWeak
            | Token::DangerWeak
            | Token::OkWeak
            | Token::OnAccent,
        )
        | Ink::Service(_)
        | Ink::Heat(0..=1) => "Canvas",
        Ink::Token(Token::Accent) => "Highlight",
        Ink::Heat(2..=4) => "GrayText",
        _ => "CanvasText",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_has_the_same_colours() {
        let css = include_str!("../../../static/00-tokens.css");
        for (name, day, night) in TOKENS {
            for value in [day, night] {
                assert!(css.contains(&format!("--{name}: {value};")), "{name} {value}");
            }
        }
        for (n, (day, night)) in HEAT.iter().enumerate() {
            for value in [day, night] {
                assert!(css.contains(&format!("--heat-{n}: {value};")), "heat {n} {value}");
            }
        }
        for (n, (fill, day, night)) in SERVICES.iter().enumerate() {
            assert!(css.contains(&format!("--service-{n}: {fill};")));
            for value in [day, night] {
                assert!(css.contains(&format!("--edge-{n}: {value};")));
            }
        }
    }
}
