//! Pictures of every view in eight combinations: `cargo xtask pictures` says that they are wanted.

use browser_tests::views::{Kind, VIEWS};
use browser_tests::{Browser, is_wanted};

#[tokio::test]
async fn pictures() {
    if std::env::var_os("ECS_PLAYGROUND_PICTURES").is_none() || !is_wanted() {
        println!("skipped: run cargo xtask pictures");
        return;
    }
    let browser = Browser::start(1440, 900).await;
    for kind in Kind::all() {
        browser.be(kind).await;
        for view in VIEWS {
            browser.show(view, kind).await;
            browser.picture_in("pictures", &format!("{}-{}", view.name, kind.name())).await;
        }
        println!("{}: {} pictures", kind.name(), VIEWS.len());
    }
}
