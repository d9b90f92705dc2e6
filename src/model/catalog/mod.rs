//! Dated data that belong to the engine: instance types, Fargate sizes, quotas, prices, zones.
//! Each file under `data/` names its source and date; `build.rs` turns it into a table.

pub mod fargate;
pub mod instance_type;
pub mod price;
pub mod quota;
pub mod region;
