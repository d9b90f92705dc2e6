//! Rectangles gathered by their paint: thousands of them become a few shapes.

use super::shape::{Paint, Rect, Scene, Shape, Stroke};

#[derive(Clone, Debug, PartialEq)]
struct Heap {
    layer: u8,
    fill: Option<Paint>,
    stroke: Option<Stroke>,
    rects: Vec<Rect>,
}

/// The heaps. Within a layer nothing overlaps, so that order does not matter.
#[derive(Debug, Default)]
pub(super) struct Mosaic {
    heaps: Vec<Heap>,
}

impl Mosaic {
    /// Puts a rectangle on its heap.
    pub(super) fn add(
        &mut self,
        layer: u8,
        fill: Option<Paint>,
        stroke: Option<Stroke>,
        rect: Rect,
    ) {
        let same = |heap: &Heap| heap.layer == layer && heap.fill == fill && heap.stroke == stroke;
        match self.heaps.iter_mut().find(|heap| same(heap)) {
            Some(heap) => heap.rects.push(rect),
            None => self.heaps.push(Heap { layer, fill, stroke, rects: vec![rect] }),
        }
    }

    /// Draws the heaps, the lowest layer first.
    pub(super) fn flush(mut self, scene: &mut Scene) {
        crate::base::sort::sort_by_key(&mut self.heaps, |heap| heap.layer);
        for Heap { fill, stroke, rects, .. } in self.heaps {
            scene.shapes.push(Shape::Cells { rects, fill, stroke });
        }
    }
}
