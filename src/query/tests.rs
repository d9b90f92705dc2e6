//! The fixture of cluster-query-language.md, section 5, and the error cases of section 6.

use std::rc::Rc;

use super::is_attribute_name;
use super::value::instant;
use super::{
    Completion, Expression, LintKind as L, Operator, QueryError, QueryErrorKind as K, Subject,
    SubjectName, Vocabulary, complete,
};

struct Row {
    id: &'static str,
    attributes: &'static [(&'static str, Option<&'static str>)],
    version: &'static str,
    connected: bool,
    registered: &'static str,
    /// One entry a task.
    tasks: &'static [&'static str],
}

impl Subject for Row {
    fn attribute(&self, name: &str) -> Option<Option<&str>> {
        self.attributes.iter().find(|(n, _)| *n == name).map(|(_, value)| *value)
    }
    fn task_groups(&self) -> Vec<Rc<str>> {
        self.tasks.iter().map(|group| Rc::from(*group)).collect()
    }
    fn agent_connected(&self) -> bool {
        self.connected
    }
    fn agent_version(&self) -> &str {
        self.version
    }
    fn ec2_instance_id(&self) -> &str {
        self.id
    }
    fn registered_at(&self) -> i64 {
        instant(self.registered).expect("an instant")
    }
    fn running_tasks_count(&self) -> u32 {
        u32::try_from(self.tasks.len()).expect("few")
    }
}

macro_rules! attributes {
    ($zone:literal, $kind:literal, $arch:literal $(, $name:literal = $value:expr)*) => {
        &[
            ("ecs.availability-zone", Some($zone)),
            ("ecs.instance-type", Some($kind)),
            ("ecs.cpu-architecture", Some($arch)),
            ("ecs.os-type", Some("linux")),
            $(($name, $value)),*
        ]
    };
}

const FIXTURE: [Row; 5] = [
    Row {
        id: "i-a1",
        attributes: attributes!("us-east-1a", "t3.medium", "x86_64", "stack" = Some("prod")),
        version: "1.86.0",
        connected: true,
        registered: "2024-01-10T08:00:00Z",
        tasks: &["service:web", "service:web", "family:batch"],
    },
    Row {
        id: "i-a2",
        attributes: attributes!("us-east-1a", "m5.large", "x86_64", "stack" = Some("dev")),
        version: "1.14.5",
        connected: true,
        registered: "2018-02-12T23:59:59Z",
        tasks: &[],
    },
    Row {
        id: "i-b1",
        attributes: attributes!("us-east-1b", "c5.large", "x86_64"),
        version: "1.14.10",
        connected: true,
        registered: "2018-02-13T00:00:00Z",
        tasks: &["databases"],
    },
    Row {
        id: "i-b2",
        attributes: attributes!(
            "us-east-1b",
            "g4dn.xlarge",
            "x86_64",
            "stack" = Some("prod"),
            "gpu" = None
        ),
        version: "1.87.1",
        connected: false,
        registered: "2025-06-01T00:00:00Z",
        tasks: &["service:web"],
    },
    Row {
        id: "i-c1",
        attributes: attributes!(
            "us-east-1c",
            "t4g.small",
            "arm64",
            "stack" = Some("staging"),
            "rack" = Some("r/1")
        ),
        version: "1.90.0",
        connected: true,
        registered: "2026-01-01T12:30:00Z",
        tasks: &["service:production", "databases"],
    },
];

fn matching(query: &str) -> Vec<&'static str> {
    let expression = Expression::parse(query).unwrap_or_else(|e| panic!("{query}: {e:?}"));
    FIXTURE.iter().filter(|row| expression.evaluate(*row)).map(|row| row.id).collect()
}

/// CQL-1 to CQL-28: every row of the reference's table.
#[test]
fn the_fixture() {
    const TABLE: &str = "
        attribute:ecs.instance-type == m5.large                 -> i-a2
        attribute:ecs.instance-type equals m5.large             -> i-a2
        attribute:ecs.availability-zone in [us-east-1a, us-east-1b] -> i-a1 i-a2 i-b1 i-b2
        attribute:ecs.availability-zone !in [us-east-1a, us-east-1b] -> i-c1
        attribute:ecs.availability-zone not_in ['us-east-1c']   -> i-a1 i-a2 i-b1 i-b2
        attribute:ecs.instance-type =~ t3.*                     -> i-a1
        attribute:ecs.instance-type =~ t.*                      -> i-a1 i-c1
        attribute:ecs.instance-type =~ t3                       ->
        attribute:ecs.instance-type matches .*large             -> i-a2 i-b1 i-b2
        attribute:ecs.instance-type !~ t.*                      -> i-a2 i-b1 i-b2
        attribute:ecs.instance-type =~ g4dn.* and attribute:ecs.availability-zone != us-east-1d -> i-b2
        attribute:stack == prod                                 -> i-a1 i-b2
        attribute:stack != prod                                 -> i-a2 i-c1
        not(attribute:stack == prod)                            -> i-a2 i-b1 i-c1
        !(attribute:stack == prod)                              -> i-a2 i-b1 i-c1
        attribute:stack exists                                  -> i-a1 i-a2 i-b2 i-c1
        attribute:stack !exists                                 -> i-b1
        attribute:gpu exists                                    -> i-b2
        attribute:gpu == true                                   ->
        attribute:stack in [prod, dev] and attribute:ecs.cpu-architecture == x86_64 -> i-a1 i-a2 i-b2
        attribute:rack == 'r/1'                                 -> i-c1
        attribute:Stack == prod                                 ->
        task:group == service:production                        -> i-c1
        task:group == databases                                 -> i-b1 i-c1
        not(task:group == databases)                            -> i-a1 i-a2 i-b2
        task:group != databases                                 -> i-a1 i-a2 i-b2
        task:group in [databases, family:batch]                 -> i-a1 i-b1 i-c1
        task:group =~ service:.*                                -> i-a1 i-b2 i-c1
        task:group exists                                       -> i-a1 i-b1 i-b2 i-c1
        task:group !exists                                      -> i-a2
        runningTasksCount == 0                                  -> i-a2
        runningTasksCount == 1                                  -> i-b1 i-b2
        runningTasksCount < 2                                   -> i-a2 i-b1 i-b2
        runningTasksCount >= 2 and agentConnected == true       -> i-a1 i-c1
        agentConnected == false                                 -> i-b2
        agentConnected != true                                  -> i-b2
        agentVersion < 1.14.5                                   ->
        agentVersion <= 1.14.5                                  -> i-a2
        agentVersion > 1.14.5                                   -> i-a1 i-b1 i-b2 i-c1
        agentVersion >= 1.86.0                                  -> i-a1 i-b2 i-c1
        registeredAt < 2018-02-13                               -> i-a2
        registeredAt >= 2018-02-13                              -> i-a1 i-b1 i-b2 i-c1
        registeredAt > 2025-01-01T00:00:00Z                     -> i-b2 i-c1
        ec2InstanceId in ['i-a1', 'i-c1']                       -> i-a1 i-c1
        ec2InstanceId == i-b2                                   -> i-b2
        ec2InstanceId =~ i-a.*                                  -> i-a1 i-a2
        attribute:stack == prod or attribute:stack == dev and agentConnected == false -> i-a1 i-b2
        (attribute:stack == prod or attribute:stack == dev) and agentConnected == false -> i-b2
        attribute:stack == prod && !(task:group == family:batch) -> i-b2
        attribute:ecs.os-type == linux && attribute:ecs.cpu-architecture == arm64 -> i-c1";
    let mut rows = 0;
    for line in TABLE.lines().filter(|line| !line.trim().is_empty()) {
        let (query, expected) = line.rsplit_once("->").expect("an arrow");
        let expected: Vec<&str> = expected.split_whitespace().collect();
        assert_eq!(matching(query.trim()), expected, "{query}");
        rows += 1;
    }
    assert_eq!(rows, 50);
}

/// What the table leaves out.
#[test]
fn more_queries() {
    for (query, expected) in [
        ("attribute:stack==prod||attribute:stack==dev", &["i-a1", "i-a2", "i-b2"][..]),
        ("attribute:stack !~ prod", &["i-a2", "i-c1"]), // CQL-21
        ("attribute:gpu == ''", &["i-b2"]),             // CQL-23
        ("attribute:gpu =~ ''", &["i-b2"]),
        ("not not attribute:stack exists", &["i-a1", "i-a2", "i-b2", "i-c1"]),
        ("!attribute:stack exists", &["i-b1"]),
        ("task:group !~ service:.*", &["i-a2", "i-b1"]), // CQL-27
        ("task:group not_in [databases]", &["i-a1", "i-a2", "i-b2"]),
        ("attribute:ecs.instance-type =~ t[34].*", &["i-a1", "i-c1"]), // CQL-8
        ("attribute:ecs.instance-type =~ '(t3|m5).*'", &["i-a1", "i-a2"]), // CQL-3
        ("attribute:ecs.instance-type =~ t3.*|m5.*", &["i-a1", "i-a2"]), // CQL-8
        ("agentConnected == yes", &[]),                                // CQL-66
        ("agentVersion == 1.90", &["i-c1"]),
        ("agentVersion != 1.90.0", &["i-a1", "i-a2", "i-b1", "i-b2"]),
        ("registeredAt == 2018-02-13T08:00:00+08:00", &["i-b1"]),
        ("runningTasksCount greater_than_equal 2", &["i-a1", "i-c1"]),
        ("ec2InstanceId not_equals \"i-b2\"", &["i-a1", "i-a2", "i-b1", "i-c1"]),
    ] {
        assert_eq!(matching(query), expected, "{query}");
    }
}

/// CQL-10: an order over attributes holds between numbers only.
#[test]
fn attributes_are_ordered_as_numbers() {
    struct Rank(&'static str);
    impl Subject for Rank {
        fn attribute(&self, _: &str) -> Option<Option<&str>> {
            Some(Some(self.0))
        }
        fn task_groups(&self) -> Vec<Rc<str>> {
            Vec::new()
        }
        fn agent_connected(&self) -> bool {
            true
        }
        fn agent_version(&self) -> &str {
            ""
        }
        fn ec2_instance_id(&self) -> &str {
            ""
        }
        fn registered_at(&self) -> i64 {
            0
        }
        fn running_tasks_count(&self) -> u32 {
            0
        }
    }
    for (query, value, expected) in [
        ("attribute:rank > 9", "10", true),
        ("attribute:rank >= 9.5", "9.50", true),
        ("attribute:rank < -1", "-1.5", true),
        ("attribute:rank <= 5", "6", false),
        ("attribute:rank > 1", "many", false),
    ] {
        let parsed = Expression::parse(query).map(|e| e.evaluate(&Rank(value)));
        assert_eq!(parsed, Ok(expected), "{query} of {value}");
    }
}

/// Section 6, each row with its column.
#[test]
fn errors_know_their_place() {
    let long = format!("attribute:a == {}", "x".repeat(2_000));
    let hint = |of: &str, hint: Option<&str>| K::UnknownSubject(of.into(), hint.map(Rc::from));
    for (rule, query, position, kind) in [
        ("CQL-50", "", 0, K::Empty),
        ("CQL-50", "  \t", 0, K::Empty),
        ("CQL-51", &*long, 0, K::TooLong),
        (
            "CQL-53",
            "instance-type == t3.medium",
            0,
            hint("instance-type", Some("attribute:ecs.instance-type")),
        ),
        ("CQL-53", "stack == prod", 0, hint("stack", Some("attribute:stack"))),
        ("CQL-53", "agentversion > 1", 0, hint("agentversion", Some("agentVersion"))),
        ("CQL-53", "task:family == x", 0, hint("task:family", None)),
        ("CQL-54", "attribute: == x", 0, K::AttributeName),
        ("CQL-54", "attribute:a$b == x", 0, K::AttributeName),
        ("CQL-55", "attribute:stack = prod", 16, K::SingleEquals),
        ("CQL-56", "attribute:stack ==", 18, K::ExpectedValue),
        ("CQL-57", "attribute:stack in prod", 19, K::ExpectedList),
        ("CQL-58", "attribute:stack in []", 20, K::EmptyList),
        ("CQL-59", "attribute:stack in [prod, dev", 29, K::ExpectedListEnd),
        ("CQL-60", "(attribute:stack == prod", 24, K::ExpectedParenthesis),
        ("CQL-61", "attribute:stack == prod attribute:x == y", 24, K::ExpectedEnd),
        ("CQL-61", "(attribute:stack == prod attribute:x == y)", 25, K::ExpectedEnd),
        (
            "CQL-62",
            "agentVersion =~ 1.*",
            13,
            K::OperatorOf(SubjectName::AgentVersion, Operator::Matches),
        ),
        (
            "CQL-63",
            "runningTasksCount in [1, 2]",
            18,
            K::OperatorOf(SubjectName::RunningTasksCount, Operator::In),
        ),
        ("CQL-64", "runningTasksCount == two", 21, K::ExpectedInteger),
        ("CQL-65", "registeredAt > 13/02/2018", 15, K::ExpectedDate),
        ("CQL-67", "attribute:stack =~ *prod", 19, K::Pattern),
        ("CQL-67", "attribute:stack =~ '(a)|b(c'", 25, K::Pattern),
        ("CQL-25", "attribute:stack =~ '(?=p)prod'", 20, K::JavaPattern("(?=".into())),
        (
            "CQL-68",
            "attribute:stack == prod AND agentConnected == true",
            24,
            K::UpperCaseKeyword("AND".into()),
        ),
        ("CQL-68", "NOT attribute:stack exists", 0, K::UpperCaseKeyword("NOT".into())),
        ("CQL-70", "attribute:ecs.instance-type =~ (t2|t3).*", 31, K::ParenthesesInComparison),
        ("CQL-70", "attribute:ecs.instance-type =~ t(2|3)", 32, K::ParenthesesInComparison),
        ("CQL-13", "agentVersion > new", 15, K::ExpectedVersion),
        ("CQL-10", "attribute:a > b", 14, K::ExpectedNumber),
        ("CQL-7", "attribute:stack == 'prod", 19, K::UnclosedQuote),
        ("CQL-1", "attribute:stack", 15, K::ExpectedOperator),
        ("CQL-1", "attribute:a == b and", 20, K::ExpectedSubject),
    ] {
        assert_eq!(kind.rule(), rule, "{query}");
        assert_eq!(Expression::parse(query), Err(QueryError { position, kind }), "{query}");
    }
    let deep = format!("{}attribute:a exists", "(".repeat(1_000));
    assert!(matches!(Expression::parse(&deep), Err(QueryError { kind: K::TooDeep, .. })));
}

/// CQL-4, CQL-22, CQL-27, CQL-29, CQL-66, CQL-69: legal, and told.
#[test]
fn lints() {
    for (query, expected) in [
        ("attribute:a exists or attribute:b exists and attribute:c exists", &[L::MixedAndOr][..]),
        ("attribute:a exists or (attribute:b exists and attribute:c exists)", &[]),
        ("task:group != databases", &[L::GroupNotEquals]),
        ("agentConnected == yes", &[L::NotTrueOrFalse]),
        (
            "attribute:ecs.availabilty-zone == us-east-1a",
            &[L::UnknownBuiltIn(Some("ecs.availability-zone".into()))],
        ),
        ("attribute:ecs.flavour == x", &[L::UnknownBuiltIn(None)]),
        ("attribute:stack != prod", &[L::LeavesOutMissing]),
        ("attribute:stack != prod and attribute:stack exists", &[]),
        ("task:group == service:me", &[L::SelfAffinity]),
        ("attribute:a exists and task:group in [service:me]", &[L::SelfAffinity]),
        ("task:group == service:me or attribute:a exists", &[]),
        ("not(task:group == service:me)", &[]),
        ("task:group == service:other", &[]),
        ("attribute:ecs.os-type != windows", &[]),
        ("attribute:ecs.capability.task-eni exists", &[]),
    ] {
        let found: Vec<L> = Expression::parse(query)
            .expect("legal")
            .lints(query, Some("service:me"))
            .into_iter()
            .map(|lint| lint.kind)
            .collect();
        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn completion_knows_the_grammar_and_the_cluster() {
    let words = Vocabulary {
        attributes: vec![
            ("ecs.availability-zone".into(), vec!["ap-northeast-1a".into()]),
            ("stack".into(), vec!["prod".into(), "blue green".into()]),
        ],
        groups: vec!["service:web".into()],
        instance_ids: vec!["i-1".into()],
    };
    for (text, start, items) in [
        ("att", 0, &["attribute:ecs.availability-zone", "attribute:stack"][..]),
        ("attribute:st", 0, &["attribute:stack"]),
        ("stack", 0, &["attribute:stack"]),
        ("agent", 0, &["agentConnected", "agentVersion"]),
        ("agentVersion ", 13, &["==", "!=", ">", ">=", "<", "<="]),
        ("attribute:stack =", 16, &["==", "=~", "!=", ">=", "<="]),
        ("attribute:stack == ", 19, &["prod", "'blue green'"]),
        ("attribute:stack == 'bl", 19, &["'blue green'"]),
        ("attribute:stack in [prod, bl", 26, &["'blue green'"]),
        ("attribute:stack in ", 19, &["["]),
        ("attribute:stack in [prod", 20, &["prod"]),
        ("attribute:stack in [prod ", 25, &["]", ","]),
        ("attribute:stack == prod ", 24, &["and", "or"]),
        ("(attribute:stack == prod ", 25, &[")", "and", "or"]),
        ("attribute:stack == prod and task:", 28, &["task:group"]),
        ("task:group == ", 14, &["service:web"]),
        ("agentConnected == t", 18, &["true"]),
        ("attribute:stack = = ", 20, &[]),
        ("runningTasksCount == ", 21, &[]),
    ] {
        let Completion { replaces, items: found } = complete(text, text.len(), &words);
        assert_eq!(
            (replaces.start, &found[..]),
            (start, &items.iter().map(|i| (*i).to_owned()).collect::<Vec<_>>()[..]),
            "{text}"
        );
    }
    // In the middle of a text, and beyond its end.
    assert_eq!(complete("agentV == 1", 6, &words).items, ["agentVersion"]);
    assert_eq!(complete("agentV", 99, &words).items, ["agentVersion"]);
    // Whatever stands there, nothing breaks.
    for text in ["'", "!", "==", "((((", "attribute:", "attribute:a =~ [", "中文 =="] {
        for cursor in 0..=text.len() {
            complete(text, cursor, &words);
        }
    }
}

/// CQL-10 to CQL-16: which operators a subject takes, in every spelling of section 2.
#[test]
fn operators_by_subject() {
    const WORDS: [(&str, &str, &str); 12] = [
        ("==", "equals", "1"),
        ("!=", "not_equals", "1"),
        ("in", "in", "[1]"),
        ("!in", "not_in", "[1]"),
        ("=~", "matches", "1"),
        ("!~", "not_matches", "1"),
        ("exists", "exists", ""),
        ("!exists", "not_exists", ""),
        (">", "greater_than", "1"),
        (">=", "greater_than_equal", "1"),
        ("<", "less_than", "1"),
        ("<=", "less_than_equal", "1"),
    ];
    const SETS: [(&str, &str); 7] = [
        ("attribute:a", "== != in !in =~ !~ exists !exists > >= < <="), // CQL-10
        ("task:group", "== != in !in =~ !~ exists !exists"),            // CQL-11
        ("agentConnected", "== != in !in =~ !~"),                       // CQL-12
        ("agentVersion", "== != > >= < <="),                            // CQL-13
        ("ec2InstanceId", "== != in !in =~ !~"),                        // CQL-14
        ("registeredAt", "== != > >= < <="),                            // CQL-15
        ("runningTasksCount", "== != > >= < <="),                       // CQL-16
    ];
    for (subject, takes) in SETS {
        for (symbol, word, value) in WORDS {
            let value =
                if subject == "registeredAt" && !value.is_empty() { "2018-06-18" } else { value };
            let legal = takes.split(' ').any(|taken| taken == symbol);
            for operator in [symbol, word] {
                let query = format!("{subject} {operator} {value}");
                assert_eq!(Expression::parse(&query).is_ok(), legal, "{query}");
            }
        }
    }
}

/// Small rules, each with what it takes in and what it leaves out.
#[test]
fn small_rules() {
    for (rule, query, expected) in [
        ("CQL-20", "attribute:stack == prod", &["i-a1", "i-b2"][..]),
        ("CQL-20", "attribute:stack == Prod", &[]),
        ("CQL-24", "attribute:ecs.instance-type =~ t3", &[]),
        ("CQL-24", "attribute:ecs.instance-type =~ t3.*", &["i-a1"]),
        ("CQL-26", "attribute:stack in [prod, dev]", &["i-a1", "i-a2", "i-b2"]),
        ("CQL-26", "attribute:stack !in [prod, dev]", &["i-c1"]),
        ("CQL-39", "attribute:Stack exists", &[]),
        // Booleans in both spellings, parentheses before `and`, `and` before `or`.
        ("CQL-2", "attribute:stack == prod && agentConnected == true", &["i-a1"]),
        ("CQL-2", "attribute:stack == prod and not(agentConnected == false)", &["i-a1"]),
        (
            "CQL-2",
            "attribute:gpu exists || attribute:stack == dev and agentConnected == false",
            &["i-b2"],
        ),
        (
            "CQL-2",
            "(attribute:gpu exists or attribute:stack == dev) && agentConnected == true",
            &["i-a2"],
        ),
        ("CQL-6", "attribute:stack==prod&&agentConnected==true", &["i-a1"]),
        ("CQL-6", "attribute:stack!in[prod,dev]", &["i-c1"]),
        ("CQL-6", "not(attribute:stack!exists)and(attribute:stack==dev)", &["i-a2"]),
    ] {
        assert_eq!(matching(query), expected, "{rule}: {query}");
    }
    // CQL-5: keywords are lower case, exactly.
    for query in
        ["attribute:a EXISTS", "attribute:a Exists", "attribute:a IN [b]", "attribute:a Equals b"]
    {
        assert!(Expression::parse(query).is_err(), "{query}");
    }
    // CQL-34: letters, digits, hyphen, underscore, slash, backslash, period; 1 to 128.
    for (name, legal) in [
        ("aZ09-_/\\.", true),
        ("a b", false),
        ("a@b", false),
        ("", false),
        (&*"n".repeat(128), true),
        (&*"n".repeat(129), false),
    ] {
        assert_eq!(is_attribute_name(name), legal, "{name}");
    }
}
