//! What the API stores of a definition and answers with: the input and the defaults that it adds
//! (TD-8). Which ones, recorded answers of the real API show.

use serde_json::{Map, Value, json};

use super::{NetworkMode, TaskDefinition};

fn default(map: &mut Map<String, Value>, key: &str, value: Value) {
    if map.get(key).is_none_or(Value::is_null) {
        map.insert(key.to_owned(), value);
    }
}

/// The element-wise change of a list in place.
fn each(value: Option<&mut Value>, change: impl Fn(&mut Map<String, Value>)) {
    let list = value.and_then(Value::as_array_mut);
    for map in list.into_iter().flatten().filter_map(Value::as_object_mut) {
        change(map);
    }
}

impl TaskDefinition {
    /// The definition as DescribeTaskDefinition tells it, without what registration adds.
    pub fn stored(&self) -> Map<String, Value> {
        let mut out = self.input.as_object().cloned().unwrap_or_default();
        // Tags stand beside the definition in the API's answer, not in it.
        out.shift_remove("tags");
        // TD-143: sizes are stored in units and MiB.
        for (key, size) in [("cpu", self.cpu.map(|n| n.0)), ("memory", self.memory.map(|n| n.0))] {
            if let Some(size) = size {
                out.insert(key.to_owned(), size.to_string().into());
            }
        }
        if !self.network_mode_given {
            out.shift_remove("networkMode");
        }
        let shared = matches!(self.network_mode, NetworkMode::Awsvpc | NetworkMode::Host);
        each(out.get_mut("containerDefinitions"), |container| {
            default(container, "cpu", json!(0));
            default(container, "essential", json!(true));
            for key in
                ["portMappings", "environment", "mountPoints", "volumesFrom", "systemControls"]
            {
                default(container, key, json!([]));
            }
            each(container.get_mut("portMappings"), |mapping| {
                default(mapping, "protocol", json!("tcp"));
                let port = mapping.get("containerPort").cloned();
                if let Some(port) = port {
                    // TD-77: in these modes an omitted hostPort, or 0, is the containerPort.
                    let absent = mapping.get("hostPort").and_then(Value::as_i64).unwrap_or(0) == 0;
                    if absent {
                        mapping.insert("hostPort".to_owned(), if shared { port } else { json!(0) });
                    }
                }
            });
        });
        default(&mut out, "volumes", json!([]));
        default(&mut out, "placementConstraints", json!([]));
        out
    }
}
