//! Simulated time: whole milliseconds since the scenario's start. There is no clock here.

use std::fmt;

/// A moment: milliseconds since the start of the scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(pub u64);

/// A length of simulated time in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimSpan(pub u64);

/// The last moment a document may name: a hundred years, far from any overflow.
pub const TIME_LIMIT_MS: u64 = 100 * 365 * 24 * 3_600 * 1_000;

/// Why a text is not a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationProblem {
    /// Nothing to read.
    Empty,
    /// A character that is neither a digit nor one of `d h m s ms`.
    Unreadable,
    /// Units must go from large to small, each at most once (`1h30m`).
    Order,
    /// Longer than [`TIME_LIMIT_MS`].
    TooLong,
}

impl SimSpan {
    /// Whole seconds as a span.
    pub const fn seconds(seconds: u64) -> Self {
        Self(seconds * 1_000)
    }

    /// Whole minutes as a span.
    pub const fn minutes(minutes: u64) -> Self {
        Self(minutes * 60_000)
    }

    /// Reads `[Nd][Nh][Nm][Ns][Nms]`, whole numbers, descending, each unit at most once;
    /// a bare integer is milliseconds (design, section 2).
    pub fn parse(text: &str) -> Result<Self, DurationProblem> {
        const UNITS: [(&str, u64); 5] =
            [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
        if text.is_empty() {
            return Err(DurationProblem::Empty);
        }
        let mut total: u64 = 0;
        let mut rest = text;
        let mut next_unit = 0;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 {
                return Err(DurationProblem::Unreadable);
            }
            let number: u64 = rest[..digits].parse().map_err(|_| DurationProblem::TooLong)?;
            let tail = &rest[digits..];
            if tail.is_empty() && rest.len() == text.len() {
                total = number;
                break;
            }
            let letters = tail.bytes().take_while(u8::is_ascii_alphabetic).count();
            let unit = &tail[..letters];
            let index = UNITS
                .iter()
                .position(|(name, _)| *name == unit)
                .ok_or(DurationProblem::Unreadable)?;
            if index < next_unit {
                return Err(DurationProblem::Order);
            }
            next_unit = index + 1;
            let part = number.checked_mul(UNITS[index].1).ok_or(DurationProblem::TooLong)?;
            total = total.checked_add(part).ok_or(DurationProblem::TooLong)?;
            rest = &tail[letters..];
        }
        if total > TIME_LIMIT_MS {
            return Err(DurationProblem::TooLong);
        }
        Ok(Self(total))
    }
}

impl fmt::Display for SimSpan {
    /// The shortest text that [`SimSpan::parse`] reads back: `1h30m`, `90s` is `1m30s`, `0s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        let mut left = self.0;
        for (unit, size) in
            [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)]
        {
            let n = left / size;
            if n > 0 {
                write!(f, "{n}{unit}")?;
                left %= size;
            }
        }
        Ok(())
    }
}

impl SimTime {
    /// The start of every scenario.
    pub const ZERO: Self = Self(0);

    /// This moment, so much later. Saturates.
    #[must_use]
    pub const fn after(self, span: SimSpan) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// How long since `earlier`; zero if it lies ahead.
    pub const fn since(self, earlier: Self) -> SimSpan {
        SimSpan(self.0.saturating_sub(earlier.0))
    }

    /// The next whole multiple of `step`, this moment included.
    #[must_use]
    pub const fn round_up(self, step: SimSpan) -> Self {
        Self(self.0.div_ceil(step.0).saturating_mul(step.0))
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        SimSpan(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_and_print() {
        for (text, ms, printed) in [
            ("0s", 0, "0s"),
            ("90s", 90_000, "1m30s"),
            ("1h30m", 5_400_000, "1h30m"),
            ("250", 250, "250ms"),
            ("1d1ms", 86_400_001, "1d1ms"),
            ("10m", 600_000, "10m"),
        ] {
            let span = SimSpan::parse(text).expect(text);
            assert_eq!(span.0, ms, "{text}");
            assert_eq!(span.to_string(), printed);
            assert_eq!(SimSpan::parse(printed), Ok(span));
        }
        for (text, problem) in [
            ("", DurationProblem::Empty),
            ("5x", DurationProblem::Unreadable),
            ("-1s", DurationProblem::Unreadable),
            ("1.5s", DurationProblem::Unreadable),
            ("1m1h", DurationProblem::Order),
            ("1s1s", DurationProblem::Order),
            ("1m30", DurationProblem::Unreadable),
            ("99999999999999999999s", DurationProblem::TooLong),
            ("40000d", DurationProblem::TooLong),
        ] {
            assert_eq!(SimSpan::parse(text), Err(problem), "{text}");
        }
    }
}
