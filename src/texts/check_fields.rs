//! What is wrong with fields that placement does not look into (`check/task_definition/fields.rs`).

use super::Lang;
use crate::check::task_definition::FieldRule;

/// The sentence. `about` is what the rule speaks of: a name, a value.
pub fn field(lang: Lang, kind: FieldRule, about: &str) -> String {
    use FieldRule as F;
    let (en, zh) = match kind {
        F::InferenceAccelerators => (
            "Elastic Inference is retired; remove this field.",
            "Elastic Inference 已停止提供，請移除這個欄位。",
        ),
        F::ProxyNetwork => {
            ("A proxy works only with networkMode awsvpc.", "proxy 只能搭配 networkMode awsvpc。")
        }
        F::ProxyContainer => (
            "The proxy names the container `{}`, which does not exist.",
            "proxy 指名的容器 `{}` 不存在。",
        ),
        F::ProxyProperty => (
            "The proxy has no {} port among its properties.",
            "proxy 的 properties 沒有 {} 連接埠。",
        ),
        F::RestartPeriod => (
            "restartAttemptPeriod of container `{}` is from 60 to 1800 seconds.",
            "容器 `{}` 的 restartAttemptPeriod 要在 60 到 1800 秒之間。",
        ),
        F::ExitCodes => ("At most 50 exit codes can be ignored.", "最多忽略 50 個結束代碼。"),
        F::TwoProtocols => (
            "A container cannot open port {} for two protocols.",
            "同一個容器的連接埠 {} 不能同時開給兩種通訊協定。",
        ),
        F::FargateTimeout => {
            ("On Fargate {} is from 2 to 120 seconds.", "在 Fargate 上 {} 要在 2 到 120 秒之間。")
        }
        F::UlimitName => ("There is no ulimit named `{}`.", "沒有名為 `{}` 的 ulimit。"),
        F::UlimitSoft => (
            "The soft limit of ulimit {} is above its hard limit.",
            "ulimit {} 的 softLimit 高於 hardLimit。",
        ),
        F::EnvironmentFiles => {
            ("A container takes at most ten environment files.", "一個容器最多十個環境變數檔。")
        }
        F::EnvironmentFileArn => (
            "`{}` is not an ARN. An environment file is an S3 object: arn:aws:s3:::bucket/file.env.",
            "`{}` 不是 ARN。環境變數檔是 S3 物件：arn:aws:s3:::bucket/file.env。",
        ),
        F::EnvironmentTwice => (
            "The variable `{}` is set twice; the later one counts.",
            "變數 `{}` 設定了兩次，後面的算數。",
        ),
        F::CredentialSpecs => {
            ("A container takes one credential spec.", "一個容器只能有一個 credentialSpec。")
        }
        F::Swappiness => ("swappiness is from 0 to 100.", "swappiness 要在 0 到 100 之間。"),
        F::FargateCapability => (
            "Fargate lets a container add SYS_PTRACE only, not {}.",
            "Fargate 只允許加上 SYS_PTRACE，不能加 {}。",
        ),
        F::FargateLinux => ("Fargate does not take {}.", "Fargate 不支援 {}。"),
        F::PortName => (
            "The port name `{}` may hold lower-case letters, digits, _ and -, 64 at most, not starting with -.",
            "連接埠名稱 `{}` 只能用小寫英文字母、數字、_ 和 -，最多 64 個字元，不能以 - 開頭。",
        ),
        F::EfsRoot => (
            "With an access point the root directory is the access point's: leave it out, or set /.",
            "使用 access point 時，根目錄由 access point 決定：請省略 rootDirectory 或設為 /。",
        ),
        F::EfsIam => (
            "IAM authorization needs transitEncryption ENABLED.",
            "使用 IAM 授權時，transitEncryption 要設為 ENABLED。",
        ),
        F::EfsPort => (
            "A port for encryption needs transitEncryption ENABLED.",
            "指定加密連接埠時，transitEncryption 要設為 ENABLED。",
        ),
        F::VolumeUnmounted => (
            "No container mounts the volume `{}`, which is configured at launch.",
            "沒有容器掛載啟動時才設定的磁碟區 `{}`。",
        ),
        F::MountPath => ("The mount point has no containerPath.", "掛載點沒有 containerPath。"),
        F::Word => ("{} is none of the values that ECS knows.", "{} 不是 ECS 認得的值。"),
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
    .replace("{}", about)
}
