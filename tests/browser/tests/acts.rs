//! What can be done to instances, zones, tasks and deployments, in the real page: each act shows what it
//! does in the table beside the stage and in the events.

use std::time::Duration;

use browser_tests::{Browser, fleet, is_wanted};
use serde_json::{Value, json};

/// Two On-Demand instances and a Spot one in three zones, and a service of three.
fn scenario() -> Value {
    let web = |memory: u32| {
        json!({"family": "web", "containerDefinitions":
            [{"name": "web", "image": "nginx", "cpu": 256, "memory": memory}]})
    };
    let launch = |zone: &str, spot: bool| {
        json!({"cluster": "demo", "instanceType": "m5.large", "registerAfter": "0s", "spot": spot,
            "availabilityZones": [format!("ap-northeast-1{zone}")]})
    };
    json!({"version": 1, "title": "acts", "seed": 7, "region": "ap-northeast-1", "calls": [
        {"at": "0s", "call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
        {"at": "0s", "call": "ec2:RunInstances", "input": launch("a", false)},
        {"at": "0s", "call": "ec2:RunInstances", "input": launch("c", false)},
        {"at": "0s", "call": "ec2:RunInstances", "input": launch("d", true)},
        {"at": "0s", "call": "ecs:RegisterTaskDefinition", "input": web(256)},
        {"at": "1s", "call": "ecs:CreateService", "input": {"cluster": "demo", "serviceName": "web",
            "taskDefinition": "web", "desiredCount": 3}},
        {"at": "90s", "call": "ecs:RegisterTaskDefinition", "input": web(512)}
    ]})
}

struct Page(Browser);

impl Page {
    /// The scenario at two minutes, everything at rest, with something chosen.
    async fn open(selection: &str) -> Self {
        let browser = Browser::start(1440, 900).await;
        let fragment = fleet::fragment(&scenario());
        browser.open(&format!("?lang=en{fragment}&t=2m&sel={selection}")).await;
        browser.click("tab-why").await;
        browser.wait("acts").await;
        Self(browser)
    }

    /// Does something.
    async fn act(&self, name: &str) {
        self.0.click(&format!("act-{name}")).await;
    }

    /// Waits for a text somewhere.
    async fn shows(&self, place: &str, text: &str) {
        self.0.until_text(place, text).await;
    }

    /// The table twin's rows.
    async fn table(&self, text: &str) {
        self.0.click("table").await;
        self.0.until_text("stage-table", text).await;
        self.0.click("table").await;
    }

    /// Waits for an event, then goes back to what can be done.
    async fn event(&self, text: &str) {
        self.0.click("tab-events").await;
        self.0.until_text("inspector", text).await;
        self.0.click("tab-why").await;
    }

    async fn play(&self) {
        self.0.click("play").await;
    }

    async fn quiet(&self) {
        self.0.quiet().await;
    }
}

/// LC-63, LC-70, LC-66: an instance drains and comes back, its agent falls silent and speaks again.
#[tokio::test]
async fn an_instance_drains_and_its_agent_falls_silent() {
    if !is_wanted() {
        return;
    }
    let page = Page::open("i0.0").await;
    page.shows("act-instance", "ACTIVE").await;
    page.act("Drain").await;
    page.shows("act-instance", "DRAINING").await;
    page.table("Draining").await;
    page.act("Activate").await;
    page.shows("act-instance", "ACTIVE").await;
    page.act("DisconnectAgent").await;
    page.table("Agent lost").await;
    page.event("#1: the agent is silent.").await;
    page.act("ReconnectAgent").await;
    page.0.wait("act-DisconnectAgent").await;
    // It drains for good: the service moves its task away.
    page.act("Drain").await;
    page.play().await;
    page.event("has started 1 tasks").await;
    page.event("has stopped 1 running tasks").await;
    page.quiet().await;
}

/// LC-32, SV-2: a task that is stopped is replaced; LC-74: a zone fails, and its instances with it.
#[tokio::test]
async fn a_task_is_stopped_and_a_zone_fails() {
    if !is_wanted() {
        return;
    }
    let page = Page::open("t0.0").await;
    page.act("StopTask").await;
    page.shows("stopped-reason", "UserInitiated").await;
    page.play().await;
    page.event("has started 1 tasks").await;
    page.quiet().await;
    let page = Page::open("i0.1").await;
    page.act("FailZone").await;
    page.0.wait("act-RestoreZone").await;
    page.table("Stopped").await;
    page.event("ap-northeast-1c is down.").await;
    page.act("RestoreZone").await;
    page.0.wait("act-FailZone").await;
    page.quiet().await;
}

/// LC-90, LC-94: Spot capacity has its notice, two minutes later the machine is gone; LC-72, LC-73: an
/// instance is deregistered, another terminated.
#[tokio::test]
async fn spot_capacity_is_interrupted_and_instances_leave() {
    if !is_wanted() {
        return;
    }
    let page = Page::open("i0.2").await;
    page.act("InterruptSpot").await;
    page.event("is gone in two minutes").await;
    page.play().await;
    page.0.click("speed-2").await;
    page.event("terminated").await;
    page.quiet().await;
    let page = Page::open("i0.0").await;
    page.act("Deregister").await;
    page.shows("act-instance", "INACTIVE").await;
    page.quiet().await;
    let page = Page::open("i0.1").await;
    page.act("Terminate").await;
    page.shows("act-instance", "INACTIVE").await;
    page.event("#2 is terminated").await;
    page.quiet().await;
}

/// SV-36, SV-63: a deployment of the newer revision begins, is seen, and is rolled back.
#[tokio::test]
async fn a_deployment_begins_and_is_rolled_back() {
    if !is_wanted() {
        return;
    }
    let page = Page::open("i0.0").await;
    page.0.click("tab-services").await;
    page.0.click("service-web").await;
    page.0.click("deploy-newer").await;
    page.shows("deployments", "ACTIVE").await;
    page.0.click("roll-back").await;
    page.event("rolling back to deployment").await;
    page.play().await;
    page.event("deployment completed").await;
    page.quiet().await;
}

/// A service that shifts traffic blue to green and pauses before the shift, and its deployment at 90 s.
fn paused() -> Value {
    let web = |tag: &str| {
        json!({"family": "web", "containerDefinitions": [{"name": "web", "image": format!("nginx:{tag}"), "cpu": 256,
            "memory": 256, "portMappings": [{"containerPort": 80}]}]})
    };
    let arn =
        |rest: &str| format!("arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:{rest}");
    json!({"version": 1, "title": "paused", "seed": 7, "region": "ap-northeast-1", "calls": [
        {"at": "0s", "call": "ecs:CreateCluster", "input": {"clusterName": "demo"}},
        {"at": "0s", "call": "ec2:RunInstances", "input": {"cluster": "demo", "instanceType": "m5.large", "count": 3,
            "registerAfter": "0s"}},
        {"at": "0s", "call": "ecs:RegisterTaskDefinition", "input": web("1.28")},
        {"at": "1s", "call": "ecs:CreateService", "input": {"cluster": "demo", "serviceName": "web",
            "taskDefinition": "web:1", "desiredCount": 3,
            "loadBalancers": [{"targetGroupArn": arn("targetgroup/blue/0123456789abcdef"), "containerName": "web",
                "containerPort": 80, "advancedConfiguration": {
                    "alternateTargetGroupArn": arn("targetgroup/green/fedcba9876543210"),
                    "productionListenerRule": arn("listener-rule/app/web/1/2/3"),
                    "roleArn": "arn:aws:iam::123456789012:role/ecs-traffic"}}],
            "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1, "lifecycleHooks": [
                {"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"]}]}}},
        {"at": "5m", "call": "ecs:RegisterTaskDefinition", "input": web("1.29")},
        {"at": "5m", "call": "ecs:UpdateService", "input": {"cluster": "demo", "service": "web", "taskDefinition": "web:2"}}
    ]})
}

/// SV-72, SV-76: a PAUSE hook holds the deployment until somebody says so; the page says why it waits.
#[tokio::test]
async fn a_paused_deployment_goes_on_when_told() {
    if !is_wanted() {
        return;
    }
    let browser = Browser::start(1440, 900).await;
    let fragment = fleet::fragment(&paused());
    browser.open(&format!("?lang=en{fragment}&t=5m10s&sel=s0.0")).await;
    let page = Page(browser);
    page.0.click("tab-services").await;
    page.0.wait("deployments").await;
    page.play().await;
    page.0.click("speed-2").await;
    page.shows("deployment-why", "lifecycle hook waits for you").await;
    page.shows("deployments", "POST_SCALE_UP").await;
    // A simulated minute later it still waits: both revisions are there, and blue has the traffic.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let waits = page.0.text("deployments").await;
    for part in ["POST_SCALE_UP", "web:2", "web:1", "0% of the traffic", "100% of the traffic"] {
        assert!(waits.contains(part), "{part}: {waits}");
    }
    // Slower: a minute of baking is one second at sixty-fold, and a busy machine looks less often.
    page.0.click("speed-1").await;
    page.0.click("hook-continue").await;
    page.shows("deployments", "BAKE_TIME").await;
    page.0.click("speed-2").await;
    page.shows("deployments", "PRIMARY\nCompleted").await;
    let left = page.0.text("deployments").await;
    assert!(left.contains("web:2") && !left.contains("web:1"), "{left}");
    page.quiet().await;
}

/// LC-90, LC-94: Spot capacity is interrupted: the table counts down, then the service replaces the task.
#[tokio::test]
async fn a_spot_task_is_replaced() {
    if !is_wanted() {
        return;
    }
    let page = Page::open("i0.2").await;
    page.act("InterruptSpot").await;
    page.table("ends in 2:00").await;
    page.play().await;
    page.0.click("speed-2").await;
    page.event("#3 is terminated").await;
    page.event("has started 1 tasks").await;
    page.0.click("tab-services").await;
    page.shows("service-web", "3 / 3").await;
    page.quiet().await;
}
