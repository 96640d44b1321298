//! Defines the exceptions in PHP: one root, and one class for each thing that a caller must do.

use ext_php_rs::boxed::ZBox;
use ext_php_rs::class::RegisteredClass;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendClassObject, ZendHashTable};
use ext_php_rs::zend::ClassEntry;
#[allow(unused_imports)] // named in an attribute below
use ext_php_rs::zend::ce;
use serde_json::Value;

use crate::engine::{EngineError, ErrorKind};

/// What an exception carries beyond its message.
#[derive(Debug, Clone, Default)]
struct Carried {
    code: String,
    details: Value,
}

// An object's Rust part is found by its own class only, so that every class answers for itself.
macro_rules! exception {
    ($name:ident, $php:literal, extends($($parent:tt)*)) => {
        /// A class of the tree in docs/errors.md.
        #[php_class]
        #[php(name = $php)]
        #[php(extends($($parent)*))]
        #[derive(Default)]
        pub struct $name {
            carried: Carried,
        }

        #[php_impl]
        impl $name {
            /// Stable `snake_case` code, listed in docs/errors.md.
            pub fn get_error_code(&self) -> String {
                self.carried.code.clone()
            }

            /// What is known beyond the message: field errors, times, ids. Never a secret.
            pub fn get_details(&self) -> ZBox<ZendHashTable> {
                super::array::table(&self.carried.details)
            }
        }

        impl From<Carried> for $name {
            fn from(carried: Carried) -> Self {
                Self { carried }
            }
        }
    };
}

exception!(
    XeroException,
    "Ledgerline\\Native\\XeroException",
    extends(ce = ce::exception, stub = "\\Exception")
);
exception!(
    ConnectionRequired,
    "Ledgerline\\Native\\ConnectionRequired",
    extends(XeroException)
);
exception!(
    SettingsInvalid,
    "Ledgerline\\Native\\SettingsInvalid",
    extends(XeroException)
);
exception!(LimitReached, "Ledgerline\\Native\\LimitReached", extends(XeroException));
exception!(
    DocumentRejected,
    "Ledgerline\\Native\\DocumentRejected",
    extends(XeroException)
);
exception!(
    TemporarilyUnavailable,
    "Ledgerline\\Native\\TemporarilyUnavailable",
    extends(XeroException)
);
exception!(
    OutcomeUnknown,
    "Ledgerline\\Native\\OutcomeUnknown",
    extends(XeroException)
);
exception!(
    EngineUnavailable,
    "Ledgerline\\Native\\EngineUnavailable",
    extends(XeroException)
);

pub(super) fn register(module: ModuleBuilder) -> ModuleBuilder {
    module
        .class::<XeroException>()
        .class::<ConnectionRequired>()
        .class::<SettingsInvalid>()
        .class::<LimitReached>()
        .class::<DocumentRejected>()
        .class::<TemporarilyUnavailable>()
        .class::<OutcomeUnknown>()
        .class::<EngineUnavailable>()
}

fn made<T: RegisteredClass + From<Carried>>(mut error: EngineError) -> PhpException {
    let ce: &'static ClassEntry = T::get_metadata().ce();
    let data = error.message.data();
    if data.as_array().is_some_and(|parts| !parts.is_empty()) {
        error.details.insert("message_data".into(), data);
    }
    let carried = Carried {
        code: error.code,
        details: Value::Object(*error.details),
    };
    let message = error.message.to_string();
    let mut object = ZendClassObject::new(T::from(carried));
    origin::tell(&mut object.std, &message);
    let plain = PhpException::new(message, 0, ce);
    match ext_php_rs::convert::IntoZval::into_zval(object, false) {
        Ok(object) => plain.with_object(object),
        Err(_) => plain,
    }
}

impl From<EngineError> for PhpException {
    fn from(error: EngineError) -> Self {
        match error.kind {
            ErrorKind::ConnectionRequired => made::<ConnectionRequired>(error),
            ErrorKind::SettingsInvalid => made::<SettingsInvalid>(error),
            ErrorKind::LimitReached => made::<LimitReached>(error),
            ErrorKind::DocumentRejected => made::<DocumentRejected>(error),
            ErrorKind::TemporarilyUnavailable => made::<TemporarilyUnavailable>(error),
            ErrorKind::OutcomeUnknown => made::<OutcomeUnknown>(error),
            ErrorKind::EngineUnavailable => made::<EngineUnavailable>(error),
        }
    }
}

mod origin {
    use std::ffi::c_char;

    use ext_php_rs::types::{ZendObject, Zval};
    use ext_php_rs::zend::{ClassEntry, ce};

    unsafe extern "C" {
        fn zend_update_property(
            scope: *const ClassEntry,
            object: *mut ZendObject,
            name: *const c_char,
            name_length: usize,
            value: *mut Zval,
        );
        fn zend_get_executed_filename() -> *const c_char;
        fn zend_get_executed_lineno() -> u32;
        fn zend_fetch_debug_backtrace(into: *mut Zval, skip_last: i32, options: i32, limit: i32);
    }

    /// PHP's flag for a trace without arguments: they may be secrets.
    const IGNORE_ARGUMENTS: i32 = 2;

    fn set(object: &mut ZendObject, name: &str, mut value: Zval) {
        // SAFETY: the object is alive and a subclass of \Exception, whose scope may write its properties; PHP takes its own
        // reference to the value.
        unsafe {
            zend_update_property(
                std::ptr::from_ref(ce::exception()),
                std::ptr::from_mut(object),
                name.as_ptr().cast(),
                name.len(),
                std::ptr::from_mut(&mut value),
            );
        }
    }

    /// Sets what `\Exception` keeps of an exception: its message, and the place in PHP that called. PHP does it in the
    /// constructor of its own exceptions, which objects with a Rust part do not pass through.
    pub(super) fn tell(object: &mut ZendObject, message: &str) {
        let mut text = Zval::new();
        if text.set_string(message, false).is_ok() {
            set(object, "message", text);
        }
        let mut trace = Zval::new();
        // SAFETY: PHP runs this thread, so it has an execution to tell of; the name is copied before PHP continues.
        let (file, line) = unsafe {
            zend_fetch_debug_backtrace(std::ptr::from_mut(&mut trace), 0, IGNORE_ARGUMENTS, 0);
            let file = std::ffi::CStr::from_ptr(zend_get_executed_filename());
            (file.to_string_lossy().into_owned(), zend_get_executed_lineno())
        };
        set(object, "trace", trace);
        let mut place = Zval::new();
        if place.set_string(&file, false).is_ok() {
            set(object, "file", place);
        }
        let mut number = Zval::new();
        number.set_long(i64::from(line));
        set(object, "line", number);
    }
}
