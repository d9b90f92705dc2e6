//! In a browser this mounts the page; in a terminal it plays a scenario. Nothing else.

#[cfg(all(target_arch = "wasm32", feature = "app"))]
fn main() {
    ecs_playground::app::mount();
}

#[cfg(not(all(target_arch = "wasm32", feature = "app")))]
fn main() {}
