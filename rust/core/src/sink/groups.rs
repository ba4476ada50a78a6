//! Patterns counted by rank, and where each rank lies in the result.
use super::Found;

/// All patterns of one rank.
#[derive(Debug, Clone, Copy, Default)]
pub struct Group {
    /// See [`crate::sink::rank`]; 0 where the place in the table is free.
    pub rank: u64,
    /// How many patterns there are, or are still to come.
    pub n: u64,
    /// Where the steps of the next of them go.
    pub next: u64,
}

impl Group {
    /// How many events each of its patterns has.
    pub fn length(&self) -> u64 {
        u64::from(!(self.rank as u32))
    }

    /// What its patterns weigh when they are written.
    pub fn bytes(&self) -> usize {
        (self.n * (12 + 4 * self.length())) as usize
    }
}

/// A table of groups by rank; no rank is 0, for nothing has support 0.
#[derive(Debug)]
pub struct Groups {
    table: Vec<Group>,
    taken: usize,
}

impl Default for Groups {
    fn default() -> Self {
        Groups { table: vec![Group::default(); 64], taken: 0 }
    }
}

impl Groups {
    /// The group of a rank, added where there is none.
    #[inline]
    pub fn of(&mut self, rank: u64) -> &mut Group {
        let place = self.place(rank);
        if self.table[place].rank == rank {
            return &mut self.table[place];
        }
        self.add(rank)
    }

    /// Where the rank is, or the free place where it would go.
    #[inline]
    fn place(&self, rank: u64) -> usize {
        let mask = self.table.len() - 1;
        let mut place = (rank.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & mask;
        while self.table[place].rank != rank && self.table[place].rank != 0 {
            place = (place + 1) & mask;
        }
        place
    }

    #[cold]
    fn add(&mut self, rank: u64) -> &mut Group {
        if self.taken * 2 >= self.table.len() {
            let more = vec![Group::default(); self.table.len() * 2];
            for group in std::mem::replace(&mut self.table, more) {
                if group.rank != 0 {
                    let place = self.place(group.rank);
                    self.table[place] = group;
                }
            }
        }
        self.taken += 1;
        let place = self.place(rank);
        self.table[place].rank = rank;
        &mut self.table[place]
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.table.capacity() * size_of::<Group>()
    }

    /// All groups, the best rank first.
    pub fn sorted(self) -> Vec<Group> {
        let mut groups: Vec<Group> = self.table.into_iter().filter(|group| group.rank != 0).collect();
        groups.sort_unstable_by_key(|group| !group.rank);
        groups
    }
}

impl FromIterator<Group> for Groups {
    fn from_iter<I: IntoIterator<Item = Group>>(groups: I) -> Self {
        let mut all = Groups::default();
        groups.into_iter().for_each(|group| *all.of(group.rank) = group);
        all
    }
}

/// Columns with all but the steps in place, and where the steps of each group end.
pub fn lay_out(groups: &mut [Group]) -> (Found, Vec<u64>) {
    let patterns = groups.iter().map(|group| group.n).sum::<u64>() as usize;
    let mut found = Found { steps: Vec::new(), offsets: Vec::with_capacity(patterns + 1), supports: Vec::new() };
    found.supports.reserve_exact(patterns);
    found.offsets.push(0);
    let mut at = 0;
    let mut ends = Vec::with_capacity(groups.len());
    for group in groups {
        let (support, length) = ((group.rank >> 32) as u32, group.length());
        group.next = at;
        found.supports.resize(found.supports.len() + group.n as usize, support);
        found.offsets.extend((1..=group.n).map(|i| at + i * length));
        at += group.n * length;
        ends.push(at);
    }
    found.steps = vec![0; at as usize];
    (found, ends)
}
