//! The line that closes a service's form: how many more tasks find room as things stand.

use std::rc::Rc;

use super::drafts::Form;
use super::state::Session;
use super::update::form_input;
use crate::simulation::forecast::{self, Forecast, Until};
use crate::simulation::world::Moment;
use crate::simulation::{Call, CallName, Setup, Simulation};

/// A forecast with what its words need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The service's name.
    pub name: Rc<str>,
    /// The numbers.
    pub forecast: Forecast,
    /// The zone of the nearest miss; empty where there is none.
    pub zone: Rc<str>,
}

fn told(name: Rc<str>, cluster: u32, forecast: Forecast, simulation: &Simulation) -> Told {
    let world = &simulation.world;
    let zone = match &forecast.until {
        Until::Full(nearest, _) => world
            .clusters
            .get(cluster as usize)
            .and_then(|cluster| cluster.instances.get(nearest.slot as usize))
            .map(|instance| world.zone_name(instance.zone)),
        _ => None,
    };
    Told { name, forecast, zone: zone.unwrap_or_else(|| "".into()) }
}

/// While it is the same no forecast changes.
pub fn standing(session: &Session) -> (Rc<Setup>, Moment, u64) {
    let setup = Rc::clone(&session.scenario().setup);
    (setup, session.world().now, session.world().played())
}

/// Of a service that is there.
pub fn of_service(session: &Session, cluster: u32, service: u32) -> Option<Told> {
    let simulation = session.player.simulation();
    let name =
        &simulation.world.clusters.get(cluster as usize)?.services.get(service as usize)?.name;
    let forecast = forecast::of_service(simulation, cluster, service)?;
    Some(told(Rc::clone(name), cluster, forecast, simulation))
}

/// Of the service in the form; `None` where there is nothing to tell, or the API refuses it.
pub fn of_draft(session: &Session) -> Option<Told> {
    let draft = session.drafts.of(Form::Service);
    if &*draft.text == Form::Service.first() {
        return None;
    }
    let input = form_input(session, Form::Service)?;
    let name = input.get("serviceName")?.as_str()?.into();
    let simulation = session.player.simulation();
    let at = simulation.world.now.time;
    let call = Call { at, name: CallName::parse(Form::Service.call())?, input: Rc::new(input) };
    let (cluster, forecast) = forecast::of_call(simulation, &call)?;
    Some(told(name, cluster, forecast, simulation))
}
