//! Words of the inspector's tabs for quotas and for commands.

use super::Lang;

/// Words that have no arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after its English words")]
pub enum Words {
    CliHelp,
}

/// Words of these tabs.
pub const fn words(lang: Lang, key: Words) -> &'static str {
    let (en, zh) = match key {
        Words::CliHelp => (
            "The calls up to the playhead. They run unchanged in a shell; lines with # are the playground’s own.",
            "播放頭之前的呼叫，可以直接在 shell 執行；# 開頭的是遊樂場自己的呼叫。",
        ),
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
}
