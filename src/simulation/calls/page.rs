//! Pages of the List calls: `maxResults` and `nextToken`.

use serde_json::{Map, Value};

use crate::model::reader::Fields;
use crate::simulation::ApiError;

/// How many results a page has at most, and where nothing is said.
pub(super) struct Pages {
    pub most: usize,
    pub default: usize,
}

/// Most List calls.
pub(super) const HUNDRED: Pages = Pages { most: 100, default: 100 };

const PREFIX: &str = "page-";

fn refused(text: String) -> ApiError {
    ApiError::modelled("", "InvalidParameterException", text)
}

/// One page of a list, under the key that the answer gives it. The token names the first result
/// that is left, in the list as it will be then.
pub(super) fn page(
    fields: &Fields<'_>,
    pages: &Pages,
    key: &str,
    all: impl Iterator<Item = Value>,
) -> Result<Value, ApiError> {
    let size = match fields.integer("maxResults", i32::MIN.into(), i32::MAX.into()) {
        None => pages.default,
        Some(n) => usize::try_from(n)
            .ok()
            .filter(|n| (1..=pages.most).contains(n))
            .ok_or_else(|| refused(format!("maxResults must be between 1 and {}.", pages.most)))?,
    };
    let from = match fields.text("nextToken") {
        None => 0,
        Some(token) => token
            .strip_prefix(PREFIX)
            .and_then(|n| n.parse::<usize>().ok())
            .ok_or_else(|| refused("Invalid token.".to_owned()))?,
    };
    let mut rest = all.skip(from);
    let list: Vec<Value> = rest.by_ref().take(size).collect();
    let mut out = Map::new();
    let next = from + list.len();
    out.insert(key.to_owned(), list.into());
    if rest.next().is_some() {
        out.insert("nextToken".to_owned(), format!("{PREFIX}{next}").into());
    }
    Ok(Value::Object(out))
}
