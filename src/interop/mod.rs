//! Floor 5: what people already have: AWS JSON, AWS CLI, Compose, CloudFormation. Empty until the
//! issue on importing; the room stands so that the walls are complete.
