//! Looks at the budget inside long passes.

/// How many events are walked at most between two looks.
const LOOK_EVERY: usize = 1 << 22;

/// The places in chunks, and whether to look at the budget after each.
pub fn paced(places: &[u32], longest: usize) -> impl Iterator<Item = (&[u32], bool)> {
    let size = (LOOK_EVERY / longest.max(1)).max(1);
    places.chunks(size).map(move |chunk| (chunk, chunk.len() == size))
}
