//! Where lanes and boxes stand (look, section 2.5): a lane a zone, a box an instance.

use super::camera::{self, Grid, Level, Sight, gap};
use super::shape::Rect;
use super::{Look, fargate};
use crate::model::launch_type::LaunchType;
use crate::placement::Slot;
use crate::simulation::World;
use crate::simulation::world::{Cluster, InstanceStatus, Launching, outpost_of};
use crate::texts::stage::{Word, word};

pub(super) const PADDING: f64 = 16.0;
const LANE_GAP: f64 = 16.0;
pub(super) const HEADER: f64 = 28.0;
/// A type's caption over its cells, and the room before all but the first.
const CAPTION: f64 = 20.0;
const APART: f64 = 8.0;
const TOP: f64 = 12.0;
const BAND_GAP: f64 = 20.0;
const FARGATE_LANE: f64 = 124.0;
const BOX_MOST: f64 = 220.0;
const HEIGHT_MOST: f64 = 356.0;
/// The largest cell that is chosen without being asked.
const CELL_MOST: f64 = 32.0;

/// What stands in a lane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Berth<'a> {
    /// A registered instance.
    Instance(Slot),
    /// A machine whose agent has not registered yet.
    Launching(&'a Launching),
}

/// Instances of one type in a lane, under their caption.
#[derive(Clone, Debug)]
pub(super) struct Caption {
    pub(super) at: (f64, f64),
    pub(super) name: &'static str,
    pub(super) count: usize,
}

/// A lane with its boxes.
#[derive(Clone, Debug)]
pub(super) struct Lane<'a> {
    pub(super) name: String,
    pub(super) rect: Rect,
    pub(super) berths: Vec<(Berth<'a>, Rect)>,
    pub(super) captions: Vec<Caption>,
    pub(super) tasks: u64,
    /// Not AWS's own house: the user's hardware (LT-10), in no zone, or an Outpost (LT-12).
    pub(super) external: bool,
    /// The zone has failed.
    pub(super) down: bool,
}

/// The whole plan.
#[derive(Clone, Debug)]
pub(super) struct Plan<'a> {
    pub(super) lanes: Vec<Lane<'a>>,
    pub(super) fargate: Option<Rect>,
    /// Width and height of everything, however far it is scrolled.
    pub(super) content: (f64, f64),
    pub(super) grid: Grid,
    pub(super) level: Level,
}

/// What stands in a zone.
pub(super) struct Zone<'a> {
    pub(super) name: String,
    pub(super) berths: Vec<Berth<'a>>,
    pub(super) tasks: u64,
    external: bool,
    down: bool,
}

/// Zones with something in them, in the Region's order; then external instances and each Outpost, in
/// lanes of their own.
pub(super) fn zones<'a>(world: &World, cluster: &'a Cluster, look: &Look<'_>) -> Vec<Zone<'a>> {
    let named =
        |name: String, external, down| Zone { name, berths: Vec::new(), tasks: 0, external, down };
    let is_down = |n: u8| world.failed_zones.contains_key(&n);
    let mut out: Vec<Zone<'a>> = (0..)
        .zip(world.settings.zones.iter())
        .map(|(n, zone)| named(zone.to_string(), false, is_down(n)))
        .collect();
    let last = out.len();
    out.push(named(word(look.lang, &Word::External), true, false));
    let mut outposts: Vec<&str> = Vec::new();
    // Where something stands: its zone, its Outpost by the ARN that it carries, or no zone at all.
    let mut stand = |zone: u8, kind: LaunchType, outpost: Option<&'a str>, berth: Berth<'a>| {
        let at = match (kind, outpost) {
            (LaunchType::External, _) => last,
            (_, Some(arn)) => {
                let known = outposts.iter().position(|known| *known == arn);
                last + 1
                    + known.unwrap_or_else(|| {
                        outposts.push(arn);
                        let name = arn.rsplit('/').next().unwrap_or(arn).to_owned();
                        out.push(named(word(look.lang, &Word::Outpost(name)), true, false));
                        outposts.len() - 1
                    })
            }
            _ => usize::from(zone).min(last),
        };
        if let Berth::Instance(slot) = berth {
            out[at].tasks += u64::from(cluster.instances[slot as usize].running_tasks);
        }
        out[at].berths.push(berth);
    };
    for (slot, i) in (0..).zip(&cluster.instances) {
        if i.status != InstanceStatus::Inactive {
            let outpost = || outpost_of(&cluster.fleet.facts(slot).attributes);
            let outpost = i.on_outpost.then(outpost).flatten();
            stand(i.zone, i.launch_type, outpost, Berth::Instance(slot));
        }
    }
    for l in &cluster.launching {
        stand(l.zone, l.launch_type, outpost_of(&l.attributes), Berth::Launching(l));
    }
    out.retain(|zone| !zone.berths.is_empty());
    out
}

/// A lane's berths by type, in order of first appearance; all in one where they are not grouped.
fn groups<'a>(
    cluster: &Cluster,
    berths: &[Berth<'a>],
    grouped: bool,
) -> Vec<(&'static str, Vec<Berth<'a>>)> {
    if !grouped {
        return vec![("", berths.to_vec())];
    }
    let mut out: Vec<(&'static str, Vec<Berth<'a>>)> = Vec::new();
    for berth in berths {
        let name = match berth {
            Berth::Instance(slot) => cluster.instances[*slot as usize].instance_type.name,
            Berth::Launching(launching) => launching.instance_type.name,
        };
        match out.iter_mut().find(|(known, _)| *known == name) {
            Some((_, members)) => members.push(*berth),
            None => out.push((name, vec![*berth])),
        }
    }
    out
}

#[allow(clippy::cast_precision_loss, reason = "counts on a screen")]
pub(super) const fn float(n: usize) -> f64 {
    n as f64
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, small")]
fn per_row(lane: f64, width: f64) -> usize {
    ((lane + gap(width)) / (width + gap(width)) + 1e-6).floor().max(1.0) as usize
}

/// The room that boxes may take.
struct Room {
    /// Of a lane.
    lane: f64,
    /// Height over the quay.
    height: f64,
    /// Lanes beside each other.
    across: usize,
    phone: bool,
}

/// How many boxes each group of each lane has.
type Counts = Vec<Vec<usize>>;

impl Room {
    /// Height of everything in a grid.
    fn total(&self, counts: &Counts, grid: &Grid) -> f64 {
        let pitch = grid.height + gap(grid.width);
        let lane = |groups: &Vec<usize>| -> f64 {
            let captions =
                if grid.grouped { (CAPTION + APART) * float(groups.len()) - APART } else { 0.0 };
            let rows = |n: &usize| float(n.div_ceil(grid.columns.max(1)).max(1)) * pitch;
            captions + groups.iter().map(rows).sum::<f64>()
        };
        let bands = counts.chunks(self.across.max(1));
        TOP + bands
            .map(|band| HEADER + BAND_GAP + band.iter().map(lane).fold(0.0, f64::max))
            .sum::<f64>()
            - BAND_GAP
    }

    /// Boxes so wide that so many fill the lane, as high as there is room.
    fn filled(&self, counts: &Counts, columns: usize, bounds: (f64, f64), most: f64) -> Grid {
        let count = float(columns);
        let mut width = (self.lane - 12.0 * (count - 1.0)) / count;
        // Narrower boxes stand closer; the wider of two gaps surely fits.
        let closer = gap((self.lane - gap(width) * (count - 1.0)) / count).max(gap(width));
        width = (self.lane - closer * (count - 1.0)) / count;
        let width = width.min(most);
        let low = bounds.0.max(if width < camera::NEAR { width * 0.95 } else { 0.0 });
        let high = bounds.1.max(low);
        let grid = Grid { columns, width, height: low, grouped: false };
        let spare = self.height - self.total(counts, &grid);
        let rows: usize = counts
            .chunks(self.across.max(1))
            .map(|band| {
                band.iter()
                    .map(|groups| groups.iter().map(|n| n.div_ceil(columns).max(1)).sum::<usize>())
                    .max()
                    .unwrap_or(1)
            })
            .sum();
        let height = (low + spare / float(rows.max(1))).clamp(low, high);
        Grid { height, ..grid }
    }

    fn near(&self, counts: &Counts) -> Grid {
        let least = if self.phone { 140.0 } else { camera::NEAR };
        let columns = {
            let fits = ((self.lane + 12.0) / (least + 12.0) + 1e-6).floor().max(1.0);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
            let fits = fits as usize;
            // No more than the fullest lane has: few instances get wide boxes.
            let fullest = counts.iter().flatten().max().copied().unwrap_or(1);
            let fits = fits.min(fullest.max(1));
            if self.phone { fits.min(2) } else { fits }
        };
        let bounds = if self.phone { (132.0, 150.0) } else { (150.0, HEIGHT_MOST) };
        self.filled(counts, columns, bounds, if self.phone { 400.0 } else { BOX_MOST })
    }

    /// The largest boxes or cells with which everything fits; at last the smallest cells.
    fn fit(&self, flat: &Counts, grouped: &Counts) -> Grid {
        let near = self.near(flat);
        if self.total(flat, &near) <= self.height {
            return near;
        }
        for columns in near.columns + 1..64 {
            let grid = self.filled(flat, columns, (36.0, camera::NEAR * 1.5), camera::NEAR - 1.0);
            if grid.width < camera::MIDDLE {
                break;
            }
            if self.total(flat, &grid) <= self.height {
                return Grid { height: grid.height.min(grid.width * 1.6), ..grid };
            }
        }
        let mut cell = CELL_MOST;
        loop {
            let columns = per_row(self.lane, cell);
            let grid = Grid { columns, width: cell, height: cell, grouped: true };
            if cell <= camera::LEAST || self.total(grouped, &grid) <= self.height {
                return grid;
            }
            cell -= 1.0;
        }
    }
}

/// Plans the lanes in the room above the quay.
pub(super) fn plan<'a>(
    world: &World,
    cluster: &'a Cluster,
    look: &Look<'_>,
    height: f64,
) -> Plan<'a> {
    let mut zones = zones(world, cluster, look);
    let phone = look.is_phone();
    let uses_fargate = look.ledger.uses_fargate(look.cluster, cluster);
    // A narrow stage has room for one or the other (look, section 2.4).
    let wants_fargate = uses_fargate && (!phone || look.fargate || zones.is_empty());
    if phone && wants_fargate {
        zones.clear();
    }
    let fargate_width = if zones.is_empty() { look.width - 2.0 * PADDING } else { FARGATE_LANE };
    let aside = if wants_fargate && !phone { fargate_width + LANE_GAP } else { 0.0 };
    let across = if phone { 1 } else { zones.len().clamp(1, 4) };
    let gaps = LANE_GAP * (float(across) - 1.0);
    let lane = ((look.width - 2.0 * PADDING - aside - gaps) / float(across)).max(60.0);
    let room = Room { lane, height, across, phone };
    let flat: Counts = zones.iter().map(|zone| vec![zone.berths.len()]).collect();
    let count_groups = |grouped: bool| -> Counts {
        let of = |zone: &Zone<'_>| {
            groups(cluster, &zone.berths, grouped)
                .iter()
                .map(|(_, members)| members.len())
                .collect()
        };
        zones.iter().map(of).collect()
    };
    let fit = || {
        let all: usize = zones.iter().map(|zone| zone.berths.len()).sum();
        // Few instances never come to cells: their types need not be counted.
        let grouped = if all > 24 { count_groups(true) } else { flat.clone() };
        room.fit(&flat, &grouped)
    };
    let grid = match look.camera.sight {
        Sight::Zoomed(grid) => grid,
        Sight::Fit => fit(),
        Sight::Near => near_of(&fit(), &room, &flat),
        Sight::Auto => {
            // A little more than a screen of near boxes is better scrolled than drawn small.
            let near = room.near(&flat);
            let screens = if phone { 3.0 } else { 1.5 };
            if room.total(&flat, &near) <= height * screens { near } else { fit() }
        }
    };
    let level = match look.camera.sight {
        Sight::Zoomed(_) => Level::of(grid.width, look.camera.was),
        // A phone's near boxes are a little narrower.
        _ if phone && grid.width >= 140.0 => Level::Near,
        _ => Level::of(grid.width, Level::Far),
    };
    let mut out =
        Plan { lanes: Vec::new(), fargate: None, content: (look.width, height), grid, level };
    lay_out(&mut out, cluster, look, zones, &room);
    if wants_fargate {
        let width = if phone { look.width - 2.0 * PADDING } else { fargate_width };
        let height = fargate::height(look, width);
        let (right, bottom) = out.content;
        let (x, y) = if phone {
            (PADDING, bottom + 8.0)
        } else {
            (right.max(look.width) - PADDING - width - look.camera.x, TOP)
        };
        out.content.1 = if phone { y + height } else { bottom.max(TOP + height + 16.0) };
        out.fargate = Some(Rect { x, y: y - look.camera.y, w: width, h: height });
    }
    out
}

/// Boxes whose words can be read, in the columns of the fit.
fn near_of(fit: &Grid, room: &Room, flat: &Counts) -> Grid {
    if fit.grouped || fit.width < camera::NEAR {
        let near = room.near(flat);
        return if fit.grouped { fit.scaled(camera::NEAR / fit.width) } else { near };
    }
    *fit
}

fn lay_out<'a>(
    plan: &mut Plan<'a>,
    cluster: &Cluster,
    look: &Look<'_>,
    zones: Vec<Zone<'a>>,
    room: &Room,
) {
    let grid = plan.grid;
    let whole = |v: f64| if plan.level == Level::Far { v.floor() } else { v };
    let (width, height) = (whole(grid.width), whole(grid.height));
    let between = gap(width);
    let columns = grid.columns.max(1);
    let wide = float(columns) * (width + between) - between;
    let lane_width = if wide > room.lane + 1.0 { wide } else { room.lane };
    let (dx, dy) = (look.camera.x.round(), look.camera.y.round());
    let (mut y, mut right) = (TOP, 0.0_f64);
    let mut band_bottom = y;
    for (n, zone) in zones.into_iter().enumerate() {
        let at = n % room.across.max(1);
        if at == 0 && n > 0 {
            y = band_bottom + BAND_GAP;
        }
        let x = PADDING + float(at) * (lane_width + LANE_GAP);
        let mut lane = Lane {
            name: zone.name,
            rect: Rect { x: x - dx, y: y - dy, w: lane_width, h: 0.0 },
            berths: Vec::with_capacity(zone.berths.len()),
            captions: Vec::new(),
            tasks: zone.tasks,
            external: zone.external,
            down: zone.down,
        };
        let mut down = y + HEADER;
        for (name, members) in groups(cluster, &zone.berths, grid.grouped) {
            if grid.grouped {
                down += if lane.captions.is_empty() { 0.0 } else { APART };
                let at = (x - dx, down - dy + 6.0);
                lane.captions.push(Caption { at, name, count: members.len() });
                down += CAPTION;
            }
            let origin = (whole(x) - dx, whole(down) - dy);
            for (n, berth) in members.iter().enumerate() {
                let place = Rect {
                    x: origin.0 + float(n % columns) * (width + between),
                    y: origin.1 + float(n / columns) * (height + between),
                    w: width,
                    h: height,
                };
                lane.berths.push((*berth, place));
            }
            down += float(members.len().div_ceil(columns).max(1)) * (height + between);
        }
        lane.rect.h = down - y;
        band_bottom = if at == 0 { down } else { band_bottom.max(down) };
        right = right.max(x + lane_width);
        plan.lanes.push(lane);
    }
    let aside = if room.phone { 0.0 } else { look.width - 2.0 * PADDING - room_width(room) };
    plan.content = ((right + PADDING + aside).max(look.width), band_bottom);
}

/// What the lanes take of the width.
fn room_width(room: &Room) -> f64 {
    room.lane * float(room.across) + LANE_GAP * (float(room.across) - 1.0)
}
