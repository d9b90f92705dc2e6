//! Sentences about task definitions: what is wrong, and what would be legal.

use super::{Lang, check_fields, document};
use crate::check::AnyProblem;
use crate::check::task_definition::Problem;

/// What is wrong, in one or two sentences.
pub fn any(lang: Lang, problem: &AnyProblem) -> String {
    match problem {
        AnyProblem::Document(problem) => document::problem(lang, problem),
        AnyProblem::Outline(outline) => document::outline(lang, *outline).to_owned(),
        AnyProblem::Shape(problem) => document::shape(lang, problem),
        AnyProblem::Check(problem) => task_definition(lang, problem),
    }
}

fn fargate_size(lang: Lang, cpu: u32, memory: u32, legal: &[u32]) -> String {
    let list = |separator: &str| {
        let words: Vec<String> = legal.iter().map(u32::to_string).collect();
        words.join(separator)
    };
    match (lang, legal.is_empty()) {
        (Lang::En, true) => format!(
            "Fargate has no {cpu} CPU units. Legal: 256, 512, 1024, 2048, 4096, 8192, 16384."
        ),
        (Lang::ZhTw, true) => format!(
            "Fargate 沒有 {cpu} 個 CPU 單位。可用的值：256、512、1024、2048、4096、8192、16384。"
        ),
        (Lang::En, false) => {
            format!("Fargate has no {memory} MiB at {cpu} CPU. Legal: {}.", list(", "))
        }
        (Lang::ZhTw, false) => {
            format!("Fargate 在 {cpu} CPU 沒有 {memory} MiB 這個大小。可用的值：{}。", list("、"))
        }
    }
}

/// What is wrong with a task definition.
pub fn task_definition(lang: Lang, problem: &Problem) -> String {
    use Problem as P;
    match problem {
        P::Field { kind, about } => check_fields::field(lang, *kind, about),
        P::FargateSize { cpu, memory, legal } => fargate_size(lang, *cpu, *memory, legal),
        P::TooLarge { bytes, limit } => match lang {
            Lang::En => format!("The definition has {bytes} bytes; the limit is {limit}."),
            Lang::ZhTw => format!("定義有 {bytes} 位元組，上限 {limit}。"),
        },
        P::FamilyMissing => match lang {
            Lang::En => "A task definition needs a family.".to_owned(),
            Lang::ZhTw => "任務定義要有 family。".to_owned(),
        },
        P::FamilyCharacters { family } => match lang {
            Lang::En => format!("The family `{family}` may hold letters, digits, _ and - only."),
            Lang::ZhTw => format!("family `{family}` 只能用英文字母、數字、_ 和 -。"),
        },
        P::FamilyTooLong => match lang {
            Lang::En => "The family has more than 255 characters.".to_owned(),
            Lang::ZhTw => "family 超過 255 個字元。".to_owned(),
        },
        P::NoContainers => match lang {
            Lang::En => "A task definition needs at least one container.".to_owned(),
            Lang::ZhTw => "任務定義至少要有一個容器。".to_owned(),
        },
        P::TooManyContainers { count, limit } => match lang {
            Lang::En => format!("{count} containers; at most {limit} are allowed."),
            Lang::ZhTw => format!("有 {count} 個容器，最多 {limit} 個。"),
        },
        P::NameMissing => match lang {
            Lang::En => "The container has no name.".to_owned(),
            Lang::ZhTw => "容器沒有 name。".to_owned(),
        },
        P::NameCharacters { name } => match lang {
            Lang::En => {
                format!("The name `{name}` may hold letters, digits, _ and - only, 255 at most.")
            }
            Lang::ZhTw => format!("名稱 `{name}` 只能用英文字母、數字、_ 和 -，最多 255 個字元。"),
        },
        P::ImageMissing => match lang {
            Lang::En => "The container has no image.".to_owned(),
            Lang::ZhTw => "容器沒有 image。".to_owned(),
        },
        P::ImageTooLong => match lang {
            Lang::En => "The image has more than 255 characters.".to_owned(),
            Lang::ZhTw => "image 超過 255 個字元。".to_owned(),
        },
        P::ImagePlaceholder { image } => match lang {
            Lang::En => format!("`{image}` looks like a placeholder. It is kept as it stands."),
            Lang::ZhTw => format!("`{image}` 看起來是佔位文字，照原樣保留。"),
        },
        P::NoMemory { container } => match lang {
            Lang::En => format!(
                "Container `{container}` has no memory: set memory or memoryReservation, or a memory for the task."
            ),
            Lang::ZhTw => format!(
                "容器 `{container}` 沒有記憶體：設定 memory 或 memoryReservation，或整個任務的 memory。"
            ),
        },
        P::MemoryTooSmall { container, mib } => match lang {
            Lang::En => {
                format!("Container `{container}` has {mib} MiB; a container needs at least 6.")
            }
            Lang::ZhTw => format!("容器 `{container}` 有 {mib} MiB，至少要 6。"),
        },
        P::ReservationAboveMemory { container, memory, reservation } => match lang {
            Lang::En => format!(
                "Container `{container}` reserves {reservation} MiB but may use only {memory}."
            ),
            Lang::ZhTw => {
                format!("容器 `{container}` 保留 {reservation} MiB，上限卻只有 {memory}。")
            }
        },
        P::MemoryAboveTask { container, memory, task } => match lang {
            Lang::En => format!("Container `{container}` has {memory} MiB, the whole task {task}."),
            Lang::ZhTw => format!("容器 `{container}` 有 {memory} MiB，整個任務只有 {task}。"),
        },
        P::ContainerPort { container } => match lang {
            Lang::En => format!("Container `{container}` needs a containerPort from 1 to 65535."),
            Lang::ZhTw => format!("容器 `{container}` 需要 1 到 65535 的 containerPort。"),
        },
        P::PortAndRange { container } => match lang {
            Lang::En => format!(
                "Container `{container}` names a port and a range in one mapping. Keep one."
            ),
            Lang::ZhTw => {
                format!("容器 `{container}` 在同一個對應裡寫了連接埠又寫了範圍，留一個。")
            }
        },
        P::PortsDiffer { mode, container_port, host_port } => match lang {
            Lang::En => format!(
                "Under {mode}, hostPort {host_port} must equal containerPort {container_port}, or be left out."
            ),
            Lang::ZhTw => format!(
                "在 {mode} 下，hostPort {host_port} 要等於 containerPort {container_port}，或不寫。"
            ),
        },
        P::PortsUnderNone => match lang {
            Lang::En => "A task without a network has no ports to map.".to_owned(),
            Lang::ZhTw => "沒有網路的任務不能對應連接埠。".to_owned(),
        },
        P::PortTwice { port } => match lang {
            Lang::En => format!("Port {port} is used twice in this task."),
            Lang::ZhTw => format!("連接埠 {port} 在這個任務裡用了兩次。"),
        },
        P::PortNameTwice { name } => match lang {
            Lang::En => format!("The port name `{name}` is used twice."),
            Lang::ZhTw => format!("連接埠名稱 `{name}` 用了兩次。"),
        },
        P::HealthCommand { first } => match lang {
            Lang::En => {
                format!("The command begins with `{first}`; it must begin with CMD or CMD-SHELL.")
            }
            Lang::ZhTw => format!("指令以 `{first}` 開頭，要以 CMD 或 CMD-SHELL 開頭。"),
        },
        P::HealthRange { field, least, greatest } => match lang {
            Lang::En => format!("{field} must lie between {least} and {greatest}."),
            Lang::ZhTw => format!("{field} 要在 {least} 到 {greatest} 之間。"),
        },
        P::LogDriver { driver } => match lang {
            Lang::En => format!(
                "Fargate has no log driver `{driver}`. Legal: awslogs, splunk, awsfirelens."
            ),
            Lang::ZhTw => format!(
                "Fargate 沒有日誌驅動程式 `{driver}`。可用的值：awslogs、splunk、awsfirelens。"
            ),
        },
        P::LogOptions { missing } => match lang {
            Lang::En => format!("awslogs needs these options: {missing}."),
            Lang::ZhTw => format!("awslogs 缺少選項：{missing}。"),
        },
        P::LogStreamPrefix => match lang {
            Lang::En => "On Fargate awslogs needs the option awslogs-stream-prefix.".to_owned(),
            Lang::ZhTw => "在 Fargate 上，awslogs 需要選項 awslogs-stream-prefix。".to_owned(),
        },
        P::NoLogRouter => match lang {
            Lang::En => "awsfirelens needs one container with a firelensConfiguration.".to_owned(),
            Lang::ZhTw => "awsfirelens 需要一個有 firelensConfiguration 的容器。".to_owned(),
        },
        P::NamesRepeat { name } => match lang {
            Lang::En => format!("Two containers are called `{name}`."),
            Lang::ZhTw => format!("有兩個容器都叫 `{name}`。"),
        },
        P::NoEssential => match lang {
            Lang::En => "At least one container must be essential.".to_owned(),
            Lang::ZhTw => "至少要有一個 essential 容器。".to_owned(),
        },
        P::DependencyUnknown { name } => match lang {
            Lang::En => format!("There is no container `{name}` to depend on."),
            Lang::ZhTw => format!("沒有名為 `{name}` 的容器可以依賴。"),
        },
        P::DependencyNoHealthCheck { name } => match lang {
            Lang::En => format!("`{name}` has no health check, so HEALTHY can never come true."),
            Lang::ZhTw => format!("`{name}` 沒有健康檢查，HEALTHY 永遠不會成立。"),
        },
        P::DependencyEssential { name } => match lang {
            Lang::En => format!(
                "`{name}` is essential: when it ends, the task ends. COMPLETE and SUCCESS need a non-essential container."
            ),
            Lang::ZhTw => format!(
                "`{name}` 是 essential：它一結束，任務就結束。COMPLETE 與 SUCCESS 要用非 essential 的容器。"
            ),
        },
        P::DependencyCycle { names } => match lang {
            Lang::En => format!("Containers wait for each other: {names}."),
            Lang::ZhTw => format!("容器互相等待：{names}。"),
        },
        P::VolumeUnknown { name } => match lang {
            Lang::En => format!("There is no volume `{name}`."),
            Lang::ZhTw => format!("沒有名為 `{name}` 的磁碟區。"),
        },
        P::VolumesFromUnknown { name } => match lang {
            Lang::En => format!("There is no container `{name}` to take volumes from."),
            Lang::ZhTw => format!("沒有名為 `{name}` 的容器可以取用磁碟區。"),
        },
        P::VolumesRepeat { name } => match lang {
            Lang::En => format!("Two volumes are called `{name}`."),
            Lang::ZhTw => format!("有兩個磁碟區都叫 `{name}`。"),
        },
        P::UnderAwsvpc { field } => match lang {
            Lang::En => format!("{field} is not supported under awsvpc."),
            Lang::ZhTw => format!("awsvpc 不支援 {field}。"),
        },
        P::CpuUnreadable { text } => match lang {
            Lang::En => format!(
                "`{text}` is no CPU size. Legal: units such as 256, or vCPUs such as 0.25 vCPU."
            ),
            Lang::ZhTw => {
                format!("`{text}` 不是 CPU 大小。可用的值：單位如 256，或 vCPU 如 0.25 vCPU。")
            }
        },
        P::CpuRange { cpu } => match lang {
            Lang::En => format!("{cpu} CPU units; on EC2 a task has 128 to 196608."),
            Lang::ZhTw => format!("{cpu} 個 CPU 單位；在 EC2 上，任務可用 128 到 196608。"),
        },
        P::MemoryUnreadable { text } => match lang {
            Lang::En => {
                format!("`{text}` is no memory size. Legal: MiB such as 512, or GB such as 0.5 GB.")
            }
            Lang::ZhTw => {
                format!("`{text}` 不是記憶體大小。可用的值：MiB 如 512，或 GB 如 0.5 GB。")
            }
        },
        P::CpuSum { sum, task } => match lang {
            Lang::En => {
                format!("The containers ask for {sum} CPU units together, the task has {task}.")
            }
            Lang::ZhTw => format!("容器合計要 {sum} 個 CPU 單位，任務只有 {task}。"),
        },
        P::MemorySum { sum, task } => match lang {
            Lang::En => format!("The containers reserve {sum} MiB together, the task has {task}."),
            Lang::ZhTw => format!("容器合計保留 {sum} MiB，任務只有 {task}。"),
        },
        P::FargateNetwork { mode } => match lang {
            Lang::En => format!("Fargate needs the network mode awsvpc; this is {mode}."),
            Lang::ZhTw => format!("Fargate 需要網路模式 awsvpc，這裡是 {mode}。"),
        },
        P::FargateCpuMissing => match lang {
            Lang::En => "Fargate needs a cpu for the task.".to_owned(),
            Lang::ZhTw => "Fargate 需要任務的 cpu。".to_owned(),
        },
        P::FargateMemoryMissing => match lang {
            Lang::En => "Fargate needs a memory for the task.".to_owned(),
            Lang::ZhTw => "Fargate 需要任務的 memory。".to_owned(),
        },
        P::FargateConstraints => match lang {
            Lang::En => "Fargate has no placement constraints.".to_owned(),
            Lang::ZhTw => "Fargate 沒有放置限制條件。".to_owned(),
        },
        P::FargatePidMode => match lang {
            Lang::En => "Fargate has no pidMode host. Legal: task.".to_owned(),
            Lang::ZhTw => "Fargate 沒有 pidMode host。可用的值：task。".to_owned(),
        },
        P::FargateIpcMode => match lang {
            Lang::En => "Fargate has no ipcMode.".to_owned(),
            Lang::ZhTw => "Fargate 沒有 ipcMode。".to_owned(),
        },
        P::FargateGpu => match lang {
            Lang::En => "Fargate has no GPUs.".to_owned(),
            Lang::ZhTw => "Fargate 沒有 GPU。".to_owned(),
        },
        P::FargatePrivileged => match lang {
            Lang::En => "Fargate has no privileged containers.".to_owned(),
            Lang::ZhTw => "Fargate 沒有 privileged 容器。".to_owned(),
        },
        P::FargateVolume { field } => match lang {
            Lang::En => format!("Fargate has no volumes with {field}."),
            Lang::ZhTw => format!("Fargate 沒有使用 {field} 的磁碟區。"),
        },
        P::FargateLogsRole => match lang {
            Lang::En => "awslogs on Fargate needs an executionRoleArn.".to_owned(),
            Lang::ZhTw => "Fargate 上的 awslogs 需要 executionRoleArn。".to_owned(),
        },
        P::SecretsRole => match lang {
            Lang::En => "Secrets need an executionRoleArn.".to_owned(),
            Lang::ZhTw => "secrets 需要 executionRoleArn。".to_owned(),
        },
        P::EphemeralWithoutFargate => match lang {
            Lang::En => "Only Fargate has ephemeralStorage.".to_owned(),
            Lang::ZhTw => "只有 Fargate 有 ephemeralStorage。".to_owned(),
        },
        P::EphemeralRange { gib } => match lang {
            Lang::En => format!("{gib} GiB; ephemeralStorage has 21 to 200."),
            Lang::ZhTw => format!("{gib} GiB；ephemeralStorage 可用 21 到 200。"),
        },
        P::Expression { column, kind } => {
            let why = super::query::error(lang, kind);
            match lang {
                Lang::En => format!("Column {column}: {why}"),
                Lang::ZhTw => format!("第 {column} 欄：{why}"),
            }
        }
        P::ExpressionLint(kind) => super::query::lint(lang, kind),
        P::ConstraintType => match lang {
            Lang::En => {
                "A task definition takes memberOf only. Put distinctInstance on the service."
                    .to_owned()
            }
            Lang::ZhTw => "任務定義只收 memberOf。distinctInstance 放在服務上。".to_owned(),
        },
        P::TooManyTags { count, limit } => match lang {
            Lang::En => format!("{count} tags; at most {limit} are allowed."),
            Lang::ZhTw => format!("有 {count} 個標籤，最多 {limit} 個。"),
        },
    }
}
