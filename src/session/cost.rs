//! What the Cost tab reads: the bill at the playhead, with the names of those that it is for.

use std::rc::Rc;

use super::identity::Identity;
use super::state::Session;
use crate::base::SimTime;
use crate::base::unit::NanoUsd;
use crate::simulation::cost::{Compared, Holder, Statement, compared, statement};

/// One of those that the bill is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareRow {
    /// A service's name, colour and letter; `None` = of no service.
    pub service: Option<(Rc<str>, Identity)>,
    /// Who.
    pub holder: Holder,
    /// So far.
    pub usd: NanoUsd,
    /// An hour.
    pub per_hour: NanoUsd,
}

/// The tab's contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Until when.
    pub until: SimTime,
    /// Lines and totals.
    pub statement: Statement,
    /// Who for, the dearest first.
    pub shares: Vec<ShareRow>,
    /// EC2 against Fargate, where instances run.
    pub compared: Option<Compared>,
}

/// The bill at the playhead, to the second: it is read ten times a second.
pub fn bill(session: &Session) -> Bill {
    let (world, now) = (session.world(), session.player.time());
    let until = SimTime(now.0 / 1_000 * 1_000);
    let mut statement = statement(world, now);
    let identities = session.ledger.identities();
    let service = |holder: Holder| match holder {
        Holder::Service(cluster, service) => {
            let known = world.clusters.get(cluster as usize)?.services.get(service as usize)?;
            Some((Rc::clone(&known.name), identities.service(cluster, service)))
        }
        Holder::Alone | Holder::Instances => None,
    };
    let rows = std::mem::take(&mut statement.shares).into_iter().map(|share| ShareRow {
        service: service(share.holder),
        holder: share.holder,
        usd: share.usd,
        per_hour: share.per_hour,
    });
    let mut shares: Vec<ShareRow> = rows.collect();
    crate::base::sort::sort_by_key(&mut shares, |row| std::cmp::Reverse(row.usd));
    let compared = Some(compared(world)).filter(|found| found.instances() > 0);
    Bill { until, statement, shares, compared }
}

/// What an hour costs at the playhead.
pub fn per_hour(session: &Session) -> NanoUsd {
    let now = session.player.time();
    NanoUsd(crate::simulation::cost::due_at(session.world(), now).into())
}
