//! Against what the reference implementation in Python (jmespath 1.0) answers.

use serde_json::Value;

use super::{Wrong, apply, parse};

const DATA: &str = r#"{"services":[{"serviceName":"web","desiredCount":9,"runningCount":3,"tags":[{"key":"a","value":"b"}],"events":[]},{"serviceName":"api","desiredCount":4,"runningCount":4,"tags":[],"events":[{"id":1,"message":"x y"}]},{"serviceName":"etl","desiredCount":1,"runningCount":0,"launchType":"FARGATE"}],"failures":[],"n":{"b":1,"a":2.5},"arns":["arn:a/1","arn:b/2","arn:c/3"]}"#;

const ANSWERS: &[(&str, &str)] = &[
    (r#"services[0].serviceName"#, r#""web""#),
    (r#"services[*].serviceName"#, r#"["web","api","etl"]"#),
    (r#"services[].serviceName"#, r#"["web","api","etl"]"#),
    (r#"services[].tags[].key"#, r#"["a"]"#),
    (r#"services[*].[serviceName,desiredCount]"#, r#"[["web",9],["api",4],["etl",1]]"#),
    (
        r#"services[*].{name: serviceName, n: desiredCount}"#,
        r#"[{"name":"web","n":9},{"name":"api","n":4},{"name":"etl","n":1}]"#,
    ),
    (r#"services[?desiredCount > runningCount].serviceName"#, r#"["web","etl"]"#),
    (r#"services[?desiredCount > `3` && runningCount == `4`].serviceName | [0]"#, r#""api""#),
    (r#"services[?serviceName=='web'] | [0].desiredCount"#, r#"9"#),
    (r#"services[?starts_with(serviceName, 'a')].serviceName"#, r#"["api"]"#),
    (r#"services[?!launchType].serviceName"#, r#"["web","api"]"#),
    (r#"services[-1].serviceName"#, r#""etl""#),
    (r#"services[:2].serviceName"#, r#"["web","api"]"#),
    (r#"services[::-1].serviceName"#, r#"["etl","api","web"]"#),
    (r#"services[1:].serviceName"#, r#"["api","etl"]"#),
    (r#"arns[0]"#, r#""arn:a/1""#),
    (r#"arns[*]"#, r#"["arn:a/1","arn:b/2","arn:c/3"]"#),
    (r#"arns"#, r#"["arn:a/1","arn:b/2","arn:c/3"]"#),
    (r#"length(services)"#, r#"3"#),
    (r#"length(arns)"#, r#"3"#),
    (r#"sort_by(services, &desiredCount)[*].serviceName"#, r#"["etl","api","web"]"#),
    (r#"max_by(services, &desiredCount).serviceName"#, r#""web""#),
    (r#"sum(services[*].desiredCount)"#, r#"14"#),
    (r#"avg(services[*].desiredCount)"#, r#"4.666666666666667"#),
    (r#"join(', ', services[].serviceName)"#, r#""web, api, etl""#),
    (r#"sort(services[].serviceName)"#, r#"["api","etl","web"]"#),
    (r#"reverse(arns)"#, r#"["arn:c/3","arn:b/2","arn:a/1"]"#),
    (r#"contains(arns, 'arn:a/1')"#, r#"true"#),
    (r#"services[?contains(serviceName,'e')].serviceName"#, r#"["web","etl"]"#),
    (r#"n.*"#, r#"[1,2.5]"#),
    (r#"n.* | [0]"#, r#"1"#),
    (r#"*.b"#, r#"[1]"#),
    (r#"keys(n)"#, r#"["b","a"]"#),
    (r#"n.{x: a, "y z": b}"#, r#"{"x":2.5,"y z":1}"#),
    (r#"nothing"#, r#"null"#),
    (r#"nothing.at.all"#, r#"null"#),
    (r#"failures[0]"#, r#"null"#),
    (r#"failures[].x"#, r#"[]"#),
    (r#"services[*].events[*].message"#, r#"[[],["x y"]]"#),
    (r#"services[].events[].message"#, r#"["x y"]"#),
    (r#"services[?events].serviceName"#, r#"["api"]"#),
    (r#"services[?events && desiredCount>`3`].serviceName"#, r#"["api"]"#),
    (r#"services[?launchType=='FARGATE' || desiredCount==`9`].serviceName"#, r#"["web","etl"]"#),
    (r#"type(n)"#, r#""object""#),
    (r#"to_string(n.b)"#, r#""1""#),
    (r#"to_number('12')"#, r#"12"#),
    (r#"not_null(nothing, arns[1])"#, r#""arn:b/2""#),
    (r#"map(&serviceName, services)"#, r#"["web","api","etl"]"#),
    (r#"[n.a, n.b]"#, r#"[2.5,1]"#),
    (r#"{a: n.a, s: services[0].serviceName}"#, r#"{"a":2.5,"s":"web"}"#),
    (r#"@.n.a"#, r#"2.5"#),
    (r#"(services || failures)[0].runningCount"#, r#"3"#),
    (r#"services[0] | tags[0].value"#, r#""b""#),
    (r#"services[*].tags[0].key"#, r#"["a"]"#),
    (r#"services[0].tags[?key=='a'].value | [0]"#, r#""b""#),
    (r#""n"."a""#, r#"2.5"#),
    (r#"services[?tags[?key=='a']].serviceName"#, r#"["web"]"#),
    (r#"floor(n.a)"#, r#"2"#),
    (r#"merge(n, {c: `true`})"#, r#"{"b":1,"a":2.5,"c":true}"#),
    (r#"arns[?contains(@, 'b')]"#, r#"["arn:b/2"]"#),
    (r#"services[0:2][].serviceName"#, r#"["web","api"]"#),
    (r#"`"text"`"#, r#""text""#),
    (r#"`[1,2]`[0]"#, r#"1"#),
    (r#"n.a > `2`"#, r#"true"#),
    (r#"!failures"#, r#"true"#),
];

#[test]
fn answers_are_the_references() {
    let data: Value = serde_json::from_str(DATA).expect("JSON");
    for (query, answer) in ANSWERS {
        let node = parse(query).unwrap_or_else(|wrong| panic!("{query}: {wrong:?}"));
        let answer: Value = serde_json::from_str(answer).expect("JSON");
        let told = apply(&node, &data).unwrap_or_else(|name| panic!("{query}: {name}"));
        assert!(
            apply::order(&told, &answer).is_some_and(std::cmp::Ordering::is_eq) || told == answer,
            "{query}: {told}"
        );
    }
}

#[test]
fn what_is_no_query_is_told_where() {
    for (query, at) in [
        ("", 0),
        ("a.", 2),
        ("a[", 2),
        ("a b", 2),
        ("[?a", 3),
        ("a['b", 2),
        ("foo(a)", 0),
        ("a[0", 3),
        ("{a}", 2),
        ("a ~ b", 2),
        ("a..b", 2),
    ] {
        assert_eq!(parse(query).map(|_| ()), Err(Wrong(at)), "{query}");
    }
    assert!(parse(&"(".repeat(100_000)).is_err());
    assert!(parse(&"!".repeat(100_000)).is_err());
    let node = parse("length(a)").expect("a query");
    assert_eq!(apply(&node, &Value::Null), Err("length".to_owned()));
}
