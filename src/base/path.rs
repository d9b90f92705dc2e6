//! Where in a document something stands, in AWS's own spelling.

use std::fmt;
use std::rc::Rc;

/// One step into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A member of an object.
    Key(Rc<str>),
    /// An element of an array, from 0.
    Index(u32),
}

/// A path from the document's root: `containerDefinitions[0].portMappings[1].hostPort`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(pub Vec<Segment>);

impl FieldPath {
    /// The document itself.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// This path and one more member.
    #[must_use]
    pub fn key(&self, name: &str) -> Self {
        let mut segments = self.0.clone();
        segments.push(Segment::Key(name.into()));
        Self(segments)
    }

    /// This path and one more element.
    #[must_use]
    pub fn index(&self, index: u32) -> Self {
        let mut segments = self.0.clone();
        segments.push(Segment::Index(index));
        Self(segments)
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(key) if n == 0 => f.write_str(key)?,
                Segment::Key(key) => write!(f, ".{key}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_aws_does() {
        let path = FieldPath::root().key("containerDefinitions").index(1).key("name");
        assert_eq!(path.to_string(), "containerDefinitions[1].name");
    }
}
