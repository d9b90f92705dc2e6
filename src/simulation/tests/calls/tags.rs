//! Tags (TD-15, QT-18).

use serde_json::{Value, json};

use super::{accepted, answers, refused};

const CLUSTER: &str = "arn:aws:ecs:ap-northeast-1:123456789012:cluster/demo";

fn tag(at: &str, arn: &str, tags: Value) -> Value {
    json!([at, "ecs:TagResource", {"resourceArn": arn, "tags": tags}])
}

fn many(count: usize) -> Value {
    (0..count).map(|n| json!({"key": format!("k{n}"), "value": "v"})).collect()
}

#[test]
fn td_15_tags_are_put_over_and_taken_away() {
    let list = |at: &str, arn: &str| json!([at, "ecs:ListTagsForResource", {"resourceArn": arn}]);
    let (_, answers) = answers(
        1,
        &[
            tag("1s", CLUSTER, json!([{"key": "a", "value": "1"}, {"key": "b"}])),
            tag("2s", CLUSTER, json!([{"key": "a", "value": "2"}])),
            list("3s", CLUSTER),
            json!(["4s", "ecs:UntagResource", {"resourceArn": CLUSTER, "tagKeys": ["b", "x"]}]),
            json!(["5s", "ecs:DescribeClusters", {"clusters": ["demo"], "include": ["TAGS"]}]),
            list("6s", "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/web:1"),
            list("7s", "arn:aws:ecs:ap-northeast-1:123456789012:container-instance/demo/#1"),
            list("8s", "arn:aws:ecs:ap-northeast-1:123456789012:service/demo/web"),
            list("9s", "demo"),
            list("10s", "arn:aws:ecs:eu-west-1:123456789012:cluster/demo"),
        ],
    );
    assert_eq!(accepted(&answers[0]), &json!({}));
    let both = json!([{"key": "a", "value": "2"}, {"key": "b", "value": ""}]);
    assert_eq!(accepted(&answers[2])["tags"], both);
    let left = json!([{"key": "a", "value": "2"}]);
    assert_eq!(accepted(&answers[4])["clusters"][0]["tags"], left);
    assert_eq!(accepted(&answers[5])["tags"], json!([]));
    assert_eq!(accepted(&answers[6])["tags"], json!([]));
    assert!(refused(&answers[7]).starts_with("ResourceNotFoundException"));
    assert!(refused(&answers[8]).starts_with("InvalidParameterException"));
    assert!(refused(&answers[9]).starts_with("ResourceNotFoundException"));
}

#[test]
fn td_15_what_a_tag_may_not_be() {
    let long = |n: usize| "x".repeat(n);
    let rows = [
        (json!([{"key": long(128), "value": long(256)}]), true),
        (json!([{"key": long(129)}]), false),
        (json!([{"key": "k", "value": long(257)}]), false),
        (json!([{"key": ""}]), false),
        (json!([{"value": "v"}]), false),
        (json!([{"key": "AWS:x"}]), false),
        (json!([{"key": "a"}, {"key": "a"}]), false),
        (json!([{"key": "a"}, {"key": "A"}]), true),
        (json!([{"key": "標籤 +-=._:/@"}]), true),
        (json!([{"key": "a;b"}]), false),
    ];
    let calls: Vec<Value> = rows.iter().map(|(tags, _)| tag("1s", CLUSTER, tags.clone())).collect();
    let (_, answers) = answers(0, &calls);
    for ((tags, fine), answer) in rows.iter().zip(&answers) {
        assert_eq!(answer.is_ok(), *fine, "{tags}");
    }
}

#[test]
fn qt_18_fifty_tags_a_resource() {
    let (_, answers) = answers(
        0,
        &[
            tag("1s", CLUSTER, many(50)),
            tag("2s", CLUSTER, json!([{"key": "k0", "value": "again"}])),
            tag("3s", CLUSTER, json!([{"key": "one more"}])),
            json!(["4s", "ecs:CreateCluster", {"clusterName": "b", "tags": many(50)}]),
            json!(["5s", "ecs:CreateCluster", {"clusterName": "c", "tags": many(51)}]),
        ],
    );
    accepted(&answers[0]);
    accepted(&answers[1]);
    let text = "InvalidParameterException: Tags can have a maximum size of 50.";
    assert_eq!(refused(&answers[2]), text);
    assert_eq!(accepted(&answers[3])["cluster"]["tags"].as_array().map(Vec::len), Some(50));
    assert_eq!(refused(&answers[4]), text);
}
