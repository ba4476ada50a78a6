//! Positions of rare names: ascending lists, each with a directory of about as many entries as the list has.

/// The lists of all rare names.
#[derive(Debug, Default)]
pub struct Rare {
    /// All lists, one after the other.
    positions: Vec<u32>,
    /// For each bucket of 2^`shift` positions the first place in `positions` not before it; one more than buckets.
    directory: Vec<u32>,
    lists: Vec<List>,
}

#[derive(Debug, Clone, Copy)]
struct List {
    /// Where its buckets begin in the directory.
    buckets: u32,
    shift: u32,
    /// Its part of the positions, as far as it is filled.
    filled: (u32, u32),
}

impl Rare {
    /// Empty lists for names that occur `counts` times below position `end`.
    pub fn new(counts: impl Iterator<Item = usize>, end: usize) -> Self {
        let mut rare = Rare::default();
        let (mut n, mut buckets) = (0, 0);
        for count in counts {
            let shift = (end / count.max(1)).max(1).ilog2() + 1;
            rare.lists.push(List { buckets: buckets as u32, shift, filled: (n as u32, n as u32) });
            n += count;
            buckets += (end >> shift) + 2;
        }
        rare.positions = vec![0; n];
        rare.directory = vec![0; buckets];
        rare
    }

    /// Adds a position to a list, larger than all before.
    #[inline]
    pub fn put(&mut self, list: usize, at: u32) {
        let filled = &mut self.lists[list].filled;
        self.positions[filled.1 as usize] = at;
        filled.1 += 1;
    }

    /// Makes the directories; all positions are there.
    pub fn link(&mut self) {
        let stops: Vec<u32> = self.lists.iter().skip(1).map(|list| list.buckets).collect();
        let stops = stops.into_iter().chain([self.directory.len() as u32]);
        for (list, stop) in self.lists.iter().zip(stops) {
            let mut place = list.filled.0;
            for (bucket, first) in self.directory[list.buckets as usize..stop as usize].iter_mut().enumerate() {
                while place < list.filled.1 && (self.positions[place as usize] >> list.shift) < bucket as u32 {
                    place += 1;
                }
                *first = place;
            }
        }
    }

    /// The first position of a list not before `at`; there must be one.
    #[inline]
    pub fn next(&self, list: usize, at: u32) -> u32 {
        let List { buckets, shift, .. } = self.lists[list];
        let bucket = (buckets + (at >> shift)) as usize;
        let (first, last) = (self.directory[bucket] as usize, self.directory[bucket + 1] as usize);
        let before = self.positions[first..last].partition_point(|&position| position < at);
        self.positions[first + before]
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        4 * (self.positions.capacity() + self.directory.capacity()) + 16 * self.lists.capacity()
    }
}
