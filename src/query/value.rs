//! Values that are more than texts: numbers, versions, instants (CQL-10, CQL-13, CQL-15).

/// A decimal number with up to nine digits behind the point, in billionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(i128);

impl Decimal {
    /// Reads `-12.5`; `None` where it is no number.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if !is_digits(whole) || !is_digits(part) || whole.len() > 18 || part.len() > 9 {
            return None;
        }
        let billionths = whole.parse::<i128>().ok()? * 1_000_000_000
            + format!("{part:0<9}").parse::<i128>().ok()?;
        Some(Self(if negative { -billionths } else { billionths }))
    }
}

/// An agent's version, compared number by number: 1.14.10 is later than 1.14.5 (CQL-13). A number
/// that is not written counts as 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version([u32; 4]);

impl Version {
    /// Reads `1.14.10`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = [0; 4];
        for (n, part) in text.split('.').enumerate() {
            if part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            *numbers.get_mut(n)? = part.parse().ok()?;
        }
        Some(Self(numbers))
    }
}

/// Days from 1970-01-01 to a day of the proleptic Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the leap day comes last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn number(text: &str, digits: usize, least: i64, greatest: i64) -> Option<i64> {
    if text.len() != digits || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|n| (least..=greatest).contains(n))
}

/// Reads an instant in one of the four formats of CQL-15, as epoch seconds.
pub fn instant(text: &str) -> Option<i64> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let mut part = |digits, least, greatest| number(parts.next()?, digits, least, greatest);
    let (year, month, day) = (part(4, 1, 9_999)?, part(2, 1, 12)?, part(2, 1, 31)?);
    if parts.next().is_some() {
        return None;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if day > longest {
        return None;
    }
    let mut seconds = days(year, month, day) * 86_400;
    let Some(time) = time else { return Some(seconds) };
    let (clock, offset) = if let Some(clock) = time.strip_suffix('Z') {
        (clock, 0)
    } else if let Some(at) = time.find(['+', '-']) {
        let (clock, zone) = time.split_at(at);
        let (hours, minutes) = zone[1..].split_once(':')?;
        let seconds = number(hours, 2, 0, 23)? * 3_600 + number(minutes, 2, 0, 59)? * 60;
        (clock, if zone.starts_with('-') { -seconds } else { seconds })
    } else {
        (time, 0)
    };
    let mut parts = clock.split(':');
    for (greatest, worth) in [(23, 3_600), (59, 60), (59, 1)] {
        seconds += number(parts.next()?, 2, 0, greatest)? * worth;
    }
    if parts.next().is_some() {
        return None;
    }
    Some(seconds - offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_versions_compare_as_such() {
        let number = |text| Decimal::parse(text).expect("a number");
        assert!(number("10") > number("9.5") && number("-1") < number("0.000000001"));
        for bad in ["", "-", "1.", ".5", "1e3", "+1", "1.0000000001", "9999999999999999999"] {
            assert_eq!(Decimal::parse(bad), None, "{bad}");
        }
        let version = |text| Version::parse(text).expect("a version");
        assert!(version("1.14.10") > version("1.14.5"), "CQL-13");
        assert_eq!(version("1.14"), version("1.14.0"));
        for bad in ["", "1.", "v1.2", "1.2.3.4.5", "1.x", "99999999999"] {
            assert_eq!(Version::parse(bad), None, "{bad}");
        }
    }

    /// CQL-15: the four formats, none other.
    #[test]
    fn instants() {
        for (text, seconds) in [
            ("1970-01-01", 0),
            ("2018-06-18T22:28:28+00:00", 1_529_360_908),
            ("2018-06-18T22:28:28Z", 1_529_360_908),
            ("2018-06-18T22:28:28", 1_529_360_908),
            ("2018-06-19T06:28:28+08:00", 1_529_360_908),
            ("2018-06-18", 1_529_280_000),
            ("2024-02-29", 1_709_164_800),
            ("1969-12-31T23:59:59-00:00", -1),
        ] {
            assert_eq!(instant(text), Some(seconds), "{text}");
        }
        for bad in [
            "13/02/2018",
            "2018-2-3",
            "2018-13-01",
            "2018-02-29",
            "2018-06-18T22:28",
            "2018-06-18T24:00:00",
            "2018-06-18 22:28:28",
            "2018-06-18T22:28:28+8",
            "",
            "T",
            "2018-06-18-01",
            "2018-06-18T22:28:28.5Z",
        ] {
            assert_eq!(instant(bad), None, "{bad}");
        }
    }
}
