//! Words of the composer's forms. Fields that have no words of their own go by the API's name.

use super::Lang;

const fn pick(lang: Lang, pair: (&'static str, &'static str)) -> &'static str {
    match lang {
        Lang::En => pair.0,
        Lang::ZhTw => pair.1,
    }
}

/// Words of the composer that have no arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after its English words")]
pub enum Words {
    Form,
    Json,
    Both,
    View,
    Containers,
    AddContainer,
    AddRow,
    Double,
    Remove,
    Seen,
    Modelled,
    Refused,
    Surprising,
    Known,
    Unreadable,
    Yes,
    No,
    OneALine,
    NetworkHelp,
    NothingYet,
    Undo,
    Redo,
    AsItStands,
    ToJson,
    Choose,
    Format,
}

/// Words of the composer.
pub const fn words(lang: Lang, key: Words) -> &'static str {
    pick(
        lang,
        match key {
            Words::Form => ("Form", "表單"),
            Words::Json => ("JSON", "JSON"),
            Words::Both => ("Both", "並排"),
            Words::View => ("How it is shown", "顯示方式"),
            Words::Containers => ("Containers", "容器"),
            Words::AddContainer => ("Add a container", "新增容器"),
            Words::AddRow => ("Add", "新增"),
            Words::Double => ("Duplicate", "複製一份"),
            Words::Remove => ("Remove", "移除"),
            Words::Seen => ("the API’s words", "API 的原文"),
            Words::Modelled => ("our words, in the API’s style", "本站的說法，仿 API 的語氣"),
            Words::Refused => ("refused", "會遭拒"),
            Words::Surprising => ("accepted, perhaps not meant", "會接受，但可能不是本意"),
            Words::Known => ("good to know", "提醒"),
            Words::Unreadable => (
                "The form comes back as soon as the JSON can be read.",
                "JSON 能讀懂後，表單就會回來。",
            ),
            Words::Yes => ("true", "true"),
            Words::No => ("false", "false"),
            Words::OneALine => ("one a line", "一行一個"),
            Words::NetworkHelp => (
                "Tasks in awsvpc mode need subnets; if nothing is written, those of all zones are sent.",
                "awsvpc 模式的任務需要子網路；沒有填寫時，會送出所有可用區域的子網路。",
            ),
            Words::NothingYet => (
                "Nothing is written yet. Fill in a field, start from a template, or paste JSON.",
                "還沒有內容。填寫欄位、從範本開始，或貼上 JSON。",
            ),
            Words::Choose => ("Choose", "選擇"),
            Words::Format => ("Format", "排版"),
            Words::Undo => ("Undo in this draft", "復原草稿"),
            Words::Redo => ("Redo in this draft", "重做草稿"),
            Words::AsItStands => {
                ("As it stands, the API refuses it.", "照目前的內容，API 會拒絕。")
            }
            Words::ToJson => ("Show in the JSON", "在 JSON 中顯示"),
        },
    )
}

/// How many problems of a kind there are.
pub fn count(lang: Lang, n: usize, kind: Words) -> String {
    let unit = pick(lang, ("", "個"));
    format!("{n} {unit}{}", words(lang, kind))
}

/// Titles of sections and words of fields: (key, English, Chinese). Keys of sections begin with
/// `#`.
pub const FIELDS: [(&str, &str, &str); 96] = [
    ("#environment", "Environment and secrets", "環境變數與機密"),
    ("#command", "Command", "指令"),
    ("#healthCheck", "Health and order", "健康檢查與順序"),
    ("#logs", "Logs", "日誌"),
    ("#storage", "Storage", "儲存空間"),
    ("#more", "More", "更多"),
    ("#volumes", "Volumes", "磁碟區"),
    ("#platform", "Placement, platform, tags", "放置、平台、標籤"),
    ("#placement", "Placement", "放置"),
    ("#deployment", "Deployment", "部署"),
    ("#network", "Network", "網路"),
    ("@web", "Web server, EC2", "網頁伺服器，EC2"),
    ("@port", "Fixed host port, EC2", "固定主機連接埠，EC2"),
    ("@fargate", "Web server, Fargate", "網頁伺服器，Fargate"),
    ("@sidecar", "Two containers, EC2", "兩個容器，EC2"),
    ("@spread", "AZ balanced spread", "AZ 平衡分散"),
    ("@zone-binpack", "AZ balanced binpack", "AZ 平衡集中"),
    ("@binpack", "BinPack", "集中（BinPack）"),
    ("@one-per-host", "One task per host", "每台一個任務"),
    ("@daemon", "DAEMON, one on every instance", "DAEMON，每台各一個"),
    ("@linux", "Linux", "Linux"),
    ("@arm", "Linux on ARM", "Linux，ARM"),
    ("@gpu", "With a GPU", "附 GPU"),
    ("@windows", "Windows", "Windows"),
    ("family", "Family", "系列"),
    ("requiresCompatibilities", "Runs on", "執行於"),
    ("networkMode", "Network mode", "網路模式"),
    ("cpu", "CPU", "CPU"),
    ("memory", "Memory", "記憶體"),
    ("memoryReservation", "Memory, soft", "記憶體（軟限制）"),
    ("executionRoleArn", "Execution role", "執行角色"),
    ("taskRoleArn", "Task role", "任務角色"),
    ("name", "Name", "名稱"),
    ("value", "Value", "值"),
    ("key", "Key", "鍵"),
    ("type", "Type", "類型"),
    ("image", "Image", "映像"),
    ("essential", "Essential", "必要"),
    ("portMappings", "Ports", "連接埠"),
    ("containerPort", "Container port", "容器連接埠"),
    ("hostPort", "Host port", "主機連接埠"),
    ("protocol", "Protocol", "通訊協定"),
    ("environment", "Environment", "環境變數"),
    ("secrets", "Secrets", "機密"),
    ("valueFrom", "From", "來源"),
    ("environmentFiles", "Environment files", "環境變數檔"),
    ("command", "Command", "指令"),
    ("entryPoint", "Entry point", "進入點"),
    ("workingDirectory", "Working directory", "工作目錄"),
    ("user", "User", "使用者"),
    ("healthCheck.command", "Health check", "健康檢查"),
    ("healthCheck.interval", "Interval, s", "間隔（秒）"),
    ("healthCheck.timeout", "Timeout, s", "逾時（秒）"),
    ("healthCheck.retries", "Retries", "重試次數"),
    ("healthCheck.startPeriod", "Start period, s", "啟動寬限（秒）"),
    ("dependsOn", "Starts after", "在這些之後啟動"),
    ("containerName", "Container", "容器"),
    ("condition", "Condition", "條件"),
    ("startTimeout", "Start timeout, s", "啟動逾時（秒）"),
    ("stopTimeout", "Stop timeout, s", "停止逾時（秒）"),
    ("logConfiguration.logDriver", "Log driver", "日誌驅動程式"),
    ("logConfiguration.options", "Log options", "日誌選項"),
    ("mountPoints", "Mount points", "掛載點"),
    ("sourceVolume", "Volume", "磁碟區"),
    ("containerPath", "Path in the container", "容器內路徑"),
    ("volumes", "Volumes", "磁碟區"),
    ("placementConstraints", "Constraints", "限制條件"),
    ("placementStrategy", "Placement, in order", "放置策略（依序）"),
    ("field", "Field", "欄位"),
    ("tags", "Tags", "標籤"),
    ("serviceName", "Service name", "服務名稱"),
    ("taskDefinition", "Task definition", "任務定義"),
    ("launchType", "Launch type", "啟動類型"),
    ("capacityProviderStrategy", "Capacity providers", "容量提供者"),
    ("capacityProvider", "Provider", "提供者"),
    ("base", "Base", "基數"),
    ("weight", "Weight", "權重"),
    ("schedulingStrategy", "Scheduling", "排程"),
    ("desiredCount", "Desired tasks", "期望任務數"),
    ("count", "Count", "數量"),
    ("instanceType", "Instance type", "執行個體類型"),
    ("availabilityZones", "Availability Zones", "可用區域"),
    ("attributes", "Attributes", "屬性"),
    ("deploymentConfiguration.minimumHealthyPercent", "Minimum healthy, %", "最低健康（%）"),
    ("deploymentConfiguration.maximumPercent", "Maximum, %", "最高（%）"),
    ("deploymentConfiguration.deploymentCircuitBreaker", "Circuit breaker", "斷路器"),
    (
        "@deploymentConfiguration.deploymentCircuitBreaker:{\"enable\":true,\"rollback\":true}",
        "on, rolls back",
        "開啟，失敗就復原",
    ),
    (
        "@deploymentConfiguration.deploymentCircuitBreaker:{\"enable\":true,\"rollback\":false}",
        "on, stops there",
        "開啟，失敗就停住",
    ),
    ("deploymentConfiguration.strategy", "Strategy", "部署策略"),
    ("deploymentConfiguration.bakeTimeInMinutes", "Bake time, min", "觀察時間（分）"),
    ("deploymentConfiguration.lifecycleHooks", "Lifecycle hooks", "生命週期掛鉤"),
    ("availabilityZoneRebalancing", "AZ rebalancing", "平衡各可用區域"),
    ("healthCheckGracePeriodSeconds", "Grace period, s", "健康檢查寬限（秒）"),
    ("spot", "Capacity", "容量類型"),
    ("@spot:true", "Spot", "Spot"),
    ("@spot:{\"draining\":true}", "Spot, drains at the notice", "Spot，收到通知就排空"),
];

/// A field's or section's words, where it has some.
pub fn field(lang: Lang, key: &str) -> Option<&'static str> {
    let (_, en, zh) = FIELDS.iter().find(|(known, _, _)| *known == key)?;
    Some(pick(lang, (*en, *zh)))
}
