//! What a definition requires of an instance by name: `requiresAttributes` (TD-134 to TD-140). The
//! reference's list is partial; recorded answers of the real API show what is added here.

use std::rc::Rc;

use serde_json::Value;

use super::{NetworkMode, TaskDefinition};
use crate::model::reader::is_absent;

const OLD: &str = "com.amazonaws.ecs.capability.";
const NEW: &str = "ecs.capability.";

/// An image of a private ECR repository.
pub fn is_private_ecr(image: &str) -> bool {
    image.contains(".dkr.ecr.") && image.contains(".amazonaws.com")
}

impl TaskDefinition {
    /// All attributes (PL-3b), sorted. A simulated instance carries all but those of
    /// [`TaskDefinition::requires_attributes`] by itself.
    pub fn attributes(&self) -> Vec<String> {
        let mut out = Vec::new();
        let mut add = |prefix: &str, name: &str| out.push(format!("{prefix}{name}"));
        if self.uses_eni() {
            add(NEW, "task-eni"); // TD-134
            add(OLD, "docker-remote-api.1.18");
        }
        if self.has_task_role {
            // TD-135
            let host = self.network_mode == NetworkMode::Host;
            add(OLD, if host { "task-iam-role-network-host" } else { "task-iam-role" });
        }
        let ephemeral = self.ephemeral_storage_gib.is_some();
        for (given, name) in [
            (self.pid_mode.is_some() || self.ipc_mode.is_some(), "pid-ipc-namespace-sharing"),
            (self.gpu_demand() > 0, "nvidia-driver-version"),
            (ephemeral, "extensible-ephemeral-storage"),
        ] {
            if given {
                add(NEW, name); // TD-139
            }
        }
        let limited = (self.cpu.is_some() || self.memory.is_some()) && !self.uses_eni();
        if limited {
            add(NEW, "task-cpu-mem-limit"); // TD-139; no recorded awsvpc definition has it
        }
        for container in &self.containers {
            if let Some(driver) = &container.log_driver {
                add(OLD, &format!("logging-driver.{driver}")); // TD-136
                if &**driver == "awslogs" {
                    add(OLD, "docker-remote-api.1.19"); // TD-140
                    if self.has_execution_role {
                        add(NEW, "execution-role-awslogs");
                    }
                }
            }
            if is_private_ecr(&container.image) {
                add(OLD, "ecr-auth"); // TD-137
                if self.has_execution_role {
                    add(NEW, "execution-role-ecr-pull");
                }
            }
            if container.health_check.is_some() {
                add(NEW, "container-health-check");
                add(OLD, "docker-remote-api.1.29");
            }
            if !container.depends_on.is_empty() {
                add(NEW, "container-ordering");
            }
            if container.privileged {
                add(OLD, "privileged-container");
            }
        }
        self.secrets(&mut add);
        self.volumes_need(&mut add);
        crate::base::sort::sort(&mut out);
        out.dedup();
        out
    }

    fn list<'a>(&'a self, key: &str) -> &'a [Value] {
        self.input.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// TD-138
    fn secrets(&self, add: &mut impl FnMut(&str, &str)) {
        for container in self.list("containerDefinitions") {
            let secrets = container.get("secrets").and_then(Value::as_array);
            for secret in secrets.into_iter().flatten() {
                let from = secret.get("valueFrom").and_then(Value::as_str).unwrap_or_default();
                let service = if from.contains(":secretsmanager:") { "asm" } else { "ssm" };
                add(NEW, &format!("secrets.{service}.environment-variables"));
            }
        }
    }

    /// TD-139
    fn volumes_need(&self, add: &mut impl FnMut(&str, &str)) {
        for volume in self.list("volumes") {
            if let Some(efs) = volume.get("efsVolumeConfiguration").filter(|v| !is_absent(v)) {
                let access = efs.get("authorizationConfig").is_some_and(|v| !is_absent(v));
                add(NEW, if access { "efsAuth" } else { "efs" });
            }
            let docker = volume.get("dockerVolumeConfiguration");
            let driver = docker.and_then(|docker| docker.get("driver")).and_then(Value::as_str);
            if let Some(driver) = driver {
                add(NEW, &format!("docker-plugin.{driver}"));
            }
        }
    }

    /// Attributes of which a simulated instance may lack one (PL-3e): those of another launch
    /// type. Everything else an instance carries by itself.
    pub fn requires_attributes(&self) -> Vec<Rc<str>> {
        let lackable = ["ecs.capability.task-eni", "ecs.capability.nvidia-driver-version"];
        let all = self.attributes();
        lackable.into_iter().filter(|name| all.iter().any(|a| a == name)).map(Rc::from).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn td_134_to_td_140() {
        let base = || {
            json!({"family": "a", "containerDefinitions":
                [{"name": "x", "image": "i", "memory": 64}]})
        };
        let first = "containerDefinitions";
        for (rule, key, value, expected) in [
            ("none", "family", json!("b"), vec![]),
            (
                "TD-134",
                "networkMode",
                json!("awsvpc"),
                vec!["C.docker-remote-api.1.18", "c.task-eni"],
            ),
            ("TD-135", "taskRoleArn", json!("r"), vec!["C.task-iam-role"]),
            (
                "TD-136",
                ".logConfiguration",
                json!({"logDriver": "awslogs"}),
                vec!["C.docker-remote-api.1.19", "C.logging-driver.awslogs"],
            ),
            ("TD-137", ".image", json!("1.dkr.ecr.us-east-1.amazonaws.com/x"), vec!["C.ecr-auth"]),
            (
                "TD-138",
                ".secrets",
                json!([{"name": "a", "valueFrom": "p"},
                    {"name": "b", "valueFrom": "arn:aws:secretsmanager:r:1:secret:s"}]),
                vec!["c.secrets.asm.environment-variables", "c.secrets.ssm.environment-variables"],
            ),
            ("TD-139", ".privileged", json!(true), vec!["C.privileged-container"]),
            ("TD-139", "pidMode", json!("task"), vec!["c.pid-ipc-namespace-sharing"]),
            ("TD-139", "cpu", json!("256"), vec!["c.task-cpu-mem-limit"]),
            (
                "TD-139",
                ".dependsOn",
                json!([{"containerName": "x", "condition": "START"}]),
                vec!["c.container-ordering"],
            ),
            (
                "TD-139, TD-140",
                ".healthCheck",
                json!({"command": ["CMD", "true"]}),
                vec!["C.docker-remote-api.1.29", "c.container-health-check"],
            ),
            (
                "TD-139",
                "volumes",
                json!([{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "f"}},
                    {"name": "w", "efsVolumeConfiguration": {"fileSystemId": "f",
                        "authorizationConfig": {"iam": "ENABLED"}}},
                    {"name": "x", "dockerVolumeConfiguration": {"driver": "local"}}]),
                vec!["c.docker-plugin.local", "c.efs", "c.efsAuth"],
            ),
        ] {
            let mut definition = base();
            match key.strip_prefix('.') {
                Some(key) => definition[first][0][key] = value,
                None => definition[key] = value,
            }
            let found = TaskDefinition::read(&definition).0.attributes();
            let short = |name: &String| name.replace(OLD, "C.").replace(NEW, "c.");
            let found: Vec<String> = found.iter().map(short).collect();
            assert_eq!(found, expected, "{rule}");
        }
    }
}
