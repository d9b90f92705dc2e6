//! What is said of queries (CQL).

use super::Lang;
use crate::query::{LintKind, QueryErrorKind};

/// What is wrong with a query, in one sentence.
pub fn error(lang: Lang, kind: &QueryErrorKind) -> String {
    use QueryErrorKind as K;
    let (en, zh): (String, String) = match kind {
        K::Empty => ("memberOf needs an expression.".into(), "memberOf 需要運算式。".into()),
        K::TooLong => {
            ("Over 2000 characters.".into(), "超過 2000 個字元。".into())
        }
        K::TooDeep => ("Parentheses are nested too deep.".into(), "括號巢狀太深。".into()),
        K::UnclosedQuote => ("The quote is never closed.".into(), "引號沒有結束。".into()),
        K::ExpectedSubject => (
            "A subject belongs here: attribute:NAME, task:group, agentConnected, agentVersion, ec2InstanceId, registeredAt or runningTasksCount.".into(),
            "這裡要寫主詞：attribute:名稱、task:group、agentConnected、agentVersion、ec2InstanceId、registeredAt 或 runningTasksCount。".into(),
        ),
        K::UnknownSubject(word, Some(meant)) => (
            format!("There is no subject `{word}`. Is it `{meant}`?"),
            format!("沒有主詞 `{word}`。是不是 `{meant}`？"),
        ),
        K::UnknownSubject(word, None) => {
            (format!("There is no subject `{word}`."), format!("沒有主詞 `{word}`。"))
        }
        K::AttributeName => (
            "An attribute's name has 1 to 128 letters, digits, or _ . \\ / -.".into(),
            "attribute 名稱是 1 到 128 個英文字母、數字或 _ . \\ / -。".into(),
        ),
        K::ExpectedOperator => (
            "An operator belongs here: ==, !=, in, !in, =~, !~, exists, !exists, >, >=, < or <=.".into(),
            "這裡要寫運算子：==、!=、in、!in、=~、!~、exists、!exists、>、>=、< 或 <=。".into(),
        ),
        K::SingleEquals => (
            "`=` is no operator. Write `==`, or `=~` for a pattern.".into(),
            "`=` 不是運算子。寫成 `==`，樣式用 `=~`。".into(),
        ),
        K::OperatorOf(subject, operator) => {
            let (subject, operator, legal) = (subject.text(), operator.symbol(), {
                let symbols: Vec<&str> = subject.operators().iter().map(|o| o.symbol()).collect();
                symbols.join(" ")
            });
            (
                format!("{subject} does not take `{operator}`. Legal: {legal}"),
                format!("{subject} 不能用 `{operator}`。可用的運算子：{legal}"),
            )
        }
        K::ExpectedValue => ("A value belongs here.".into(), "這裡要寫值。".into()),
        K::ExpectedList => (
            "A list belongs here: [a, b].".into(),
            "這裡要寫清單：[a, b]。".into(),
        ),
        K::EmptyList => ("The list is empty.".into(), "清單是空的。".into()),
        K::ExpectedListEnd => ("`]` is missing.".into(), "少了 `]`。".into()),
        K::ExpectedParenthesis => ("`)` is missing.".into(), "少了 `)`。".into()),
        K::ExpectedEnd => (
            "The query should end here, or go on with `and` or `or`.".into(),
            "應該在這裡結束，或接著寫 `and` 或 `or`。".into(),
        ),
        K::UpperCaseKeyword(word) => {
            let lower = word.to_lowercase();
            (
                format!("Keywords are lower case: `{lower}`, not `{word}`."),
                format!("關鍵字要小寫：寫 `{lower}`，不是 `{word}`。"),
            )
        }
        K::ExpectedNumber => ("A number belongs here.".into(), "這裡要寫數字。".into()),
        K::ExpectedInteger => ("A whole number belongs here.".into(), "這裡要寫整數。".into()),
        K::ExpectedVersion => (
            "A version belongs here, as 1.86.0.".into(),
            "這裡要寫版本，例如 1.86.0。".into(),
        ),
        K::ExpectedDate => (
            "A date belongs here: 2018-06-18, 2018-06-18T22:28:28, 2018-06-18T22:28:28Z or 2018-06-18T22:28:28+00:00.".into(),
            "這裡要寫日期：2018-06-18、2018-06-18T22:28:28、2018-06-18T22:28:28Z 或 2018-06-18T22:28:28+00:00。".into(),
        ),
        K::ParenthesesInComparison => (
            "A comparison has no parentheses. Quote a pattern that needs them: '(t2|t3).*'.".into(),
            "單一比較裡不能有括號。樣式需要括號時加上引號：'(t2|t3).*'。".into(),
        ),
        K::Pattern => (
            "No regular expression: it goes wrong here.".into(),
            "不是正規表示式，從這裡開始有誤。".into(),
        ),
        K::JavaPattern(part) => (
            format!("Legal in AWS, not supported in this simulator: `{part}`."),
            format!("在 AWS 可用，但這個模擬器不支援：`{part}`。"),
        ),
        K::PatternTooBig => (
            "This regular expression is too big for this simulator.".into(),
            "這個正規表示式對模擬器來說太大。".into(),
        ),
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
}

/// What looks odd about a query that is legal.
pub fn lint(lang: Lang, kind: &LintKind) -> String {
    let (en, zh): (String, String) = match kind {
        LintKind::MixedAndOr => (
            "`and` binds before `or`. Parentheses make it plain.".into(),
            "`and` 先於 `or` 計算，加上括號會更清楚。".into(),
        ),
        LintKind::GroupNotEquals => (
            "AWS documents not(task:group == X) for this.".into(),
            "AWS 文件的寫法是 not(task:group == X)。".into(),
        ),
        LintKind::NotTrueOrFalse => (
            "agentConnected is true or false; this matches nothing.".into(),
            "agentConnected 只有 true 或 false，這樣不會符合任何執行個體。".into(),
        ),
        LintKind::UnknownBuiltIn(Some(near)) => (
            format!("No instance has this attribute. Is it `{near}`?"),
            format!("沒有執行個體有這個 attribute。是不是 `{near}`？"),
        ),
        LintKind::UnknownBuiltIn(None) => (
            "ECS gives instances no attribute of this name.".into(),
            "ECS 不會給執行個體這個名稱的 attribute。".into(),
        ),
        LintKind::SelfAffinity => (
            "Only instances that already run this group match. Before its first task none does, so nothing is ever placed."
                .into(),
            "只有已經在執行這個群組的執行個體才符合。第一個任務之前沒有任何一台符合，所以永遠放不下。".into(),
        ),
        LintKind::LeavesOutMissing => (
            "Instances without the attribute do not match. not(attribute:NAME == X) takes them in."
                .into(),
            "沒有這個 attribute 的執行個體不符合。not(attribute:名稱 == X) 會包含它們。".into(),
        ),
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
}
