//! What is wrong with fields that placement does not look into (`check/task_definition/fields.rs`).

use super::Lang;
use crate::check::task_definition::FieldRule;

/// The sentence. `about` is what the rule speaks of: a name, a value.
pub fn field(lang: Lang, kind: FieldRule, about: &str) -> String {
    use FieldRule as F;
    let (en, zh) = match kind {
        F::InferenceAccelerators => (
            "Elastic Inference is retired; remove this field.",
            "Elastic Inference 已停止提供，移除這個欄位。",
        ),
        F::ProxyNetwork => {
            ("A proxy works only with networkMode awsvpc.", "proxy 只能搭配 networkMode awsvpc。")
        }
        F::ProxyContainer => (
            "The proxy names the container `{}`, which does not exist.",
            "proxy 指名的容器 `{}` 不存在。",
        ),
        F::ProxyProperty => {
            ("The proxy has no {} among its properties.", "proxy 的 properties 沒有 {}。")
        }
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
        F::FargateField => ("Fargate does not take {}.", "Fargate 不支援 {}。"),
        F::PortName => (
            "The port name `{}` may hold lower-case letters, digits, _ and -, 64 at most, not starting with -.",
            "連接埠名稱 `{}` 只能用小寫英文字母、數字、_ 和 -，最多 64 個字元，不能以 - 開頭。",
        ),
        F::EfsRoot => (
            "With an access point the root directory is the access point's: leave it out, or set /.",
            "使用 access point 時，根目錄由 access point 決定：省略 rootDirectory，或設為 /。",
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
        F::ImageCharacters => (
            "The image `{}` may hold letters, digits and - _ . : / @ # only.",
            "image `{}` 只能用英文字母、數字和 - _ . : / @ #。",
        ),
        F::ImageDigest => (
            "The digest of `{}` must have 64 hexadecimal digits behind @sha256:.",
            "`{}` 的摘要在 @sha256: 之後要有 64 個十六進位數字。",
        ),
        F::LeastCpu => (
            "Linux gives a container at least 2 CPU shares; 1 counts as 2.",
            "Linux 至少給容器 2 個 CPU 份額，1 會當作 2。",
        ),
        F::HostPort => (
            "The hostPort of container `{}` must lie between 0 and 65535.",
            "容器 `{}` 的 hostPort 要在 0 到 65535 之間。",
        ),
        F::Protocol => {
            ("`{}` is no protocol; ECS takes it as tcp.", "`{}` 不是通訊協定，ECS 會當作 tcp。")
        }
        F::PortRange => (
            "A range of container `{}` is two ports from 1 to 65535, the lower first: 8000-8010.",
            "容器 `{}` 的範圍要寫兩個 1 到 65535 的連接埠，小的在前：8000-8010。",
        ),
        F::PortRangeMode => (
            "Port ranges work under bridge and awsvpc, not under {}.",
            "連接埠範圍只能用在 bridge 和 awsvpc，不能用在 {}。",
        ),
        F::PortRanges => {
            ("A container can have at most 100 port ranges.", "一個容器最多 100 個連接埠範圍。")
        }
        F::RangeOverlap => (
            "The range {} overlaps another one of this container.",
            "範圍 {} 和這個容器的另一個範圍重疊。",
        ),
        F::ReservedPort => (
            "Port {} is reserved on every container instance (22, 2375, 2376, 51678 to 51680): no instance can take this task.",
            "每台容器執行個體都保留連接埠 {}（22、2375、2376、51678 到 51680）：沒有執行個體能放這個任務。",
        ),
        F::EphemeralPort => (
            "Host port {} lies where dynamic ports are handed out; below 32768 it cannot collide with one.",
            "主機連接埠 {} 落在動態分配的範圍內；用 32768 以下就不會相撞。",
        ),
        F::GpuValue => (
            "Container `{}` asks for GPUs with a count from 1, or ALL.",
            "容器 `{}` 的 GPU 要寫 1 以上的數量，或 ALL。",
        ),
        F::GpuSharing => (
            "{} of a shared GPU begins at 1; maxComputePercent ends at 100.",
            "共用 GPU 的 {} 至少是 1；maxComputePercent 最多 100。",
        ),
        F::Neuron => (
            "Neuron devices go to one container of a task, all of them (ALL), on Managed Instances only.",
            "Neuron 裝置只能全部（ALL）給任務裡的一個容器，而且只能在 Managed Instances。",
        ),
        F::AcceleratorRequirement => (
            "Elastic Inference is retired; remove this requirement.",
            "Elastic Inference 已停止提供，移除這個需求。",
        ),
        F::LinksMode => {
            ("links work under bridge only, not under {}.", "links 只能用在 bridge，不能用在 {}。")
        }
        F::LinkUnknown => {
            ("There is no container `{}` to link to.", "沒有名為 `{}` 的容器可以連結。")
        }
        F::SearchDomains => {
            ("dnsSearchDomains is not supported under awsvpc.", "awsvpc 不支援 dnsSearchDomains。")
        }
        F::UlimitTwice => (
            "The ulimit {} is set twice; the later one counts.",
            "ulimit {} 設定了兩次，後面的算數。",
        ),
        F::EnvironmentFileName => (
            "`{}` does not end in .env, as environment files must.",
            "`{}` 的結尾不是 .env；環境變數檔一定要是。",
        ),
        F::SecretSource => (
            "`{}` is the ARN of neither a Secrets Manager secret nor a Parameter Store parameter.",
            "`{}` 不是 Secrets Manager 秘密，也不是 Parameter Store 參數的 ARN。",
        ),
        F::SystemControl => (
            "`{}` is not a namespaced kernel parameter that ECS lists: net.*, fs.mqueue.* and some of kernel.*.",
            "`{}` 不在 ECS 列出的核心參數裡：net.*、fs.mqueue.* 和一部分 kernel.*。",
        ),
        F::SecurityOption => (
            "`{}` is none of no-new-privileges, apparmor:…, label:…, credentialspec:….",
            "`{}` 不是 no-new-privileges、apparmor:…、label:…、credentialspec:… 之一。",
        ),
        F::SwappinessAlone => {
            ("swappiness does nothing without maxSwap.", "沒有 maxSwap 時，swappiness 不起作用。")
        }
        F::LogOption => ("awslogs does not know this option: {}?", "awslogs 不認得這個選項：{}？"),
        F::LogMode => (
            "The mode is blocking or non-blocking, not `{}`.",
            "mode 是 blocking 或 non-blocking，不是 `{}`。",
        ),
        F::TwoLogRouters => (
            "A task takes one container with a firelensConfiguration.",
            "一個任務只能有一個帶 firelensConfiguration 的容器。",
        ),
        F::FargateImageRole => (
            "On Fargate an image from private ECR (`{}`) needs an executionRoleArn.",
            "在 Fargate 上，私有 ECR 的映像（`{}`）需要 executionRoleArn。",
        ),
        F::FargateFamily => (
            "Fargate runs Windows Server 2019 and later, Full and Core, not {}.",
            "Fargate 只執行 Windows Server 2019 以後的 Full 和 Core，不執行 {}。",
        ),
        F::FargateWindowsSize => (
            "Windows on Fargate needs at least 1024 CPU; this is {}.",
            "Fargate 上的 Windows 至少要 1024 CPU，這裡是 {}。",
        ),
        F::WindowsArm => ("Windows runs on X86_64 only.", "Windows 只能在 X86_64 上執行。"),
        F::OnWindows => ("{} is not supported with Windows containers.", "Windows 容器不支援 {}。"),
        F::OnExternal => (
            "ECS Anywhere (EXTERNAL) does not take this {}.",
            "ECS Anywhere（EXTERNAL）不支援這個 {}。",
        ),
        F::OnManaged => {
            ("Managed Instances do not take this {}.", "Managed Instances 不支援這個 {}。")
        }
        F::TrustedExecution => (
            "Sandboxes exist on Managed Instances only; the definition also names {}.",
            "沙箱只在 Managed Instances 提供，這個定義還指名了 {}。",
        ),
        F::AttestationPolicy => (
            "An attestation policy does something in a CONFIDENTIAL_SANDBOX only.",
            "attestationPolicy 只在 CONFIDENTIAL_SANDBOX 起作用。",
        ),
        F::RoleArn => (
            "{} should be the ARN of an IAM role: arn:aws:iam::123456789012:role/name.",
            "{} 應該是 IAM 角色的 ARN：arn:aws:iam::123456789012:role/name。",
        ),
        F::TooManyConstraints => (
            "A task has at most 10 placement constraints, those given when it is run included.",
            "一個任務最多 10 個放置限制條件，包含執行時給的。",
        ),
        F::VolumeName => (
            "A volume's name (`{}`) has 1 to 255 letters, digits, _ and -.",
            "磁碟區名稱（`{}`）要有 1 到 255 個英文字母、數字、_ 和 -。",
        ),
        F::VolumeKinds => (
            "The volume `{}` is of several kinds at once. Keep one.",
            "磁碟區 `{}` 同時是好幾種，留一種。",
        ),
        F::Autoprovision => {
            ("autoprovision needs scope shared.", "autoprovision 需要 scope shared。")
        }
        F::S3FilesRole => {
            ("An S3 Files volume needs a taskRoleArn.", "S3 Files 磁碟區需要 taskRoleArn。")
        }
        F::TwoAtLaunch => (
            "One volume of a task definition can be configured at launch.",
            "一個任務定義只能有一個啟動時才設定的磁碟區。",
        ),
        F::TagKey => (
            "A tag's key (`{}`) has 1 to 128 letters, digits, spaces and + - = . _ : / @.",
            "標籤的 key（`{}`）要有 1 到 128 個字母、數字、空格和 + - = . _ : / @。",
        ),
        F::TagValue => (
            "The value of the tag `{}` has at most 256 letters, digits, spaces and + - = . _ : / @.",
            "標籤 `{}` 的 value 最多 256 個字母、數字、空格和 + - = . _ : / @。",
        ),
        F::TagReserved => {
            ("Keys that begin with aws: are reserved: `{}`.", "aws: 開頭的 key 是保留的：`{}`。")
        }
        F::TagTwice => ("The tag `{}` is given twice.", "標籤 `{}` 給了兩次。"),
    };
    match lang {
        Lang::En => en,
        Lang::ZhTw => zh,
    }
    .replace("{}", about)
}
