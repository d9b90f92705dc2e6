//! Pictures of every view in eight combinations: `cargo xtask pictures` says that they are wanted.

use browser_tests::views::{Kind, VIEWS};
use browser_tests::{Browser, is_wanted};

#[tokio::test]
async fn pictures() {
    let Some(names) = std::env::var("ECS_PLAYGROUND_PICTURES").ok().filter(|_| is_wanted()) else {
        println!("skipped: run cargo xtask pictures");
        return;
    };
    // All of them, where none is named.
    let names: Vec<&str> = names.split(',').filter(|name| !name.is_empty()).collect();
    for name in &names {
        assert!(VIEWS.iter().any(|view| view.name == *name), "no view is called {name}");
    }
    let views: Vec<_> =
        VIEWS.iter().filter(|view| names.is_empty() || names.contains(&view.name)).collect();
    let browser = Browser::start(1440, 900).await;
    for kind in Kind::all() {
        browser.be(kind).await;
        for view in &views {
            browser.show(view, kind).await;
            browser.picture_in("pictures", &format!("{}-{}", view.name, kind.name())).await;
        }
        println!("{}: {} pictures", kind.name(), views.len());
    }
}
