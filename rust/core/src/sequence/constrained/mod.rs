//! The constrained search: patterns whose occurrences keep rules on gaps, spans and the ends of journeys.
mod edges;
mod turned;

#[cfg(test)]
mod tests;

use crate::budget::{Budget, StoppedBy};
use crate::database::SequenceDb;
use crate::error::{Error, Result};
use crate::sequence::cells::Cells;
use crate::sequence::levels::{Extended, Joins, Levels};
use crate::sequence::measure::{self, Measure};
use crate::sequence::prepared::Prepared;
use crate::sequence::projection::{Gapped, Projection, Together};
use crate::sequence::search::{Lengths, Plan};
use crate::sequence::sift::Sifted;
use crate::sequence::subsume::{self, Family, Kept};
use crate::sequence::wanted::Wanted;
use crate::sequence::{Kind, Mined, Request, parallel};
use crate::sink::{Collect, Found, JOINED, Shared, Sink, TopK, in_order};
use edges::Edges;
use std::sync::Arc;
use turned::Turned;

/// Mines what is asked for under the rules of `request`; [`Error::Cancelled`] when the caller has asked to stop.
pub fn mine(db: &SequenceDb, levels: Option<&Levels>, request: &Request, budget: &Budget) -> Result<Mined> {
    let extended = levels.map(|levels| Extended::new(db, levels, budget)).transpose()?;
    let mut around = budget.account();
    around.hold(extended.as_ref().map_or(0, Extended::bytes));
    let whole = extended.as_ref().map_or(*db, Extended::view);
    let whole = SequenceDb { multiplicity: db.multiplicity, worth: db.worth, ..whole };
    let turns = turns_around(request);
    let choice = (!matches!(request.kind, Kind::Generators(_))).then(|| request.wanted.choice()).flatten();
    let matters = |s| choice.as_ref().is_none_or(|choice| choice.may_hold(&whole, s));
    let changes = turns || choice.is_some();
    let prepared = changes.then(|| Prepared::new(&whole, matters, turns, budget)).transpose()?;
    let view = prepared.as_ref().map_or(whole, Prepared::view);
    let least_rows = measure::least_rows(&view, request.min_support, request.least_worth);
    let cells = Cells::new(&view, least_rows, &request.excludes, request.n_jobs, budget)?;
    let mut account = budget.account();
    account.hold(cells.bytes() + prepared.as_ref().map_or(0, Prepared::bytes));
    let projected = Gapped::<true>::bytes_of(&cells, request.rules.ask_for_times());
    budget.require("journeys", projected)?;
    account.hold(account.held() + projected);
    let codes = cells.codes.clone();
    if let Some(&largest) = codes.last().filter(|&&code| code >= JOINED) {
        let limit = u64::from(JOINED);
        return Err(Error::Capacity { what: "distinct events", found: u64::from(largest), limit });
    }
    let wanted = Arc::new(request.wanted.numbered(&codes));
    let rules = if turns { request.rules.mirrored() } else { request.rules };
    let together = match levels {
        None => Together::All,
        Some(_) if db.element_starts.is_none() => Together::None,
        Some(levels) => {
            let mine = changes.then(|| Prepared::new(db, matters, turns, budget)).transpose()?;
            let mine = mine.as_ref().map_or(*db, Prepared::view);
            let joins = Joins::bytes_of(levels, &mine, &cells);
            budget.require("journeys", joins)?;
            account.hold(account.held() + joins);
            Together::Some(Joins::new(levels, &mine, &view, &cells))
        }
    };
    let sets = cells.has_sets() && !matches!(together, Together::None);
    let measure = Measure::new(&view, &cells, request.least_worth);
    account.hold(account.held() + measure.as_ref().map_or(0, Measure::bytes));
    let n_journeys = u32::try_from(db.total()).unwrap_or(u32::MAX);
    let constrained = Constrained { request, wanted, measure, turns, sets, n_journeys, budget };
    let stop = cells.stop_by(budget);
    let Seen { mut found, unseen, stopped_by } = match rules.max_span {
        Some(_) => constrained.search(&Gapped::<true>::new(&view, cells, &rules, together, stop))?,
        None => constrained.search(&Gapped::<false>::new(&view, cells, &rules, together, stop))?,
    };
    found.steps.iter_mut().for_each(|step| *step = codes[(*step & !JOINED) as usize] | *step & JOINED);
    let more = request.max_patterns.is_some_and(|n| found.truncate(n));
    // A budget that ran out with nothing left to see has cut nothing off.
    let proven_above = (unseen > 0).then_some(unseen);
    let stopped_by = proven_above.and(stopped_by).or(more.then_some(StoppedBy::MaxPatterns));
    Ok(Mined { found, stopped_by, proven_above })
}

/// What a search has come to.
struct Seen {
    /// In result order, in the numbers of the cells.
    found: Found,
    /// The best support of what the search reached and did not look into, if it still matters; else 0.
    unseen: u32,
    /// What ran out, if anything did.
    stopped_by: Option<StoppedBy>,
}

/// Is it better to look from the end of journeys? Where patterns must end there, or in certain events.
fn turns_around(request: &Request) -> bool {
    let Request { rules, wanted, kind, .. } = request;
    match (rules.from_start, rules.to_end) {
        (true, _) => false,
        (false, true) => true,
        (false, false) => matches!(kind, Kind::All(_)) && wanted.starts_with.is_none() && wanted.ends_with.is_some(),
    }
}

/// What is asked, in the numbers of the cells.
struct Constrained<'a> {
    request: &'a Request,
    wanted: Arc<Wanted>,
    measure: Option<Measure>,
    turns: bool,
    sets: bool,
    /// How many journeys there are, or those they stand for.
    n_journeys: u32,
    budget: &'a Budget,
}

/// How much of the time and memory a search may use whose patterns are still to be compared.
const SEARCH_SHARE: f64 = 0.75;

impl Constrained<'_> {
    fn search<const SPAN: bool>(&self, projection: &Gapped<SPAN>) -> Result<Seen> {
        projection.cells().check(self.budget)?;
        let Request { kind, min_support, max_patterns, .. } = *self.request;
        match kind {
            Kind::All(k) => match k.into_iter().chain(max_patterns.map(|n| n.saturating_add(1))).min() {
                Some(n) => self.all(projection, TopK::new(n, min_support)),
                None => self.all(projection, Collect::new(min_support)),
            },
            _ if self.family().needs_journeys(kind) => self.compared::<_, true>(projection),
            _ => self.compared::<_, false>(projection),
        }
    }

    fn family(&self) -> Family {
        Family { rules: self.request.rules, n_journeys: self.n_journeys }
    }

    fn all<P: Projection, S: Shared>(&self, projection: &P, sink: S) -> Result<Seen> {
        let sink = Sifted::new(Arc::clone(&self.wanted), sink);
        let (found, unseen) = self.run(projection, self.request.lengths, sink, self.budget)?;
        let unseen = if unseen < found.min_support() { 0 } else { unseen };
        Ok(Seen { found: found.into_found(self.budget)?, unseen, stopped_by: self.budget.stopped_by() })
    }

    /// Finds the whole family first, then compares.
    fn compared<P: Projection, const J: bool>(&self, projection: &P) -> Result<Seen> {
        let Request { kind, lengths, min_support, .. } = *self.request;
        let family = self.family();
        let reach = Lengths { min: 1, max: family.reach(kind, lengths.max) };
        let part = self.budget.part(SEARCH_SHARE);
        part.step(SEARCH_SHARE);
        let (kept, unseen) = self.run(projection, reach, Kept::<J>::new(min_support), &part)?;
        self.budget.step(1.0);
        let verdict = subsume::decide(&kept, kind, &family, self.budget)?;
        let found = kept.into_patterns();
        let mut results = Found::default();
        for at in (0..found.len()).filter(|&at| verdict.is_result[at]) {
            let pattern = found.pattern(at);
            if (lengths.min..=lengths.max).contains(&pattern.len()) && self.wanted.admits(pattern) {
                results.push(pattern, found.supports[at]);
            }
        }
        let mut results = in_order(vec![results], self.budget)?;
        if let Kind::Closed(Some(k)) | Kind::Generators(Some(k)) = kind {
            results.truncate(k);
        }
        let unseen = if unseen < min_support { 0 } else { unseen };
        // Whoever was not seen may be around any pattern that is shown as maximal.
        let unseen = if unseen > 0 && kind == Kind::Maximal { self.n_journeys } else { unseen };
        let stopped_by = part.stopped_by().or(self.budget.stopped_by());
        Ok(Seen { found: results, unseen: unseen.max(verdict.undecided), stopped_by })
    }

    /// All patterns of these lengths go to the sink; gives it back, and the best support of what was not looked into.
    fn run<P: Projection, S: Shared>(
        &self,
        projection: &P,
        lengths: Lengths,
        sink: S,
        budget: &Budget,
    ) -> Result<(S, u32)> {
        let closes = self.request.rules.from_start && self.request.rules.to_end;
        let more = usize::from(closes);
        let condition = Edges {
            first: self.first_items(projection.cells().codes.len()),
            end: closes.then(|| projection.cells().end()),
            sets: self.sets,
        };
        let lengths = Lengths { min: lengths.min.saturating_add(more), max: lengths.max.saturating_add(more) };
        let measure = self.measure.as_ref();
        let plan = Plan { projection, condition: &condition, measure, lengths, budget };
        let (found, unseen) = parallel::search(&plan, Turned::new(self.turns, closes, sink), self.request.n_jobs);
        // Who has asked to stop does not wait for a sort.
        budget.check()?;
        Ok((found.into_inner(), unseen))
    }

    /// Which items may begin a pattern where only such patterns are looked for.
    fn first_items(&self, n_items: usize) -> Option<Vec<bool>> {
        let named = if self.turns { &self.wanted.ends_with } else { &self.wanted.starts_with };
        let named = named.as_ref().filter(|_| matches!(self.request.kind, Kind::All(_)))?;
        let mut first = vec![false; n_items];
        named.iter().for_each(|&item| first[item as usize] = true);
        Some(first)
    }
}
