//! TagResource, UntagResource, ListTagsForResource (TD-15, QT-18).

use std::rc::Rc;

use serde_json::{Value, json};

use crate::model::reader::Fields;
use crate::simulation::engine::Engine;
use crate::simulation::{ApiError, tags};

pub(super) fn tag(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let arn = fields.text("resourceArn").unwrap_or_default();
    let new = tags::read(engine.world, fields)?;
    let resource = tags::resource(engine.world, &arn)?;
    let all = tags::merged(engine.world, resource, &new)?;
    engine.world.tags.put(resource, all);
    Ok(json!({}))
}

pub(super) fn untag(engine: &mut Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let arn = fields.text("resourceArn").unwrap_or_default();
    let keys = fields.texts("tagKeys");
    let resource = tags::resource(engine.world, &arn)?;
    let left: Vec<(Rc<str>, Rc<str>)> = engine
        .world
        .tags
        .of(resource)
        .iter()
        .filter(|(key, _)| !keys.contains(key))
        .cloned()
        .collect();
    engine.world.tags.put(resource, left.into());
    Ok(json!({}))
}

pub(super) fn list(engine: &Engine<'_>, fields: &Fields<'_>) -> Result<Value, ApiError> {
    let arn = fields.text("resourceArn").unwrap_or_default();
    let resource = tags::resource(engine.world, &arn)?;
    Ok(json!({ "tags": engine.world.tags.described(resource) }))
}
