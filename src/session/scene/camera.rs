//! How far one looks from: the size of a box, and where the lanes are scrolled to (look, section
//! 2.5 and 6). Opened, the stage chooses for itself; zoomed, it keeps what was chosen.

/// How much of an instance is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Level {
    /// From 150 pixels: names, numbers, state words, both bars.
    #[default]
    Near,
    /// 40 to 149: blocks, letters where they fit, one bar.
    Middle,
    /// 4 to 39: one cell an instance.
    Far,
}

/// The narrowest near box.
pub const NEAR: f64 = 150.0;
/// The narrowest middle box.
pub const MIDDLE: f64 = 40.0;
/// The smallest cell.
pub const LEAST: f64 = 4.0;
/// The widest box that one can zoom to.
pub const MOST: f64 = 440.0;
/// Levels switch with so much slack, so that nothing flickers.
const SLACK: f64 = 0.08;

impl Level {
    /// The level of a box so wide; `was` keeps a level within the slack.
    pub fn of(width: f64, was: Self) -> Self {
        let slack = |edge: f64, inside: bool| if inside { edge * (1.0 - SLACK) } else { edge };
        if width >= slack(NEAR, was == Self::Near) {
            Self::Near
        } else if width >= slack(MIDDLE, was == Self::Middle) {
            Self::Middle
        } else {
            Self::Far
        }
    }
}

/// The size of boxes, and how many stand beside each other in a lane.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Grid {
    /// Boxes a row of a lane.
    pub columns: usize,
    /// Width of a box, in CSS pixels.
    pub width: f64,
    /// Height of a box.
    pub height: f64,
    /// Instances stand by type, each type under a caption: large fleets.
    pub grouped: bool,
}

/// The room between boxes of a width.
pub fn gap(width: f64) -> f64 {
    match width {
        w if w < 6.0 => 1.0,
        w if w < 25.0 => 2.0,
        w => (2.0 + (w - 25.0) * 0.08).min(12.0).round(),
    }
}

/// Where one looks from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Sight {
    /// As the fleet's size asks for.
    #[default]
    Auto,
    /// Everything fits.
    Fit,
    /// The nearest boxes whose words can be read.
    Near,
    /// As it was zoomed.
    Zoomed(Grid),
}

/// The camera.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Camera {
    /// The size of things.
    pub sight: Sight,
    /// How far the lanes are scrolled to the right.
    pub x: f64,
    /// How far the lanes are scrolled down.
    pub y: f64,
    /// The level of the last picture.
    pub was: Level,
}

impl Grid {
    /// The same boxes, wider or narrower by a factor.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        let width = (self.width * factor).clamp(LEAST, MOST);
        Self { width, height: self.height * width / self.width.max(1.0), ..*self }.settled()
    }

    /// Cells are square and lie on whole pixels; a near box has room for its words.
    #[must_use]
    pub fn settled(&self) -> Self {
        let height = match self.width {
            w if w < MIDDLE => w,
            w if w < NEAR => self.height.clamp(w * 0.95, w * 2.2),
            w => self.height.clamp(NEAR, w * 1.7),
        };
        Self { height, ..*self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_have_slack() {
        assert_eq!(Level::of(150.0, Level::Middle), Level::Near);
        assert_eq!(Level::of(149.0, Level::Middle), Level::Middle);
        assert_eq!(Level::of(140.0, Level::Near), Level::Near);
        assert_eq!(Level::of(137.0, Level::Near), Level::Middle);
        assert_eq!(Level::of(39.0, Level::Far), Level::Far);
        assert_eq!(Level::of(37.0, Level::Middle), Level::Middle);
        assert_eq!(Level::of(36.0, Level::Middle), Level::Far);
    }

    #[test]
    fn gaps_grow_with_boxes() {
        assert_eq!(
            (gap(4.0), gap(6.0), gap(10.0), gap(150.0), gap(400.0)),
            (1.0, 2.0, 2.0, 12.0, 12.0)
        );
        let mut last = 0.0;
        for width in 4..440 {
            let gap = gap(f64::from(width));
            assert!(gap >= last, "{width}");
            last = gap;
        }
    }

    #[test]
    fn zooming_keeps_its_bounds() {
        let grid = Grid { columns: 3, width: 10.0, height: 10.0, grouped: true };
        assert!((grid.scaled(0.1).width - LEAST).abs() < 1e-9);
        let near = grid.scaled(15.0);
        assert!(near.width >= NEAR && near.height >= NEAR && near.columns == 3);
        assert!((grid.scaled(1_000.0).width - MOST).abs() < 1e-9);
    }
}
