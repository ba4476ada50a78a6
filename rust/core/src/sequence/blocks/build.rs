//! Laying journeys out in blocks.
use super::rare::Rare;
use super::{Blocks, FoundIn};
use crate::kernels::block_steps::BlockTable;
use crate::kernels::rows_above::LANES;
use crate::sequence::cells::Cells;

/// How many events are laid out between two looks at the budget.
const LOOK_EVERY: usize = 1 << 16;

/// A name that occurs in fewer than one of so many blocks is rare.
const RARE: usize = 4;

/// Blocks may take so many bytes for each event (they are few names' 12 bytes for 64 events otherwise), and so many at
/// all events.
const MOST_BYTES: usize = 24;
const ALWAYS_BYTES: usize = 1 << 18;

/// How large blocks will be.
struct Survey {
    /// How often each name occurs.
    counts: Vec<usize>,
    /// The position of the first event of each journey.
    starts: Vec<u32>,
    blocks: usize,
}

impl Blocks {
    /// The blocks of all journeys of `cells`; `None` when they would be too large for what they are, or take more than
    /// `most_bytes`, when there are more positions than 32 bits tell apart, or when the budget is spent.
    pub fn all(cells: &Cells, most_bytes: usize, is_spent: impl FnMut() -> bool) -> Option<Blocks> {
        let steps: Vec<u32> = (0..cells.end()).collect();
        let lengths = (0..cells.len() as u32).map(|journey| (cells.stop(journey) - cells.start(journey)) as usize);
        let survey = Survey::new(cells.counts.clone(), lengths)?;
        Blocks::surveyed(&steps, survey, |number| cells.events(number as u32), most_bytes, is_spent)
    }

    /// The same for `n` journeys, given by their numbers, whose events are numbers of `steps`.
    pub fn of<E>(
        steps: &[u32],
        n: usize,
        journey: impl Fn(usize) -> E,
        most_bytes: usize,
        mut is_spent: impl FnMut() -> bool,
    ) -> Option<Blocks>
    where
        E: Iterator<Item = u32>,
    {
        let (mut counts, mut lengths, mut events, mut looked) = (vec![0; steps.len()], Vec::with_capacity(n), 0, 0);
        for number in 0..n {
            if events >= looked {
                looked = events + LOOK_EVERY;
                if is_spent() {
                    return None;
                }
            }
            let before = events;
            for name in journey(number) {
                counts[name as usize] += 1;
                events += 1;
            }
            lengths.push(events - before);
        }
        Blocks::surveyed(steps, Survey::new(counts, lengths.into_iter())?, journey, most_bytes, is_spent)
    }

    fn surveyed<E>(
        steps: &[u32],
        survey: Survey,
        journey: impl Fn(usize) -> E,
        most_bytes: usize,
        is_spent: impl FnMut() -> bool,
    ) -> Option<Blocks>
    where
        E: Iterator<Item = u32>,
    {
        let events: usize = survey.counts.iter().sum();
        if survey.bytes(steps.len()) > most_bytes.min(ALWAYS_BYTES + MOST_BYTES * events) {
            return None;
        }
        let n_blocks = survey.blocks;
        let mut blocks = Blocks::empty(steps, survey);
        blocks.fill(journey, n_blocks, is_spent)?;
        Some(blocks)
    }

    fn empty(steps: &[u32], survey: Survey) -> Blocks {
        let (mut dense, mut rare) = (0, 0);
        let found_in = survey.counts.iter().map(|&count| {
            let (number, found_in): (_, fn(u32) -> FoundIn) =
                if survey.is_rare(count) { (&mut rare, FoundIn::List) } else { (&mut dense, FoundIn::Table) };
            *number += 1;
            found_in(*number - 1)
        });
        let found_in = found_in.collect();
        let width = steps.len().next_multiple_of(LANES);
        let of_rare = survey.counts.iter().copied().filter(|&count| survey.is_rare(count));
        Blocks {
            steps: steps.to_vec(),
            found_in,
            table: BlockTable::new(dense as usize, survey.blocks),
            rare: Rare::new(of_rare, 64 * survey.blocks),
            ends: vec![0; survey.starts.len() * width],
            width,
            starts: survey.starts,
        }
    }

    fn fill<E>(
        &mut self,
        journey: impl Fn(usize) -> E,
        n_blocks: usize,
        mut is_spent: impl FnMut() -> bool,
    ) -> Option<()>
    where
        E: Iterator<Item = u32>,
    {
        let mut looked = 0;
        for number in 0..self.starts.len() {
            let start = self.starts[number];
            if start as usize >= looked {
                looked = start as usize + LOOK_EVERY;
                if is_spent() {
                    return None;
                }
            }
            let ends = &mut self.ends[number * self.width..][..self.width];
            for (at, name) in (start..).zip(journey(number)) {
                ends[name as usize] = at + 1;
                match self.found_in[name as usize] {
                    FoundIn::Table(column) => self.table.put(column as usize, at),
                    FoundIn::List(list) => self.rare.put(list as usize, at),
                }
            }
            let stop = self.starts.get(number + 1).map_or(n_blocks, |&next| next as usize / 64);
            self.table.link(start as usize / 64..stop);
        }
        self.rare.link();
        Some(())
    }
}

impl Survey {
    fn new(counts: Vec<usize>, lengths: impl ExactSizeIterator<Item = usize>) -> Option<Survey> {
        let mut survey = Survey { counts, starts: Vec::with_capacity(lengths.len()), blocks: 0 };
        for length in lengths {
            survey.starts.push(u32::try_from(64 * survey.blocks).ok()?);
            // One position more, so that the place after the last event is in the journey's own block.
            survey.blocks += length / 64 + 1;
        }
        u32::try_from(64 * survey.blocks).ok()?;
        Some(survey)
    }

    fn is_rare(&self, count: usize) -> bool {
        count * RARE < self.blocks
    }

    /// The memory that blocks will take: 12 bytes a name and block, where the name is not rare, 8 an event that is, and
    /// a row for each journey.
    fn bytes(&self, n_names: usize) -> usize {
        let of_name = |&count: &usize| if self.is_rare(count) { 8 * count } else { 12 * self.blocks };
        let rows = 4 * self.starts.len() * n_names.next_multiple_of(LANES);
        rows + self.counts.iter().map(of_name).sum::<usize>()
    }
}
