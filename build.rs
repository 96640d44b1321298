//! Links the extension so that it is never unloaded: its hooks and threads must not outlive their code.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
}
