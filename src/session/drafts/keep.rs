//! Drafts as the browser keeps them.

use serde_json::{Map, Value};

use super::{Drafts, Form};
use crate::document::LENGTH_LIMIT;

/// What is written in the forms. A text longer than what is read at all is not kept.
pub fn write(drafts: &Drafts) -> Value {
    let mut map = Map::new();
    for form in Form::DRAFTED {
        let text = &drafts.of(form).text;
        if text.len() <= LENGTH_LIMIT && **text != *form.first() {
            map.insert(form.word().to_owned(), (&**text).into());
        }
    }
    Value::Object(map)
}

/// Reads what [`write`] wrote; what it does not know it leaves alone.
pub fn read(value: &Value) -> Drafts {
    let mut drafts = Drafts::default();
    for form in Form::DRAFTED {
        if let Some(text) = value.get(form.word()).and_then(Value::as_str) {
            drafts.of_mut(form).text = text.into();
        }
    }
    drafts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut drafts = Drafts::default();
        drafts.of_mut(Form::Definition).put("{\"family\": \"網路\"".into(), None);
        drafts.of_mut(Form::Run).put("".into(), None);
        let other = read(&write(&drafts));
        for form in Form::DRAFTED {
            assert_eq!(other.of(form).text, drafts.of(form).text);
        }
        for bad in [json!(null), json!([1]), json!({ "run": 5, "service": {} })] {
            assert_eq!(read(&bad), Drafts::default());
        }
    }
}
