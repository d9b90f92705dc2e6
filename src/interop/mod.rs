//! Floor 5: what people already have: AWS JSON, AWS CLI, Compose, CloudFormation.

pub mod aws_cli;
pub mod shell;
