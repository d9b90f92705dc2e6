//! A colour and a letter a service: the same on the stage, in lists, on the chart.

use std::rc::Rc;

use crate::simulation::World;

/// How a service, or a family of one-off tasks, is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Index into the palette: harbour, oxide, kelp, signal, plum, foam, shell.
    pub colour: u8,
    /// The first letter of the name that nobody took earlier.
    pub letter: char,
}

/// Colours that services take in turn; the eighth, stone, is kept for daemons.
pub const COLOURS: u8 = 7;

/// Who wears an identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wearer {
    /// (cluster, service).
    Service(u32, u32),
    /// One-off tasks of a family.
    Family(Rc<str>),
}

/// All identities, by first appearance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identities(Vec<(Wearer, Identity)>);

impl Identities {
    /// The identities of a world. What comes later never changes an earlier one's.
    pub fn of(world: &World) -> Self {
        let mut wearers: Vec<(u64, Wearer, Rc<str>)> = Vec::new();
        for (c, cluster) in (0_u32..).zip(&world.clusters) {
            for (s, service) in (0_u32..).zip(&cluster.services) {
                let at = service.created_at.0;
                wearers.push((at, Wearer::Service(c, s), Rc::clone(&service.name)));
            }
            for task in cluster.tasks.iter().filter(|task| task.service.is_none()) {
                let family = &world.definition(task.definition).definition.family;
                let known = wearers.iter().any(|(_, w, _)| *w == Wearer::Family(Rc::clone(family)));
                if !known {
                    let wearer = Wearer::Family(Rc::clone(family));
                    wearers.push((task.times.created.0, wearer, Rc::clone(family)));
                }
            }
        }
        crate::base::sort::sort_by_key(&mut wearers, |(at, ..)| *at); // stable: equal moments keep the world's order
        let mut out: Vec<(Wearer, Identity)> = Vec::with_capacity(wearers.len());
        for (n, (_, wearer, name)) in (0_u8..=u8::MAX).cycle().zip(wearers) {
            let taken = |letter: char| out.iter().any(|(_, identity)| identity.letter == letter);
            let letter = letter_for(&name, taken);
            out.push((wearer, Identity { colour: n % COLOURS, letter }));
        }
        Self(out)
    }

    /// A service's.
    pub fn service(&self, cluster: u32, service: u32) -> Identity {
        self.worn_by(&Wearer::Service(cluster, service))
    }

    /// That of one-off tasks of a family.
    pub fn family(&self, family: &Rc<str>) -> Identity {
        self.worn_by(&Wearer::Family(Rc::clone(family)))
    }

    fn worn_by(&self, wearer: &Wearer) -> Identity {
        let found = self.0.iter().find(|(w, _)| w == wearer);
        found.map_or(Identity { colour: COLOURS, letter: '?' }, |(_, identity)| *identity)
    }
}

/// The first letter of the name that is free, skipping I and O; then a digit.
fn letter_for(name: &str, taken: impl Fn(char) -> bool) -> char {
    let of_name = name
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_uppercase())
        .filter(|c| !matches!(c, 'I' | 'O'));
    of_name.chain('1'..='9').find(|c| !taken(*c)).unwrap_or('?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters() {
        assert_eq!(letter_for("web", |_| false), 'W');
        assert_eq!(letter_for("worker", |c| c == 'W'), 'R');
        assert_eq!(letter_for("io", |_| false), '1');
        assert_eq!(letter_for("", |c| c == '1'), '2');
        assert_eq!(letter_for("a", |_| true), '?');
    }
}
