//! In a browser this mounts the page; in a terminal it plays a scenario. Nothing else.

fn main() {}
