//! The CLI's shorthand for structures: `type=spread,field=instanceId`, `k={a=b,c=[1,2]}`, `k=a,b`.
//! It knows texts only; [`super::cast`] makes of them what the API's model says.

use serde_json::{Map, Value};

/// Structures in structures; the API's own are at most nine deep.
const DEPTH: u32 = 24;

/// What is wrong, and at which byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// In the text.
    pub at: usize,
    /// What should stand there.
    pub expected: &'static str,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

type Read<T> = Result<T, Wrong>;

/// Reads one parameter, `key=values,key=values`.
///
/// # Errors
/// It is written otherwise.
pub fn read(text: &str) -> Read<Value> {
    let mut reader = Reader { text, at: 0 };
    let mut map = Map::new();
    loop {
        let from = reader.at;
        let key = reader.key()?;
        reader.expect("=")?;
        let value = reader.values()?;
        if map.insert(key, value).is_some() {
            return Err(Wrong { at: from, expected: "another key" });
        }
        if reader.rest().is_empty() {
            return Ok(Value::Object(map));
        }
        reader.expect(",")?;
    }
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn expect(&mut self, what: &'static str) -> Read<()> {
        self.space();
        if !self.rest().starts_with(what) {
            return Err(Wrong { at: self.at, expected: what });
        }
        self.at += what.len();
        self.space();
        Ok(())
    }

    fn while_in(&mut self, holds: impl Fn(char) -> bool) -> &str {
        let from = self.at;
        let rest = self.rest();
        self.at += rest.find(|c| !holds(c)).unwrap_or(rest.len());
        self.text.get(from..self.at).unwrap_or("")
    }

    fn key(&mut self) -> Read<String> {
        let key = self.while_in(|c| c.is_alphanumeric() || "_.#/:-".contains(c)).to_owned();
        if key.is_empty() { Err(Wrong { at: self.at, expected: "key" }) } else { Ok(key) }
    }

    fn values(&mut self) -> Read<Value> {
        match self.peek() {
            None => Ok("".into()),
            Some('[' | '{') => self.explicit(0),
            Some(_) => self.list_or_one(),
        }
    }

    /// `a,b,c` as far as no `=` follows: then the last was a key.
    fn list_or_one(&mut self) -> Read<Value> {
        let first = self.value(false)?;
        let mut list = vec![first];
        loop {
            self.space();
            let before = self.at;
            if self.peek() != Some(',') {
                break;
            }
            self.at += 1;
            self.space();
            match self.value(true) {
                Ok(value) if matches!(self.peek(), None | Some(',')) => list.push(value),
                Ok(_) | Err(_) if !self.rest().is_empty() => {
                    self.at = before;
                    break;
                }
                Ok(value) => list.push(value),
                Err(wrong) => return Err(wrong),
            }
        }
        let one = (list.len() == 1).then(|| list.pop()).flatten();
        Ok(one.unwrap_or(Value::Array(list)))
    }

    fn explicit(&mut self, depth: u32) -> Read<Value> {
        if depth > DEPTH {
            return Err(Wrong { at: self.at, expected: "value" });
        }
        match self.peek() {
            Some('[') => {
                self.expect("[")?;
                let mut list = Vec::new();
                while self.peek() != Some(']') {
                    list.push(self.explicit(depth + 1)?);
                    self.space();
                    if self.peek() != Some(']') {
                        self.expect(",")?;
                    }
                }
                self.at += 1;
                Ok(Value::Array(list))
            }
            Some('{') => {
                self.expect("{")?;
                let mut map = Map::new();
                while self.peek() != Some('}') {
                    let key = self.key()?;
                    self.expect("=")?;
                    let value = self.explicit(depth + 1)?;
                    map.insert(key, value);
                    self.space();
                    if self.peek() != Some('}') {
                        self.expect(",")?;
                    }
                }
                self.at += 1;
                Ok(Value::Object(map))
            }
            _ => self.value(false),
        }
    }

    /// A word, in quotes or bare; `later`: an `=` ends it, for it was a key.
    fn value(&mut self, later: bool) -> Read<Value> {
        let from = self.at;
        if let Some(quote @ ('"' | '\'')) = self.peek() {
            self.at += 1;
            let mut out = String::new();
            loop {
                let Some(c) = self.peek() else {
                    return Err(Wrong {
                        at: from,
                        expected: if quote == '"' { "closing \"" } else { "closing '" },
                    });
                };
                self.at += c.len_utf8();
                match (c, self.peek()) {
                    ('\\', Some(next)) if next == quote || next == '\\' => {
                        self.at += 1;
                        out.push(next);
                    }
                    (c, _) if c == quote => return Ok(out.into()),
                    (c, _) => out.push(c),
                }
            }
        }
        let mut out = String::new();
        while let Some(c) = self.peek() {
            if c == '\\' && self.rest().starts_with("\\,") {
                self.at += 2;
                out.push(',');
                continue;
            }
            if ",]}".contains(c) || (later && c == '=') {
                break;
            }
            self.at += c.len_utf8();
            out.push(c);
        }
        let text = out.trim_end();
        if text.is_empty() && self.peek() != Some(',') {
            return Err(Wrong { at: self.at, expected: "value" });
        }
        Ok(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn shorthand_is_the_clis() {
        for (text, expected) in [
            ("type=spread,field=instanceId", json!({"type": "spread", "field": "instanceId"})),
            ("k=a,b", json!({"k": ["a", "b"]})),
            ("k=a,b,c=d", json!({"k": ["a", "b"], "c": "d"})),
            ("k=a,c=d", json!({"k": "a", "c": "d"})),
            ("key={a=b,c=[1,2]}", json!({"key": {"a": "b", "c": ["1", "2"]}})),
            (
                "awsvpcConfiguration={subnets=[a, b],assignPublicIp=ENABLED}",
                json!({"awsvpcConfiguration": {"subnets": ["a", "b"], "assignPublicIp": "ENABLED"}}),
            ),
            ("a='b,c',d=\"e=\\\"f\\\"\"", json!({"a": "b,c", "d": "e=\"f\""})),
            (r"a=b\,c", json!({"a": "b,c"})),
            ("a=", json!({"a": ""})),
            (
                "type=memberOf,expression=attribute:x == y",
                json!({"type": "memberOf",
                "expression": "attribute:x == y"}),
            ),
            ("a=[]", json!({"a": []})),
            ("a=[{b=c},{b=d}]", json!({"a": [{"b": "c"}, {"b": "d"}]})),
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_shorthand_is_told_where() {
        for (text, at, expected) in [
            ("type", 4, "="),
            ("", 0, "key"),
            ("=a", 0, "key"),
            ("a=[b", 4, ","),
            ("a={b}", 4, "="),
            ("a=b]", 3, ","),
            ("a='b", 2, "closing '"),
            ("a=b,a=c", 4, "another key"),
        ] {
            assert_eq!(read(text), Err(Wrong { at, expected }), "{text}");
        }
        assert!(read(&format!("a={}", "[".repeat(10_000))).is_err());
    }
}
