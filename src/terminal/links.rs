//! `link` and `unlink`.

use super::arguments::Arguments;
use super::{End, Output};
use crate::scenario::share_link;
use crate::texts::scenario as texts;

pub(super) fn link(arguments: &Arguments, output: &mut Output) -> Result<End, String> {
    let (scenario, _) = arguments.scenario()?;
    output.line(format!("#s={}", share_link::encode(&scenario)));
    Ok(End::Done)
}

pub(super) fn unlink(arguments: &Arguments, output: &mut Output) -> Result<End, String> {
    let link = arguments.file.as_deref().ok_or("which link?")?;
    let scenario = share_link::decode(link)
        .map_err(|trouble| texts::link(arguments.lang, trouble).to_owned())?;
    output.json(&scenario.to_json());
    Ok(End::Done)
}
