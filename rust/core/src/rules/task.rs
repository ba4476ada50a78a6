//! Where the search below one antecedent event begins: its rows, what follows in them, and who may join it.
use super::bits::Universe;
use super::rows::Rows;
use crate::budget::{Account, make_room};
use crate::kernels::bitset::{set, words_for};

/// No place in a table.
const NONE: u32 = u32::MAX;

/// A consequent event: in the rows of a set it can follow the whole antecedent.
#[derive(Debug, Clone, Copy)]
pub struct Follower {
    /// The number of the event.
    pub item: u32,
    /// Where its set begins among the bits of the level.
    pub at: usize,
    /// Journeys in the set.
    pub support: u32,
}

/// Antecedents that differ in their last event only.
#[derive(Debug, Default)]
pub struct Level {
    /// The last event, and the end of its followers in `followers`.
    pub members: Vec<(u32, usize)>,
    /// Followers, member after member, by number of the event.
    pub followers: Vec<Follower>,
    /// Sets of rows.
    pub bits: Vec<u64>,
    /// The member looked at next.
    pub next: usize,
}

impl Level {
    /// Empties the level.
    pub fn clear(&mut self) {
        self.members.clear();
        self.followers.clear();
        self.bits.clear();
        self.next = 0;
    }

    /// The followers of a member.
    pub fn of(&self, member: usize) -> &[Follower] {
        let begin = if member == 0 { 0 } else { self.members[member - 1].1 };
        &self.followers[begin..self.members[member].1]
    }

    /// Adds what both followers (of one event, or of one antecedent) have in common, if it is `least` journeys.
    #[inline]
    pub fn meet(&mut self, rows: &Universe, bits: &[u64], both: (&Follower, &Follower), least: u32) {
        let (one, other) = both;
        if one.support.min(other.support) < least {
            return;
        }
        let (at, words) = (self.bits.len(), rows.words);
        make_room(&mut self.bits, words);
        self.bits.resize(at + words, 0);
        let support = rows.meet(&bits[one.at..][..words], &bits[other.at..][..words], &mut self.bits[at..], least);
        if support < least {
            self.bits.truncate(at);
        } else {
            self.followers.push(Follower { item: other.item, at, support });
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        8 * self.bits.capacity()
            + size_of::<Follower>() * self.followers.capacity()
            + size_of::<(u32, usize)>() * self.members.capacity()
    }
}

/// What the search below one antecedent event stands on; kept and refilled.
#[derive(Debug, Default)]
pub struct Task {
    /// The rows of the event.
    pub rows: Universe,
    /// One member: the event alone.
    pub root: Level,
    /// Words of a set of journeys that hold the event.
    pub journey_words: usize,
    /// By member of the level below the root: its journeys among those of the event.
    pub journeys: Vec<u64>,
    /// By event: a count, then a place in a table.
    counts: Vec<u32>,
    lefts: Vec<u32>,
    /// By partner and follower: rows of the pair, and where its set begins.
    rights: Vec<u32>,
    pairs: Vec<u32>,
    places: Vec<usize>,
}

impl Task {
    /// The event alone: its rows and followers of at least so much support.
    pub fn begin(&mut self, rows: &Rows, event: u32, least: u32) {
        let own = &rows.rows_of[event as usize];
        self.rows = Universe::new(own.iter().map(|&(row, _)| rows.journey_of[row as usize]), rows.windowed);
        self.root.clear();
        self.counts.clear();
        self.counts.resize(rows.items.len(), 0);
        for &(row, first) in own {
            for cell in rows.row(row).iter().take_while(|cell| cell.last > first) {
                self.counts[cell.item as usize] += 1;
            }
        }
        self.counts[event as usize] = 0;
        self.rights.clear();
        self.rights.resize(rows.items.len(), NONE);
        let words = self.rows.words;
        for item in 0..rows.items.len() {
            if rows.items[item].right && self.counts[item] >= least {
                let slot = self.root.followers.len();
                let at = slot * words;
                self.rights[item] = slot as u32;
                self.root.followers.push(Follower { item: item as u32, at, support: 0 });
            }
        }
        self.root.bits.resize(self.root.followers.len() * words, 0);
        for (local, &(row, first)) in own.iter().enumerate() {
            for cell in rows.row(row).iter().take_while(|cell| cell.last > first) {
                let slot = self.rights[cell.item as usize];
                if slot != NONE {
                    set(&mut self.root.bits[slot as usize * words..], local);
                }
            }
        }
        let Task { root: Level { followers, bits, .. }, rows: universe, .. } = self;
        followers.retain_mut(|one| {
            one.support = universe.journeys(&bits[one.at..one.at + words]);
            one.support >= least
        });
        self.root.members.push((event, self.root.followers.len()));
    }

    /// The antecedents of two events, the second after the first in number; false where there is no room for them.
    pub fn pair(&mut self, rows: &Rows, event: u32, least: u32, level: &mut Level, account: &mut Account<'_>) -> bool {
        level.clear();
        self.rights.fill(NONE);
        for (slot, one) in self.root.followers.iter().enumerate() {
            self.rights[one.item as usize] = slot as u32;
        }
        let n_rights = self.root.followers.len();
        let partners = self.partners(rows, event, least);
        let n_pairs = partners.len() * n_rights;
        let size = size_of::<u32>() + size_of::<usize>();
        if !account.take(n_pairs.saturating_mul(size)) {
            return false;
        }
        let mut pairs = std::mem::take(&mut self.pairs);
        pairs.clear();
        pairs.resize(n_pairs, 0);
        self.each_pair(rows, event, |_, at| pairs[at] += 1);
        let (words, mut end) = (self.rows.words, 0);
        self.places.clear();
        self.places.extend(pairs.iter().map(|&count| {
            let kept = count >= least;
            end += if kept { words } else { 0 };
            if kept { end - words } else { usize::MAX }
        }));
        self.pairs = pairs;
        if !account.take(end.saturating_mul(size_of::<u64>())) {
            return false;
        }
        level.bits.resize(end, 0);
        self.each_pair(rows, event, |local, at| {
            if self.places[at] != usize::MAX {
                set(&mut level.bits[self.places[at]..], local);
            }
        });
        self.settle(&partners, least, level);
        self.mark_journeys(rows, event, level);
        account.hold(self.bytes() + level.bytes());
        true
    }

    /// The events that may join; `lefts` then names their rows in the table of pairs.
    fn partners(&mut self, rows: &Rows, event: u32, least: u32) -> Vec<u32> {
        self.counts.fill(0);
        for &(row, _) in &rows.rows_of[event as usize] {
            rows.row(row).iter().for_each(|cell| self.counts[cell.item as usize] += 1);
        }
        let joins = |&item: &u32| rows.items[item as usize].left && self.counts[item as usize] >= least;
        let partners: Vec<u32> = (event + 1..rows.items.len() as u32).filter(joins).collect();
        self.lefts.clear();
        self.lefts.resize(rows.items.len(), NONE);
        for (slot, &item) in partners.iter().enumerate() {
            self.lefts[item as usize] = slot as u32;
        }
        partners
    }

    /// Calls `hit` with every row and every pair (partner, follower) such that the follower comes after both the event
    /// and the partner.
    fn each_pair(&self, rows: &Rows, event: u32, mut hit: impl FnMut(usize, usize)) {
        let n_rights = self.root.followers.len();
        let mut followers: Vec<(u32, u32)> = Vec::new();
        for (local, &(row, first)) in rows.rows_of[event as usize].iter().enumerate() {
            let cells = rows.row(row);
            followers.clear();
            let after = cells.iter().take_while(|cell| cell.last > first);
            let known = after.map(|cell| (self.rights[cell.item as usize], cell.last));
            followers.extend(known.filter(|&(slot, _)| slot != NONE));
            for cell in cells {
                let partner = self.lefts[cell.item as usize];
                if partner == NONE {
                    continue;
                }
                let own = self.rights[cell.item as usize];
                let base = partner as usize * n_rights;
                for &(slot, _) in followers.iter().take_while(|&&(_, last)| last > cell.first) {
                    if slot != own {
                        hit(local, base + slot as usize);
                    }
                }
            }
        }
    }

    /// Makes members of the partners that have followers left.
    fn settle(&self, partners: &[u32], least: u32, level: &mut Level) {
        let (n_rights, words) = (self.root.followers.len(), self.rows.words);
        for (slot, &item) in partners.iter().enumerate() {
            let before = level.followers.len();
            for (nth, right) in self.root.followers.iter().enumerate() {
                let at = self.places[slot * n_rights + nth];
                if at == usize::MAX {
                    continue;
                }
                let support = self.rows.journeys(&level.bits[at..at + words]);
                if support >= least {
                    level.followers.push(Follower { item: right.item, at, support });
                }
            }
            if level.followers.len() > before {
                level.members.push((item, level.followers.len()));
            }
        }
    }

    /// The journeys, among those of the event, that hold a member of the level below the root.
    pub fn journeys_with(&self, item: u32) -> &[u64] {
        let nth = self.lefts[item as usize] as usize;
        &self.journeys[nth * self.journey_words..(nth + 1) * self.journey_words]
    }

    /// Which journeys of the event hold each member; `lefts` then names the members.
    fn mark_journeys(&mut self, rows: &Rows, event: u32, level: &Level) {
        let own = &rows.journeys_of[event as usize];
        self.journey_words = words_for(own.len());
        self.journeys.clear();
        self.journeys.resize(level.members.len() * self.journey_words, 0);
        for (nth, &(item, _)) in level.members.iter().enumerate() {
            self.lefts[item as usize] = nth as u32;
            let bits = &mut self.journeys[nth * self.journey_words..(nth + 1) * self.journey_words];
            let theirs = &rows.journeys_of[item as usize];
            let mut at = 0;
            for (local, journey) in own.iter().enumerate() {
                at += theirs[at..].partition_point(|one| one < journey);
                if theirs.get(at) == Some(journey) {
                    set(bits, local);
                }
            }
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let by_event = 4 * (self.counts.capacity() + self.lefts.capacity() + self.rights.capacity());
        self.root.bytes()
            + by_event
            + 8 * (self.journeys.capacity() + self.places.capacity())
            + 4 * self.pairs.capacity()
    }
}
