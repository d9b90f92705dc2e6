//! A list that only grows and is cheap to copy: it lies in chunks that copies share until one of them
//! changes something in it. Keyframes of a long life share all the tasks that ended before.

use std::ops::{Index, IndexMut};
use std::rc::Rc;

/// Elements in a chunk, as a power of two: small enough that a change after a copy copies little.
const BITS: u32 = 6;
const CHUNK: usize = 1 << BITS;

/// A growing list.
#[derive(Clone, Debug)]
pub struct Arena<T> {
    chunks: Vec<Rc<Vec<T>>>,
    len: usize,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

impl<T> Arena<T> {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// One of them, if it is there.
    pub fn get(&self, at: usize) -> Option<&T> {
        self.chunks.get(at >> BITS)?.get(at & (CHUNK - 1))
    }

    /// The last one.
    pub fn last(&self) -> Option<&T> {
        self.chunks.last()?.last()
    }

    /// All of them, in order.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { chunks: self.chunks.iter(), front: [].iter(), back: [].iter(), left: self.len }
    }
}

impl<T: Clone> Arena<T> {
    /// Adds one at the end.
    pub fn push(&mut self, value: T) {
        if self.len & (CHUNK - 1) == 0 {
            self.chunks.push(Rc::new(Vec::with_capacity(CHUNK)));
        }
        if let Some(last) = self.chunks.last_mut() {
            Rc::make_mut(last).push(value);
            self.len += 1;
        }
    }
}

impl<T> Index<usize> for Arena<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        &self.chunks[at >> BITS][at & (CHUNK - 1)]
    }
}

impl<T: Clone> IndexMut<usize> for Arena<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut Rc::make_mut(&mut self.chunks[at >> BITS])[at & (CHUNK - 1)]
    }
}

/// All elements, in order.
#[derive(Debug)]
pub struct Iter<'a, T> {
    chunks: std::slice::Iter<'a, Rc<Vec<T>>>,
    front: std::slice::Iter<'a, T>,
    back: std::slice::Iter<'a, T>,
    left: usize,
}

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self {
            chunks: self.chunks.clone(),
            front: self.front.clone(),
            back: self.back.clone(),
            left: self.left,
        }
    }
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        loop {
            if let Some(value) = self.front.next() {
                self.left -= 1;
                return Some(value);
            }
            match self.chunks.next() {
                Some(chunk) => self.front = chunk.iter(),
                None => {
                    let value = self.back.next()?;
                    self.left -= 1;
                    return Some(value);
                }
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<'a, T> DoubleEndedIterator for Iter<'a, T> {
    fn next_back(&mut self) -> Option<&'a T> {
        loop {
            if let Some(value) = self.back.next_back() {
                self.left -= 1;
                return Some(value);
            }
            match self.chunks.next_back() {
                Some(chunk) => self.back = chunk.iter(),
                None => {
                    let value = self.front.next_back()?;
                    self.left -= 1;
                    return Some(value);
                }
            }
        }
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

impl<'a, T> IntoIterator for &'a Arena<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_a_vector() {
        let (mut arena, mut vector) = (Arena::default(), Vec::new());
        for n in 0..300_u32 {
            assert_eq!(arena.len(), vector.len());
            assert_eq!(arena.last(), vector.last());
            arena.push(n);
            vector.push(n);
        }
        arena[200] = 7;
        vector[200] = 7;
        assert!(arena.iter().eq(&vector) && arena.iter().rev().eq(vector.iter().rev()));
        let mut ends = arena.iter();
        let mut expected = vector.iter();
        for _ in 0..150 {
            assert_eq!((ends.next(), ends.next_back()), (expected.next(), expected.next_back()));
            assert_eq!(ends.len(), expected.len());
        }
        assert_eq!((ends.next(), ends.next_back()), (None, None));
        assert_eq!(
            (arena.get(299), arena.get(300), arena[63], arena[64]),
            (Some(&299), None, 63, 64)
        );
    }

    /// What was not changed after a copy is shared by both.
    #[test]
    fn copies_share() {
        let mut arena = Arena::default();
        (0..200_u32).for_each(|n| arena.push(n));
        let copy = arena.clone();
        arena[130] = 0;
        arena.push(200);
        assert_eq!((copy[130], copy.len(), arena[130], arena.len()), (130, 200, 0, 201));
        let shared = arena.chunks.iter().zip(&copy.chunks).filter(|(a, b)| Rc::ptr_eq(a, b));
        assert_eq!(shared.count(), 2);
    }
}
