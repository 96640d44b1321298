//! Speaks PHP: the only place that names ext-php-rs.
//!
//! Every method converts, calls the engine, converts back. It holds no rule of its own, and never calls into PHP while a
//! lock, a transaction or the runtime is entered.

// PHP is a C program: its globals and hooks, and what the macros of ext-php-rs write.
#![allow(unsafe_code)]

mod array;
mod engine;
mod exception;
mod life;
mod process;

use ext_php_rs::prelude::*;

// One engine of a process belongs to its one thread that runs PHP.
const _: () = assert!(
    !ext_php_rs::PHP_ZTS,
    "Ledgerline is built for PHP that is not thread-safe (NTS), as Magento's own instructions have it; this PHP's headers are of a thread-safe build (ZTS)."
);

/// Registers the classes and hooks. Nothing is opened and no thread starts here: PHP-FPM forks after it.
#[php_module]
pub fn get_module(module: ModuleBuilder) -> ModuleBuilder {
    let module = module
        .name("ledgerline")
        .version(env!("CARGO_PKG_VERSION"))
        .shutdown_function(life::module_shutdown)
        .info_function(life::info);
    exception::register(module).class::<engine::NativeEngine>()
}
