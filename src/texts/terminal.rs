//! Words of the terminal.

use super::Lang;

/// What a command says that cannot be read or is not here.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after what is wrong; fields are what stands there")]
pub enum Problem {
    Unclosed(char),
    Variable,
    Substitution,
    Pipe,
    Joined,
    Redirection,
    Group,
    NoSuchCommand { found: String, near: Option<String> },
    WhichService,
    UnknownService { found: String, near: Option<String> },
    WhichOperation(String),
    UnknownOperation { service: String, found: String, near: Option<String> },
    UnknownOption { found: String, near: Option<String> },
    NotAnOption(String),
    NeedsValue(String),
    TakesNoValue(String),
    NotANumber(String),
    NotJson(String),
    NotAnObject(String),
    Shorthand { option: String, expected: &'static str },
    FromFile,
    Required(Vec<String>),
    OtherRegion { asked: String, own: String },
    OtherOutput(String),
    NotHere(String),
    Query,
    QueryArguments(String),
    NotSimulated(String),
}

/// The sentence.
pub fn problem(lang: Lang, problem: &Problem) -> String {
    use Problem as P;
    let near = |near: &Option<String>| match (near, lang) {
        (None, _) => String::new(),
        (Some(near), Lang::En) => format!(" Near: {near}."),
        (Some(near), Lang::ZhTw) => format!("相近的是 {near}。"),
    };
    let (en, zh) = match problem {
        P::Unclosed(quote) => {
            (format!("This {quote} is never closed."), format!("這個 {quote} 沒有對應的結尾。"))
        }
        P::Variable => (
            "There are no shell variables here. In single quotes a $ is itself.".to_owned(),
            "這裡沒有 shell 變數。放在單引號裡的 $ 就只是 $。".to_owned(),
        ),
        P::Substitution => (
            "No command runs within another here.".to_owned(),
            "這裡不能在指令裡執行另一個指令。".to_owned(),
        ),
        P::Pipe => ("There are no pipes here.".to_owned(), "這裡沒有管線。".to_owned()),
        P::Joined => (
            "Commands are joined with ; or a new line here.".to_owned(),
            "這裡用 ; 或換行分隔指令。".to_owned(),
        ),
        P::Redirection => (
            "There are no files here to read from or write to. In quotes a < or > is itself."
                .to_owned(),
            "這裡沒有檔案可以讀寫。放在引號裡的 < 或 > 就只是字元。".to_owned(),
        ),
        P::Group => (
            "There are no subshells here. In quotes a parenthesis is itself.".to_owned(),
            "這裡沒有 subshell。放在引號裡的括號就只是字元。".to_owned(),
        ),
        P::NoSuchCommand { found, near: n } => (
            format!("{found}: command not found.{}", near(n)),
            format!("{found}：沒有這個指令。{}", near(n)),
        ),
        P::WhichService => (
            "Which service? aws help lists them.".to_owned(),
            "還缺服務名稱。aws help 會列出來。".to_owned(),
        ),
        P::UnknownService { found, near: n } => (
            format!("{found} is no service here.{}", near(n)),
            format!("這裡沒有 {found} 這個服務。{}", near(n)),
        ),
        P::WhichOperation(service) => (
            format!("Which operation? {service} help lists them."),
            format!("還缺操作名稱。{service} help 會列出來。"),
        ),
        P::UnknownOperation { service, found, near: n } => (
            format!("{service} has no operation {found}.{}", near(n)),
            format!("{service} 沒有 {found} 這個操作。{}", near(n)),
        ),
        P::UnknownOption { found, near: n } => (
            format!("Unknown option: {found}.{}", near(n)),
            format!("沒有 {found} 這個選項。{}", near(n)),
        ),
        P::NotAnOption(found) => {
            (format!("{found} belongs to no option."), format!("{found} 不屬於任何選項。"))
        }
        P::NeedsValue(option) => (format!("{option} needs a value."), format!("{option} 要有值。")),
        P::TakesNoValue(option) => (
            format!("{option} takes no value; --no- in front of its name turns it off."),
            format!("{option} 不接值；要關掉時，在名稱前加 --no-。"),
        ),
        P::NotANumber(found) => {
            (format!("{found} is not a number."), format!("{found} 不是數字。"))
        }
        P::NotJson(option) => (
            format!("{option}: from here on this is not JSON."),
            format!("{option}：從這裡起不是 JSON。"),
        ),
        P::NotAnObject(option) => {
            (format!("{option} takes a JSON object."), format!("{option} 要的是 JSON 物件。"))
        }
        P::Shorthand { option, expected } => (
            format!("{option}: {expected} should stand here, as in key=value,key=[a,b] or JSON."),
            format!("{option}：這裡應該是 {expected}，像 key=value,key=[a,b]，或寫成 JSON。"),
        ),
        P::FromFile => (
            "The page reads no files. What is in it can stand here as JSON in single quotes."
                .to_owned(),
            "這個頁面不讀檔案。檔案內容可以直接寫成單引號裡的 JSON。".to_owned(),
        ),
        P::Required(options) => (
            format!("The following options are required: {}.", options.join(", ")),
            format!("還缺必要的選項：{}。", options.join("、")),
        ),
        P::OtherRegion { asked, own } => (
            format!("This playground is in {own}, not in {asked}."),
            format!("這個遊樂場在 {own}，不在 {asked}。"),
        ),
        P::OtherOutput(format) => (
            format!("Answers come as json or text here, not as {format}."),
            format!("這裡的回應是 json 或 text，沒有 {format}。"),
        ),
        P::NotHere(option) => (
            format!("{option} is an option of the AWS CLI that the playground does not have."),
            format!("{option} 是 AWS CLI 的選項，遊樂場沒有。"),
        ),
        P::Query => (
            "From here on --query is no JMESPath, as in services[*].serviceName.".to_owned(),
            "--query 從這裡起不是 JMESPath，像 services[*].serviceName。".to_owned(),
        ),
        P::QueryArguments(function) => (
            format!("In --query, {function} takes other arguments than these."),
            format!("--query 裡的 {function} 不接受這些引數。"),
        ),
        P::NotSimulated(call) => {
            (format!("{call} is not simulated yet."), format!("還沒有模擬 {call}。"))
        }
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
}

/// What else the terminal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after what it says")]
pub enum Say {
    Terminal,
    Command,
    Log,
    Welcome,
    Help,
    Services,
    Operations,
    Required,
    Optional,
    OwnHelp,
    NotPlayed,
    ModelledWords,
    Waiting,
    Undone,
    Fold,
    Copy,
    Clear,
    Close,
    Open,
    Height,
    Candidates,
    Run,
}

/// The words.
pub const fn say(lang: Lang, key: Say) -> &'static str {
    let (en, zh) = match key {
        Say::Terminal => ("Terminal", "終端機"),
        Say::Command => ("Command", "指令"),
        Say::Log => ("Output of the terminal", "終端機的輸出"),
        Say::Welcome => (
            "Commands of the AWS CLI, run against this simulated cluster at the playhead. help tells more.",
            "在播放頭的時刻對模擬的叢集執行 AWS CLI 指令。輸入 help 看說明。",
        ),
        Say::Help => (
            "aws ecs OPERATION --option value …   as in the AWS CLI, against the simulated cluster
world OPERATION …                    what no AWS CLI knows: failures of machines, zones, containers
aws help · aws ecs help · aws ecs run-task help
clear · exit

Calls that change something are made at the playhead: they stand on the timeline, and undo takes
them back. describe-… and list-… only read.

Tab completes a word; with nothing to complete it moves on. Escape leaves the field.
↑ ↓ earlier commands · Ctrl+L clears · Ctrl+C gives the line up · Shift+Enter a new line
Several commands can be pasted at once; lines with # are comments, but for the playground's own.",
            "aws ecs 操作 --選項 值 …   跟 AWS CLI 一樣，對象是模擬的叢集
world 操作 …               AWS CLI 沒有的：機器、可用區域、容器的故障
aws help · aws ecs help · aws ecs run-task help
clear · exit

會更改內容的呼叫發生在播放頭的時刻：出現在時間軸上，復原就會取消。
describe-… 和 list-… 只讀取。

Tab 補完單字；沒有可補的就移到下一個控制項。Escape 離開輸入欄。
↑ ↓ 之前的指令 · Ctrl+L 清空 · Ctrl+C 放棄這一行 · Shift+Enter 換行
可以一次貼上多個指令；# 開頭是註解，但遊樂場自己的指令除外。",
        ),
        Say::Services => ("Services:", "服務："),
        Say::Operations => ("Operations that are simulated:", "有模擬的操作："),
        Say::Required => ("Required:", "必要："),
        Say::Optional => ("Optional:", "選用："),
        Say::OwnHelp => (
            "The playground's own: no AWS CLI knows it in this form.",
            "遊樂場自己的指令：AWS CLI 沒有這種形式。",
        ),
        Say::NotPlayed => ("Not simulated yet.", "還沒有模擬。"),
        Say::ModelledWords => (
            "The wording is the playground’s, in the API’s style.",
            "訊息由遊樂場仿照 API 的寫法撰寫。",
        ),
        Say::Waiting => ("Waiting for the world to reach the playhead …", "等待計算到播放頭…"),
        Say::Undone => ("undone", "已復原"),
        Say::Fold => ("Show fewer lines", "只顯示開頭"),
        Say::Copy => ("Copy", "複製"),
        Say::Clear => ("Clear", "清空"),
        Say::Close => ("Close the terminal", "關閉終端機"),
        Say::Open => ("Open the terminal", "打開終端機"),
        Say::Height => ("Height of the terminal", "終端機高度"),
        Say::Candidates => ("Possible words", "可用的字"),
        Say::Run => ("Run", "執行"),
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
}

/// A refusal in the CLI's form, which has no other language.
pub fn refused(operation: &str, exception: &str, message: &str) -> String {
    format!("An error occurred ({exception}) when calling the {operation} operation: {message}")
}

/// What could not be read, where, and how many commands behind it were left.
pub fn unread(lang: Lang, place: (Option<u32>, u32), sentence: &str, left: usize) -> String {
    let (line, column) = place;
    let at = match (lang, line) {
        (Lang::En, Some(line)) => format!("Line {line}, column {column}: "),
        (Lang::En, None) => format!("Column {column}: "),
        (Lang::ZhTw, Some(line)) => format!("第 {line} 行第 {column} 欄："),
        (Lang::ZhTw, None) => format!("第 {column} 欄："),
    };
    let left = match (lang, left) {
        (_, 0) => String::new(),
        (Lang::En, 1) => "\n1 command after it was not run.".to_owned(),
        (Lang::En, n) => format!("\n{n} commands after it were not run."),
        (Lang::ZhTw, n) => format!("\n後面的 {n} 個指令沒有執行。"),
    };
    format!("{at}{sentence}{left}")
}

/// Opens an answer that is folded.
pub fn lines(lang: Lang, count: usize) -> String {
    match lang {
        Lang::En => format!("Show all {count} lines"),
        Lang::ZhTw => format!("顯示全部 {count} 行"),
    }
}

/// A command that is no call of the scenario.
pub fn imported(lang: Lang, command: &str) -> String {
    match lang {
        Lang::En => format!("{command} changes nothing that is simulated; it is left out."),
        Lang::ZhTw => format!("{command} 不會更改模擬的內容，所以略過。"),
    }
}
