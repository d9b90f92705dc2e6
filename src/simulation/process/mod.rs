//! Processes: each schedules the next moment at which something can change. No ticks.

pub mod agent;
pub mod capacity;
pub mod containers;
pub mod daemon_scheduler;
pub mod deployment;
pub mod health;
pub mod instance_state;
pub mod machine;
pub mod managed_instances;
pub mod placement;
pub mod protection;
pub mod provisioning;
pub mod scale_in;
pub mod service_scheduler;
pub mod spot;
pub mod targets;
pub mod task_lifecycle;
pub mod throttle;
pub mod zone;
pub mod zone_rebalancing;

use super::engine::Engine;
use super::queue::Event;

/// Plays one event.
pub fn play(engine: &mut Engine<'_>, event: Event) {
    match event {
        Event::AgentRegisters { cluster, launch } => machine::register(engine, cluster, launch),
        Event::TrunkAttached { cluster, slot } => machine::trunk_attached(engine, cluster, slot),
        Event::ProvisioningPass { cluster } => provisioning::pass(engine, cluster),
        Event::ProvisioningTimeout { cluster, task } => {
            provisioning::timeout(engine, cluster, task);
        }
        Event::CapacityLook { provider } => capacity::look(engine, provider),
        Event::GroupGrows { provider, desired } => capacity::grows(engine, provider, desired),
        Event::GroupShrinks { provider, by } => scale_in::shrinks(engine, provider, by),
        Event::GroupHeals { provider } => capacity::heal(engine, provider),
        Event::IdleEnds { cluster, slot, since } => {
            managed_instances::idle_ends(engine, cluster, slot, since);
        }
        Event::InstanceLeaves { cluster, slot } => scale_in::leaves(engine, cluster, slot),
        Event::TaskStep { cluster, task, version } => {
            task_lifecycle::step(engine, cluster, task, version);
        }
        Event::ServicePass { cluster, service } => {
            service_scheduler::pass(engine, cluster, service);
        }
        Event::HostLost { cluster, slot, spell } => {
            machine::host_lost(engine, cluster, slot, spell);
        }
        Event::AgentReturns { cluster, slot, spell } => {
            machine::agent_returns(engine, cluster, slot, spell);
        }
        Event::ZoneLost { zone, failed_at } => zone::lost(engine, zone, failed_at),
        Event::ZoneCheck { cluster, service } => {
            zone_rebalancing::check(engine, cluster, service);
        }
        Event::SpotMachineEnds { cluster, slot } => spot::machine_ends(engine, cluster, slot),
        Event::TargetsChanged { cluster, service } => targets::tell(engine, cluster, service),
        Event::SteadyAgain { cluster, service, told_at } => {
            service_scheduler::steady_again(engine, cluster, service, told_at);
        }
    }
}
