//! A refusal by the simulated API. It is part of the world, not of Rust's error flow.

use std::rc::Rc;

/// Where the words of a refusal come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Seen in an answer of the real API, or documented (V in the reference).
    Seen,
    /// Our wording in the API's style (M in the reference). Never to be presented as AWS's.
    Modelled,
}

/// An exception with its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// `InvalidParameterException`
    pub exception: Rc<str>,
    /// The text.
    pub message: Rc<str>,
    /// The rule's number in the reference.
    pub rule: &'static str,
    /// Whether the text is the API's own.
    pub basis: Basis,
}

impl ApiError {
    /// A refusal whose text was seen in the real API.
    pub fn seen(rule: &'static str, exception: &str, message: impl AsRef<str>) -> Self {
        Self {
            exception: exception.into(),
            message: message.as_ref().into(),
            rule,
            basis: Basis::Seen,
        }
    }

    /// A refusal in modelled words.
    pub fn modelled(rule: &'static str, exception: &str, message: impl AsRef<str>) -> Self {
        Self { basis: Basis::Modelled, ..Self::seen(rule, exception, message) }
    }

    /// `InvalidParameterException` in words seen in the real API.
    pub fn invalid(rule: &'static str, message: impl AsRef<str>) -> Self {
        Self::seen(rule, "InvalidParameterException", message)
    }

    /// `ClientException` in words seen in the real API.
    pub fn client(rule: &'static str, message: impl AsRef<str>) -> Self {
        Self::seen(rule, "ClientException", message)
    }

    /// A real call that this engine does not play yet.
    pub fn not_simulated(what: &str) -> Self {
        Self::modelled("", "PlaygroundNotSimulated", format!("{what} is not simulated yet."))
    }
}
