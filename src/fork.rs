//! Defines what belongs to one process. A fork copies its memory, and with it the halves of connections, locks and threads that stay the parent's.

use std::mem;

/// A value that only the process that made it may use. A child that came by a fork with it neither uses nor drops it: to close a connection
/// there would speak in the parent's name and let go of its locks, and what a thread held at the fork is held for ever.
#[derive(Debug)]
pub struct Own<T> {
    pid: u32,
    value: Option<T>,
}

impl<T> Own<T> {
    /// A value of this process.
    pub fn new(value: T) -> Self {
        Self {
            pid: std::process::id(),
            value: Some(value),
        }
    }

    /// The value; `None`: it is another process's.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref().filter(|_| self.is_own())
    }

    /// The value, to be changed; `None`: it is another process's.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        let is_own = self.is_own();
        self.value.as_mut().filter(|_| is_own)
    }

    /// Takes the value out; `None`: it is another process's.
    pub fn take(mut self) -> Option<T> {
        if self.is_own() { self.value.take() } else { None }
    }

    /// Whether it is this process's.
    pub fn is_own(&self) -> bool {
        self.pid == std::process::id()
    }
}

impl<T> Drop for Own<T> {
    fn drop(&mut self) {
        if !self.is_own() {
            mem::forget(self.value.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_value_of_another_process_is_neither_used_nor_dropped() {
        let value = Arc::new("connection");
        let mut own = Own::new(Arc::clone(&value));
        assert_eq!(own.get(), Some(&value));
        assert_eq!(own.get_mut().as_deref(), Some(&value));
        drop(own);
        assert_eq!(Arc::strong_count(&value), 1, "dropped");
        assert_eq!(Own::new(Arc::clone(&value)).take().as_ref(), Some(&value));
        for (n, ends) in [|own: Own<_>| drop(own), |own: Own<_>| assert_eq!(own.take(), None)]
            .into_iter()
            .enumerate()
        {
            let mut inherited = Own {
                pid: 1,
                value: Some(Arc::clone(&value)),
            };
            assert_eq!(inherited.get(), None);
            assert_eq!(inherited.get_mut(), None);
            ends(inherited);
            assert_eq!(Arc::strong_count(&value), 2 + n, "left as it is");
        }
    }
}
