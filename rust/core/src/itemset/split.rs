//! What baskets with one item hold besides it, and the memory to count it in.

/// What the baskets with one item hold besides it.
#[derive(Debug, Default)]
pub struct Split {
    /// Items before it, and after it, with enough support together with it: (rank, support together), ranks ascending.
    pub blockers: Vec<(u32, u32)>,
    /// See `blockers`.
    pub candidates: Vec<(u32, u32)>,
    /// Items after it that all of its baskets hold.
    pub absorbed: Vec<u32>,
    /// Does an item before it sit in all of its baskets?
    pub is_blocked: bool,
}

/// Reused memory, all zero between uses.
#[derive(Debug)]
pub struct Scratch {
    pub(super) counts: Vec<u32>,
    touched: Vec<u32>,
    pub(super) bits: Vec<u64>,
}

impl Scratch {
    /// For databases of up to `n` ranks.
    pub fn new(n: usize) -> Self {
        Scratch { counts: vec![0; n], touched: Vec::new(), bits: vec![0; n] }
    }

    /// Numbers these ranks from 0, until they are forgotten.
    pub fn number(&mut self, ranks: impl Iterator<Item = u32>) {
        ranks.zip(1..).for_each(|(rank, number)| self.counts[rank as usize] = number);
    }

    /// The number of `rank`, if it has one.
    #[inline]
    pub fn numbered(&self, rank: u32) -> Option<u32> {
        self.counts[rank as usize].checked_sub(1)
    }

    /// Counts how often each rank comes in ascending lists, each as far as `until` and with its weight.
    pub fn count<'a>(&mut self, lists: impl Iterator<Item = (&'a [u32], u32)>, until: u32) {
        for (list, weight) in lists {
            for &rank in list {
                if rank >= until {
                    break;
                }
                let count = &mut self.counts[rank as usize];
                if *count == 0 {
                    self.touched.push(rank);
                }
                *count += weight;
            }
        }
    }

    /// Hands over what was counted at least `least` times, ranks ascending, and forgets all of it.
    pub fn take_counts(&mut self, least: u32, mut take: impl FnMut(u32, u32)) {
        let Scratch { counts, touched, .. } = self;
        touched.retain(|&rank| {
            let is_kept = counts[rank as usize] >= least;
            if !is_kept {
                counts[rank as usize] = 0;
            }
            is_kept
        });
        touched.sort_unstable();
        touched.drain(..).for_each(|rank| take(rank, std::mem::take(&mut counts[rank as usize])));
    }

    /// Ends the numbering.
    pub fn forget(&mut self, ranks: impl Iterator<Item = u32>) {
        ranks.for_each(|rank| self.counts[rank as usize] = 0);
    }
}

impl Split {
    /// Notes an item before it.
    pub fn add_blocker(&mut self, other: u32, count: u32, support: u32, least: u32) {
        if count == support {
            self.is_blocked = true;
        } else if count >= least {
            self.blockers.push((other, count));
        }
    }

    /// Notes an item after it.
    pub fn add_candidate(&mut self, other: u32, count: u32, support: u32, least: u32) {
        if count == support {
            self.absorbed.push(other);
        } else if count >= least {
            self.candidates.push((other, count));
        }
    }
}
