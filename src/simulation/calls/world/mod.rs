//! The playground's own calls (design, section 2): what happens to machines, zones and containers
//! without ECS being asked.

pub(super) mod agents;
pub(super) mod behaviour;
pub(super) mod spot;
pub(super) mod zones;

use crate::simulation::ApiError;

fn refused(rule: &'static str, text: impl AsRef<str>) -> ApiError {
    ApiError::modelled(rule, "InvalidParameterException", text)
}
