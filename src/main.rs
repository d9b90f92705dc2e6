//! In a browser this mounts the page; in a terminal it plays a scenario. Nothing else.

#[cfg(all(target_arch = "wasm32", feature = "app"))]
fn main() {
    ecs_playground::app::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    ecs_playground::terminal::main()
}

#[cfg(all(target_arch = "wasm32", not(feature = "app")))]
fn main() {}
