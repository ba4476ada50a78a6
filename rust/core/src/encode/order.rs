//! Rows to journeys: a counting sort by journey, then each journey sorted by (time, label, row).
use super::LIMIT;
use super::codes::{Codes, Part};
use super::column::{pieces, same_length, total};
use super::key::{Key, Layout, Wide, bits};
use super::threads::{run, split};
use crate::budget::Budget;
use crate::error::{Error, Result};
use std::ops::Range;

/// Rows whose places are looked up together.
const BATCH: usize = 64;

/// How events that share a journey and a time are treated, and what is wanted beside them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plan<'a> {
    /// Where each label stands in the order; None: by its code.
    pub places: Option<&'a [u32]>,
    /// The event at each place; None: the place is the event.
    pub events: Option<&'a [u32]>,
    /// Repeated rows (same journey, time and event) are one event.
    pub merge: bool,
    /// Is the row of each event wanted?
    pub carry_rows: bool,
    /// Threads to use.
    pub threads: usize,
}

/// Journeys in the order of their codes, their events in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// Event codes.
    pub events: Vec<u32>,
    /// One an event.
    pub times: Vec<i64>,
    /// Journey `j` is `offsets[j]..offsets[j + 1]`.
    pub offsets: Vec<u64>,
    /// The row each event came from, where asked for.
    pub rows: Option<Vec<u32>>,
    /// Rows that share journey and time with another row.
    pub tied: u64,
}

/// Sorts the rows of a log into journeys.
pub fn order(journeys: Codes, labels: Codes, times: &[&[i64]], plan: &Plan<'_>, budget: &Budget) -> Result<Ordered> {
    let rows = journeys.rows();
    same_length("rows of the event column", labels.rows(), rows)?;
    same_length("rows of the time column", total(times), rows)?;
    if rows as u64 > LIMIT {
        return Err(Error::Capacity { what: "rows", found: rows as u64, limit: LIMIT });
    }
    let span = span(times, plan.threads);
    let label_bits = bits(labels.names.len().saturating_sub(1) as u64);
    let row_bits = if plan.carry_rows { bits(rows.saturating_sub(1) as u64) } else { 0 };
    match narrow(span, times, label_bits, row_bits) {
        Some(layout) => order_by::<u64>(journeys, labels, times, plan, layout, budget),
        None => {
            let layout = Layout { origin: span.0, unit: 1, label_bits, row_bits };
            order_by::<Wide>(journeys, labels, times, plan, layout, budget)
        }
    }
}

/// The first and last time.
fn span(times: &[&[i64]], threads: usize) -> (i64, i64) {
    let ranges = split(total(times), threads);
    let spans = run(ranges, |rows| {
        pieces(times, rows).fold((i64::MAX, i64::MIN), |span, (times, rows)| {
            times[rows].iter().fold(span, |(first, last), &time| (first.min(time), last.max(time)))
        })
    });
    let (first, last) = spans.into_iter().fold((i64::MAX, i64::MIN), |a, b| (a.0.min(b.0), a.1.max(b.1)));
    if first > last { (0, 0) } else { (first, last) }
}

/// A layout of 64 bits, if there is one: times may be whole micro-, milliseconds or seconds in a finer unit.
fn narrow(span: (i64, i64), times: &[&[i64]], label_bits: u32, row_bits: u32) -> Option<Layout> {
    let length = (span.1 as u64).wrapping_sub(span.0 as u64);
    let fits = |unit: u64| bits(length / unit) + label_bits + row_bits <= 64;
    let whole = |unit: u64| {
        let since = |time: i64| (time as u64).wrapping_sub(span.0 as u64);
        unit == 1 || times.iter().all(|times| times.iter().all(|&time| since(time).is_multiple_of(unit)))
    };
    let unit = [1, 1_000, 1_000_000, 1_000_000_000].into_iter().find(|&unit| fits(unit) && whole(unit))?;
    Some(Layout { origin: span.0, unit, label_bits, row_bits })
}

fn order_by<K: Key>(
    journeys: Codes,
    labels: Codes,
    times: &[&[i64]],
    plan: &Plan<'_>,
    layout: Layout,
    budget: &Budget,
) -> Result<Ordered> {
    let (offsets, cursors) = tally(&journeys, budget)?;
    let keys = scatter::<K>(journeys, labels, times, cursors, plan, &layout, budget)?;
    settle(keys, offsets, plan, &layout, budget)
}

/// Where each journey begins, and where each part's first row of each journey goes.
fn tally(journeys: &Codes, budget: &Budget) -> Result<(Vec<u64>, Vec<Vec<u32>>)> {
    let mut counts = run(journeys.parts.iter().collect(), |part: &Part| {
        let mut counts = vec![0u32; part.ranks.len()];
        for &id in &part.ids {
            counts[id as usize] += 1;
        }
        counts
    });
    if budget.is_spent() {
        return Err(Error::Cancelled);
    }
    let mut next = vec![0u32; journeys.names.len()];
    // Counts become the number of rows of the same journey in earlier parts …
    for (part, counts) in journeys.parts.iter().zip(&mut counts) {
        for (count, &rank) in counts.iter_mut().zip(part.ranks.iter()).filter(|(count, _)| **count > 0) {
            let before = next[rank as usize];
            next[rank as usize] += *count;
            *count = before;
        }
    }
    let mut offsets = Vec::with_capacity(next.len() + 1);
    offsets.push(0u64);
    for &count in &next {
        offsets.push(offsets[offsets.len() - 1] + u64::from(count));
    }
    // … and then a place among all rows.
    for (part, counts) in journeys.parts.iter().zip(&mut counts) {
        for (count, &rank) in counts.iter_mut().zip(part.ranks.iter()) {
            *count += offsets[rank as usize] as u32;
        }
    }
    Ok((offsets, counts))
}

/// Packs every row and puts it among the rows of its journey.
fn scatter<K: Key>(
    journeys: Codes,
    labels: Codes,
    times: &[&[i64]],
    cursors: Vec<Vec<u32>>,
    plan: &Plan<'_>,
    layout: &Layout,
    budget: &Budget,
) -> Result<Vec<K>> {
    let cells: Vec<K::Cell> = (0..journeys.rows()).map(|_| K::cell()).collect();
    let mut first = 0;
    let mut jobs = Vec::new();
    for ((journeys, labels), cursors) in journeys.parts.iter().zip(&labels.parts).zip(cursors) {
        same_length("rows of a part of the event column", labels.ids.len(), journeys.ids.len())?;
        jobs.push((first, journeys, labels, cursors));
        first += journeys.ids.len();
    }
    run(jobs, |(first, journeys, labels, mut cursors)| {
        let places = plan.places.map(|places| labels.ranks.iter().map(|&rank| places[rank as usize]).collect());
        let places: &[u32] = places.as_ref().map_or(&labels.ranks, |places: &Vec<u32>| places);
        let (mut row, mut to) = (first, [0u32; BATCH]);
        for (times, rows) in pieces(times, first..first + journeys.ids.len()) {
            for times in times[rows].chunks(1 << 16) {
                if budget.is_spent() {
                    return;
                }
                for times in times.chunks(BATCH) {
                    let here = row - first..row - first + times.len();
                    let events = journeys.ids[here.clone()].iter().zip(&labels.ids[here]);
                    // Places first, in a loop with nothing else: many cache misses are then under way at once.
                    for (to, (&journey, _)) in to.iter_mut().zip(events.clone()) {
                        *to = cursors[journey as usize];
                        cursors[journey as usize] += 1;
                    }
                    for ((&to, (_, &label)), &time) in to.iter().zip(events).zip(times) {
                        let own = if plan.carry_rows { row as u32 } else { 0 };
                        K::pack(time, places[label as usize], own, layout).put(&cells[to as usize]);
                        row += 1;
                    }
                }
            }
        }
    });
    if budget.is_spent() {
        return Err(Error::Cancelled);
    }
    drop((journeys, labels));
    Ok(cells.into_iter().map(K::take).collect())
}

/// Some consecutive journeys, with the stretch of every array that is theirs.
struct Stretch<'s, K> {
    offsets: &'s [u64],
    keys: &'s mut [K],
    events: &'s mut [u32],
    rows: &'s mut [u32],
}

/// What is left of a stretch: how many events in each journey.
struct Kept {
    lengths: Vec<u32>,
    tied: u64,
}

/// Sorts each journey and unpacks it.
fn settle<K: Key>(
    mut keys: Vec<K>,
    offsets: Vec<u64>,
    plan: &Plan<'_>,
    layout: &Layout,
    budget: &Budget,
) -> Result<Ordered> {
    let mut events = vec![0u32; keys.len()];
    let mut rows = vec![0u32; if plan.carry_rows { keys.len() } else { 0 }];
    let stretches = stretches(&offsets, &mut keys, &mut events, &mut rows, plan.threads);
    let bounds: Vec<u64> = stretches.iter().map(|stretch| stretch.offsets[0]).collect();
    let kept = run(stretches, |stretch| settle_stretch(stretch, plan, layout, budget));
    let kept = kept.into_iter().collect::<Result<Vec<_>>>()?;
    let tied = kept.iter().map(|kept| kept.tied).sum();
    let mut end = 0;
    let mut closed = Vec::with_capacity(offsets.len());
    closed.push(0);
    for (kept, &from) in kept.iter().zip(&bounds) {
        let first = end;
        for &length in &kept.lengths {
            end += u64::from(length);
            closed.push(end);
        }
        let (from, to, length) = (from as usize, first as usize, (end - first) as usize);
        if from != to {
            keys.copy_within(from..from + length, to);
            events.copy_within(from..from + length, to);
            if plan.carry_rows {
                rows.copy_within(from..from + length, to);
            }
        }
    }
    let end = end as usize;
    if end < keys.len() {
        keys.truncate(end);
        events.truncate(end);
        rows.truncate(end);
        events.shrink_to_fit();
        rows.shrink_to_fit();
    }
    let mut times = K::held(keys);
    times.shrink_to_fit();
    Ok(Ordered { events, times, offsets: closed, rows: plan.carry_rows.then_some(rows), tied })
}

/// Cuts the arrays at journeys, into stretches of about as many events.
fn stretches<'s, K>(
    offsets: &'s [u64],
    mut keys: &'s mut [K],
    mut events: &'s mut [u32],
    mut rows: &'s mut [u32],
    threads: usize,
) -> Vec<Stretch<'s, K>> {
    let carried = !rows.is_empty();
    let mut journey = 0;
    let mut stretches = Vec::new();
    let ranges = split(keys.len(), threads);
    let last = ranges.len() - 1;
    for (part, Range { end, .. }) in ranges.into_iter().enumerate() {
        let until = offsets.partition_point(|&offset| offset < end as u64).clamp(journey, offsets.len() - 1);
        let until = if part == last { offsets.len() - 1 } else { until };
        let length = (offsets[until] - offsets[journey]) as usize;
        let (own_keys, own_events, own_rows);
        (own_keys, keys) = std::mem::take(&mut keys).split_at_mut(length);
        (own_events, events) = std::mem::take(&mut events).split_at_mut(length);
        (own_rows, rows) = std::mem::take(&mut rows).split_at_mut(if carried { length } else { 0 });
        stretches.push(Stretch {
            offsets: &offsets[journey..=until],
            keys: own_keys,
            events: own_events,
            rows: own_rows,
        });
        journey = until;
    }
    stretches
}

fn settle_stretch<K: Key>(stretch: Stretch<'_, K>, plan: &Plan<'_>, layout: &Layout, budget: &Budget) -> Result<Kept> {
    let Stretch { offsets, keys, events, rows } = stretch;
    let mut kept = Kept { lengths: Vec::with_capacity(offsets.len() - 1), tied: 0 };
    let mut to = 0;
    for (count, ends) in offsets.windows(2).enumerate() {
        if count & 0xFFF == 0 && budget.is_spent() {
            return Err(Error::Cancelled);
        }
        let (from, until) = ((ends[0] - offsets[0]) as usize, (ends[1] - offsets[0]) as usize);
        let journey = &mut keys[from..until];
        if !journey.is_sorted() {
            journey.sort_unstable();
        }
        let first = to;
        let (mut before, mut run_start) = (None, from);
        for at in from..until {
            let (time, place) = (keys[at].time(layout), keys[at].label(layout));
            if before.is_some_and(|(earlier, _)| earlier != time) {
                kept.tied += tied_in(at - run_start);
                run_start = at;
            }
            if plan.merge && before == Some((time, place)) {
                continue;
            }
            before = Some((time, place));
            events[to] = plan.events.map_or(place, |events| events[place as usize]);
            if plan.carry_rows {
                rows[to] = keys[at].row(layout);
            }
            keys[to] = K::hold(time);
            to += 1;
        }
        kept.tied += tied_in(until - run_start);
        kept.lengths.push((to - first) as u32);
    }
    Ok(kept)
}

fn tied_in(run: usize) -> u64 {
    if run > 1 { run as u64 } else { 0 }
}
