//! What is wrong with an element, in Xero's words where they are known, about the whole or about a line.

/// Errors of an element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Complaints {
    pub whole: Vec<String>,
    /// Position of the line and what is wrong with it.
    pub lines: Vec<(usize, String)>,
}

impl Complaints {
    pub(crate) fn of(message: impl Into<String>) -> Self {
        Self {
            whole: vec![message.into()],
            lines: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, message: impl Into<String>) {
        let message = message.into();
        if !self.whole.contains(&message) {
            self.whole.push(message);
        }
    }

    pub(crate) fn add_line(&mut self, line: usize, message: impl Into<String>) {
        self.lines.push((line, message.into()));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.lines.is_empty()
    }

    /// The value, unless there is something to complain about.
    pub(crate) fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Complains when a text is longer than it may be.
    pub(crate) fn longer(&mut self, name: &str, text: &str, most: usize) {
        if text.chars().count() > most {
            self.add(format!("{name} is too long. Maximum of {most} characters allowed"));
        }
    }
}
