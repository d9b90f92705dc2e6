//! A tree of minima: every node is the least of its eight children. A changed leaf costs one line
//! of memory a level; the least leaf is found by walking down.

/// Children of a node.
const WIDTH: usize = 8;

/// The key of a leaf that cannot be chosen.
pub(super) const NEVER: u64 = u64::MAX;

/// Minima over a fixed number of leaves.
#[derive(Clone, Debug)]
pub(super) struct MinTree {
    /// All levels, leaves first, each padded to whole nodes with [`NEVER`].
    keys: Vec<u64>,
    /// Where each level begins.
    starts: Vec<usize>,
    /// The least key of all.
    least: u64,
}

impl MinTree {
    /// A tree over these leaves.
    pub(super) fn new(leaves: &[u64]) -> Self {
        let mut keys = leaves.to_vec();
        let mut starts = vec![0];
        let mut from = 0;
        loop {
            let count = (keys.len() - from).next_multiple_of(WIDTH).max(WIDTH);
            keys.resize(from + count, NEVER);
            if count == WIDTH {
                break;
            }
            let to = keys.len();
            for node in (from..to).step_by(WIDTH) {
                keys.push(least(&keys[node..node + WIDTH]));
            }
            from = to;
            starts.push(from);
        }
        let least = least(&keys[from..]);
        Self { keys, starts, least }
    }

    /// The least key of all.
    pub(super) const fn least(&self) -> u64 {
        self.least
    }

    /// The first leaf with the least key.
    pub(super) fn first_least(&self) -> usize {
        let wanted = self.least();
        let mut node = 0;
        for start in self.starts.iter().rev() {
            let from = start + node * WIDTH;
            let within = self.keys[from..from + WIDTH].iter().position(|key| *key == wanted);
            node = node * WIDTH + within.unwrap_or(0);
        }
        node
    }

    /// Gives a leaf a key; whether it had that one.
    pub(super) fn set(&mut self, leaf: usize, key: u64) -> bool {
        if self.keys[leaf] == key {
            return true;
        }
        self.change(leaf, key);
        false
    }

    fn change(&mut self, leaf: usize, key: u64) {
        let mut at = leaf;
        let mut key = key;
        for (level, start) in self.starts.iter().enumerate() {
            let before = std::mem::replace(&mut self.keys[start + at], key);
            if before == key {
                return;
            }
            at /= WIDTH;
            // A key below its node's least is the new least; else the node is looked through.
            let parent = self.starts.get(level + 1).map(|next| next + at);
            let known = parent.map_or(self.least, |parent| self.keys[parent]);
            if key >= known && before != known {
                return;
            }
            let node = start + at * WIDTH;
            key = if key < known { key } else { least(&self.keys[node..node + WIDTH]) };
        }
        self.least = key;
    }
}

/// In pairs, then pairs of those: no comparison waits for all that came before it.
fn least(keys: &[u64]) -> u64 {
    match keys {
        [a, b, c, d, e, f, g, h] => {
            let (ab, cd, ef, gh) = ((*a).min(*b), (*c).min(*d), (*e).min(*f), (*g).min(*h));
            ab.min(cd).min(ef.min(gh))
        }
        _ => keys.iter().copied().fold(NEVER, u64::min),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_always_knows_the_first_least() {
        let mut state = 1_u64;
        let mut roll = |n: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        for size in [0_usize, 1, 7, 8, 9, 64, 65, 600] {
            let mut leaves: Vec<u64> = (0..size).map(|_| roll(50)).collect();
            let mut tree = MinTree::new(&leaves);
            for _ in 0..400 {
                let first = leaves.iter().enumerate().min_by_key(|(n, key)| (**key, *n));
                match first {
                    Some((n, key)) if *key != NEVER => {
                        assert_eq!((tree.least(), tree.first_least()), (*key, n));
                    }
                    _ => assert_eq!(tree.least(), NEVER),
                }
                if size > 0 {
                    let leaf = usize::try_from(roll(size as u64)).expect("small");
                    let key = if roll(6) == 0 { NEVER } else { roll(50) };
                    leaves[leaf] = key;
                    tree.set(leaf, key);
                }
            }
        }
    }
}
