//! Rules of volumes (TD-115 to TD-120, TD-124, TD-125).

use serde_json::Value;

use super::Report;
use super::fields::{items, texts};
use super::rule::FieldRule as F;
use crate::base::FieldPath;
use crate::model::reader::is_absent;
use crate::model::task_definition::TaskDefinition;

/// The kinds of volume; one may be given.
const KINDS: [&str; 5] = [
    "host",
    "dockerVolumeConfiguration",
    "efsVolumeConfiguration",
    "fsxWindowsFileServerVolumeConfiguration",
    "s3filesVolumeConfiguration",
];

pub(super) fn check(definition: &TaskDefinition, report: &mut Report) {
    let mut at_launch = false;
    for (at, volume) in items(&definition.input, &FieldPath::root(), "volumes") {
        let name = texts(volume, "name");
        let legal = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        if name.is_empty() || name.len() > 255 || !name.bytes().all(legal) {
            report.field("TD-115", at.key("name"), F::VolumeName, name);
        }
        let launch = volume.get("configuredAtLaunch").and_then(Value::as_bool) == Some(true);
        let given = |kind: &&&str| volume.get(**kind).is_some_and(|value| !is_absent(value));
        if KINDS.iter().filter(given).count() + usize::from(launch) > 1 {
            report.field("TD-115", at.clone(), F::VolumeKinds, name);
        }
        if launch {
            if at_launch {
                report.field("TD-120", at.key("configuredAtLaunch"), F::TwoAtLaunch, name);
            }
            at_launch = true;
            let mut mounted = definition.containers.iter().flat_map(|c| &c.mounted_volumes);
            if !mounted.any(|mounted| **mounted == *name) {
                report.field("TD-125", at.key("name"), F::VolumeUnmounted, name);
            }
        }
        if let Some(docker) = volume.get("dockerVolumeConfiguration") {
            let asked = docker.get("autoprovision").and_then(Value::as_bool) == Some(true);
            if asked && texts(docker, "scope") != "shared" {
                let at = at.key("dockerVolumeConfiguration").key("autoprovision");
                report.field("TD-116", at, F::Autoprovision, "");
            }
        }
        if volume.get("s3filesVolumeConfiguration").is_some() && !definition.has_task_role {
            let at = FieldPath::root().key("taskRoleArn");
            report.field("TD-119", at, F::S3FilesRole, "");
        }
        if let Some(efs) = volume.get("efsVolumeConfiguration") {
            self::efs(report, &at.key("efsVolumeConfiguration"), efs);
        }
    }
}

/// TD-117, TD-124
fn efs(report: &mut Report, at: &FieldPath, efs: &Value) {
    let access = efs.get("authorizationConfig").unwrap_or(&Value::Null);
    let root = texts(efs, "rootDirectory");
    if !texts(access, "accessPointId").is_empty() && !["", "/"].contains(&root) {
        report.field("TD-124", at.key("rootDirectory"), F::EfsRoot, "");
    }
    if texts(efs, "transitEncryption") != "ENABLED" {
        if texts(access, "iam") == "ENABLED" {
            let at = at.key("authorizationConfig").key("iam");
            report.field("TD-124", at, F::EfsIam, "");
        }
        if efs.get("transitEncryptionPort").is_some() {
            report.field("TD-124", at.key("transitEncryptionPort"), F::EfsPort, "");
        }
    }
}
