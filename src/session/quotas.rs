//! Quotas are asked for and profiles exchanged: changes of the scenario's setup, each undone by one
//! undo. The calls stay; they are played again under the other limits.

use std::rc::Rc;

use super::history::Scenario;
use super::state::Session;
use super::{Effect, walk};
use crate::model::catalog::quota::{Profile, Quota};
use crate::scenario::flips::setup_under;
use crate::simulation::Setup;

fn put(session: &mut Session, setup: Setup) -> Vec<Effect> {
    if setup == *session.scenario().setup {
        return Vec::new();
    }
    let scenario = Scenario { setup: Rc::new(setup), ..(**session.scenario()).clone() };
    session.history.record(Rc::new(scenario), None, None);
    walk::adopt(session)
}

/// An adjustable quota has another value; `None` = the profile's own. A fixed one keeps its value.
pub fn set(session: &mut Session, code: &str, value: Option<u64>) -> Vec<Effect> {
    let setup = &session.scenario().setup;
    let profile = setup.profile;
    let Some(quota) = Quota::coded(code).filter(|quota| quota.adjustable(profile)) else {
        return Vec::new();
    };
    let others = setup.overrides.iter().filter(|(other, _)| **other != *code).cloned();
    let own = value.filter(|value| quota.value(profile) != Some(*value) || quota.only_if_set);
    let overrides = others.chain(own.map(|value| (quota.code.into(), value))).collect();
    let setup = Setup { overrides, ..(**setup).clone() };
    put(session, setup)
}

/// The other table holds. Overrides of what is fixed there go; undo brings them back.
pub fn set_profile(session: &mut Session, profile: Profile) -> Vec<Effect> {
    let setup = setup_under(&session.scenario().setup, profile);
    put(session, setup)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SimTime;
    use crate::session::{Circumstances, Message, NewCall, start, update};

    fn overrides(session: &Session) -> Vec<(String, u64)> {
        let setup = &session.scenario().setup;
        setup.overrides.iter().map(|(code, value)| (code.to_string(), *value)).collect()
    }

    fn last_is_accepted(session: &Session) -> bool {
        session.player.journal().calls.last().is_some_and(|call| call.result.is_ok())
    }

    /// QT-04: lowered, a call is refused; raised, the same call is accepted; undo tells it again.
    #[test]
    fn a_raised_quota_lets_a_refused_call_pass() {
        let mut session = start(&Circumstances::default());
        update(&mut session, Message::Seek(SimTime(30_000)));
        let set = |value| Message::SetQuota { code: "tasks-per-service".into(), value };
        update(&mut session, set(Some(10)));
        let input = serde_json::json!({ "cluster": "demo", "service": "web", "desiredCount": 12 });
        let calls = NewCall::new("ecs:UpdateService", input).into_iter().collect();
        update(&mut session, Message::Make { calls, merge: None, form: None });
        assert!(!last_is_accepted(&session));
        update(&mut session, set(Some(20)));
        assert!(last_is_accepted(&session));
        assert_eq!(overrides(&session), [("tasks-per-service".to_owned(), 20)]);
        update(&mut session, Message::Undo);
        assert!(!last_is_accepted(&session));
        update(&mut session, Message::Redo);
        // Back to the profile's own value, which is no override.
        update(&mut session, set(Some(5_000)));
        assert!(overrides(&session).is_empty() && last_is_accepted(&session));
    }

    /// QT-09 is fixed; QT-02 is adjustable in the notes alone (QR-8).
    #[test]
    fn a_fixed_quota_keeps_its_value() {
        let mut session = start(&Circumstances::default());
        let set = |code: &str| Message::SetQuota { code: code.into(), value: Some(99) };
        for code in ["run-task-count", "nonsense", "container-instances-per-cluster", "clusters"] {
            update(&mut session, set(code));
        }
        let both =
            [("container-instances-per-cluster".to_owned(), 99), ("clusters".to_owned(), 99)];
        assert_eq!(overrides(&session), both);
        update(&mut session, Message::SetProfile(Profile::Current));
        assert_eq!(overrides(&session), both[1..]);
        update(&mut session, set("container-instances-per-cluster"));
        assert_eq!(overrides(&session), both[1..]);
        update(&mut session, Message::Undo);
        assert_eq!(
            (overrides(&session), session.scenario().setup.profile),
            (both.to_vec(), Profile::Notes)
        );
    }
}
