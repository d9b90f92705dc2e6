//! Share links: `#s=1.<payload>` (design, section 6). The payload is the document as compact JSON,
//! in zlib's format (whose Adler-32 is the checksum), in base64url without padding.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

use super::document::Scenario;

/// The link format's version, before the dot.
pub const FORMAT: &str = "1";
/// Longest payload that is read, in characters.
pub const PAYLOAD_LIMIT: usize = 256 * 1024;
/// Longest document inside a link, in bytes.
pub const DOCUMENT_LIMIT: usize = 1024 * 1024;
/// zlib at its best.
const COMPRESSION_LEVEL: u8 = 10;

/// Why a link cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkTrouble {
    /// It holds no payload.
    NoLink,
    /// Its end is missing.
    CutShort,
    /// Its checksum does not fit, or what is inside cannot be read.
    Damaged,
    /// More than a link may hold, before or after decompression.
    TooLarge,
    /// Made by a newer version.
    UnknownVersion,
}

/// The payload of a link: `1.…`.
pub fn encode(scenario: &Scenario) -> String {
    let json = scenario.to_json().to_string();
    let packed = compress_to_vec_zlib(json.as_bytes(), COMPRESSION_LEVEL);
    format!("{FORMAT}.{}", URL_SAFE_NO_PAD.encode(packed))
}

/// The payload inside a whole address, a fragment, or itself.
pub fn payload(text: &str) -> Option<&str> {
    let text = text.trim();
    let fragment = text.split_once('#').map_or(text, |(_, fragment)| fragment);
    let inside = fragment.split('&').find_map(|part| part.strip_prefix("s="));
    match inside {
        Some(payload) => Some(payload),
        None if text.contains(['#', '/', '?', '=']) => None,
        None => Some(text).filter(|text| !text.is_empty()),
    }
}

/// Opens a link, a fragment or a payload.
///
/// # Errors
/// What is wrong with it; nothing of it is taken then.
pub fn decode(text: &str) -> Result<Scenario, LinkTrouble> {
    let payload = payload(text).ok_or(LinkTrouble::NoLink)?;
    if payload.len() > PAYLOAD_LIMIT {
        return Err(LinkTrouble::TooLarge);
    }
    let (format, body) = payload.split_once('.').ok_or(LinkTrouble::Damaged)?;
    if format != FORMAT {
        let number = !format.is_empty() && format.bytes().all(|b| b.is_ascii_digit());
        return Err(if number { LinkTrouble::UnknownVersion } else { LinkTrouble::Damaged });
    }
    // Three of four lengths are whole groups of bytes; the fourth was cut within a character.
    if body.len() % 4 == 1 {
        return Err(LinkTrouble::CutShort);
    }
    let packed = match URL_SAFE_NO_PAD.decode(body) {
        Ok(packed) => packed,
        Err(base64::DecodeError::InvalidLastSymbol(..)) => return Err(LinkTrouble::CutShort),
        Err(_) => return Err(LinkTrouble::Damaged),
    };
    let json =
        decompress_to_vec_zlib_with_limit(&packed, DOCUMENT_LIMIT).map_err(|error| match error
            .status
        {
            TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => {
                LinkTrouble::CutShort
            }
            TINFLStatus::HasMoreOutput => LinkTrouble::TooLarge,
            _ => LinkTrouble::Damaged,
        })?;
    let text = std::str::from_utf8(&json).map_err(|_| LinkTrouble::Damaged)?;
    match Scenario::read(text) {
        Ok((scenario, _)) => Ok(scenario),
        Err(error) => Err(match error.trouble {
            super::DocumentTrouble::Version(_) => LinkTrouble::UnknownVersion,
            _ => LinkTrouble::Damaged,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::example;

    #[test]
    fn round_trip_in_every_form() {
        for example in example::EXAMPLES {
            let scenario = example.scenario().expect("readable");
            let payload = encode(&scenario);
            assert!(payload.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)));
            for form in [
                payload.clone(),
                format!("#s={payload}"),
                format!("https://example.org/play/?lang=en#s={payload}&t=5"),
            ] {
                assert_eq!(decode(&form).as_ref(), Ok(&scenario));
            }
        }
    }

    #[test]
    fn damaged_links_say_how() {
        let payload = encode(&example::EXAMPLES[0].scenario().expect("readable"));
        assert_eq!(decode(""), Err(LinkTrouble::NoLink));
        assert_eq!(decode("https://example.org/"), Err(LinkTrouble::NoLink));
        assert_eq!(decode("#s=2.abcd"), Err(LinkTrouble::UnknownVersion));
        assert_eq!(decode("#s=x.abcd"), Err(LinkTrouble::Damaged));
        for length in 3..payload.len() {
            assert_eq!(decode(&payload[..length]), Err(LinkTrouble::CutShort), "{length}");
        }
        let big = format!("1.{}", "A".repeat(PAYLOAD_LIMIT));
        assert_eq!(decode(&big), Err(LinkTrouble::TooLarge));
        let bomb = compress_to_vec_zlib(&vec![b' '; 4 * DOCUMENT_LIMIT], 10);
        let bomb = format!("1.{}", URL_SAFE_NO_PAD.encode(bomb));
        assert_eq!(decode(&bomb), Err(LinkTrouble::TooLarge));
        let future = compress_to_vec_zlib(br#"{"version": 9, "calls": []}"#, 10);
        let future = format!("1.{}", URL_SAFE_NO_PAD.encode(future));
        assert_eq!(decode(&future), Err(LinkTrouble::UnknownVersion));
        // One changed character is noticed, wherever it is.
        for at in (2..payload.len()).step_by(7) {
            let mut bytes = payload.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).expect("ASCII");
            assert!(decode(&changed).is_err(), "{at}");
        }
    }
}
