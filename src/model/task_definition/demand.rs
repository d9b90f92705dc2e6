//! What a task of a definition asks of an instance (PL-24 to PL-37, TD-64, TD-134 to TD-141).

use super::{NetworkMode, Protocol, TaskDefinition};
use crate::base::{CpuUnits, Mebibytes};

impl TaskDefinition {
    /// Task-level CPU if set, else the containers' sum (PL-24); Windows ignores the task's
    /// (PL-28).
    pub fn cpu_demand(&self) -> CpuUnits {
        match self.cpu.filter(|cpu| cpu.0 > 0 && !self.windows) {
            Some(cpu) => cpu,
            None => {
                CpuUnits(self.containers.iter().fold(0, |sum: u32, c| sum.saturating_add(c.cpu.0)))
            }
        }
    }

    /// Task-level memory if set, else the containers' sum of soft, else hard limits (PL-25): a soft
    /// limit only changes what is reserved (PL-27).
    pub fn memory_demand(&self) -> Mebibytes {
        match self.memory.filter(|_| !self.windows) {
            Some(memory) => memory,
            None => Mebibytes(
                self.containers
                    .iter()
                    .fold(0, |sum: u32, c| sum.saturating_add(c.memory_reserved().0)),
            ),
        }
    }

    /// Sum of GPU requirements (PL-31).
    pub fn gpu_demand(&self) -> u32 {
        self.containers.iter().fold(0, |sum, c| sum.saturating_add(c.gpus))
    }

    /// Whether a task takes every GPU that is free, rather than so many (PL-31).
    pub fn takes_all_gpus(&self) -> bool {
        self.containers.iter().any(|container| container.all_gpus)
    }

    /// Whether each task takes a network interface of its instance (NM-1).
    pub fn uses_eni(&self) -> bool {
        self.network_mode == NetworkMode::Awsvpc
    }

    /// The host ports that a task reserves: static ones under bridge, all under host (PL-37).
    pub fn host_ports(&self) -> Vec<(Protocol, u16)> {
        let mut ports = Vec::new();
        for mapping in self.containers.iter().flat_map(|c| &c.port_mappings) {
            let port = match self.network_mode {
                NetworkMode::Bridge | NetworkMode::Default => mapping.host_port.unwrap_or(0),
                NetworkMode::Host => mapping.container_port,
                NetworkMode::Awsvpc | NetworkMode::None => 0,
            };
            if port > 0 && !ports.contains(&(mapping.protocol, port)) {
                ports.push((mapping.protocol, port));
            }
        }
        ports
    }

    /// How many host ports the instance picks for a task: mappings under bridge without a static
    /// one (PL-37, PL-38).
    pub fn dynamic_ports(&self) -> usize {
        let bridge = matches!(self.network_mode, NetworkMode::Bridge | NetworkMode::Default);
        let mappings = self.containers.iter().flat_map(|c| &c.port_mappings);
        if bridge { mappings.filter(|m| m.host_port.unwrap_or(0) == 0).count() } else { 0 }
    }

    /// The longest stopTimeout of its containers, in seconds (LC-40).
    pub fn stop_timeout_s(&self, default_s: u32) -> u32 {
        self.containers
            .iter()
            .map(|container| container.stop_timeout_s.unwrap_or(default_s))
            .max()
            .unwrap_or(default_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(input: serde_json::Value) -> TaskDefinition {
        TaskDefinition::read(&input).0
    }

    /// TD-64, LT-15: what a task reserves; TD-65: a vCPU has 1,024 units.
    #[test]
    fn pl_24_pl_25_pl_27_demand() {
        let soft = read(json!({"family": "a", "containerDefinitions": [
            {"name": "x", "image": "i", "cpu": 100, "memory": 300, "memoryReservation": 128},
            {"name": "y", "image": "i", "cpu": 28, "memory": 64}]}));
        assert_eq!(soft.cpu_demand(), CpuUnits(128));
        assert_eq!(soft.memory_demand(), Mebibytes(192));
        let task = read(json!({"family": "a", "cpu": "1 vCPU", "memory": "2GB",
            "containerDefinitions": [{"name": "x", "image": "i", "memory": 300}]}));
        assert_eq!(task.cpu_demand(), CpuUnits(1024));
        assert_eq!(task.memory_demand(), Mebibytes(2048));
    }

    #[test]
    fn pl_37_host_ports() {
        for (mode, host_port, expected) in [
            ("bridge", json!(8080), vec![(Protocol::Tcp, 8080)]),
            ("bridge", json!(0), vec![]),
            ("bridge", json!(null), vec![]),
            ("host", json!(null), vec![(Protocol::Tcp, 80)]),
            ("awsvpc", json!(80), vec![]),
        ] {
            let definition = read(json!({"family": "a", "networkMode": mode,
                "containerDefinitions": [{"name": "x", "image": "i", "memory": 64,
                    "portMappings": [{"containerPort": 80, "hostPort": host_port}]}]}));
            assert_eq!(definition.host_ports(), expected, "{mode} {host_port}");
        }
    }
}
