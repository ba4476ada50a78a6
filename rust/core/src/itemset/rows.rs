//! From journeys to baskets of frequent items: who is frequent, and each item once a basket.
use super::baskets::{Baskets, Counted};
use crate::database::{Item, SequenceDb};
use crate::error::{Error, Result};
use std::collections::HashMap;

/// No rank: the item is not frequent.
const RARE: u32 = u32::MAX;

impl Baskets {
    /// Ranks the items found in at least `min_support` baskets; an item counts once a basket.
    pub fn new(db: &SequenceDb, min_support: u32) -> Result<Self> {
        let limit = u64::from(u32::MAX);
        let cells = (db.items.len() + db.len()) as u64;
        if cells > limit {
            return Err(Error::Capacity { what: "baskets and their items", found: cells, limit });
        }
        let largest = db.items.iter().max().map_or(0, |&item| item as usize);
        // Ids that are dense enough are their own number, so memory never follows the largest id.
        if largest <= 4 * db.items.len() {
            let names: Vec<Item> = (0..=largest as u32).collect();
            return Ok(ranked(db, min_support, &names, |item| item));
        }
        let mut names = db.items.to_vec();
        names.sort_unstable();
        names.dedup();
        let codes: HashMap<Item, u32> = names.iter().copied().zip(0..).collect();
        Ok(ranked(db, min_support, &names, |item| codes[&item]))
    }

    /// What [`Baskets::new`] holds at most on its way.
    pub fn bytes_of(db: &SequenceDb) -> usize {
        12 * db.items.len() + 20 * db.len()
    }
}

/// The baskets of the items that are frequent; `names` are those of the codes.
fn ranked(db: &SequenceDb, min_support: u32, names: &[Item], code_of: impl Fn(Item) -> u32) -> Baskets {
    let mut supports = vec![0u32; names.len()];
    // The last row (+ 1) that held an item, so that no row has to be sorted.
    let mut seen_in = vec![0u32; names.len()];
    for row in 0..db.len() {
        let weight = db.stands_for(row);
        for &item in db.journey(row) {
            let code = code_of(item) as usize;
            supports[code] += if seen_in[code] == row as u32 + 1 { 0 } else { weight };
            seen_in[code] = row as u32 + 1;
        }
    }
    let mut frequent: Vec<usize> = (0..names.len()).filter(|&code| supports[code] >= min_support.max(1)).collect();
    frequent.sort_by_key(|&code| (supports[code], names[code]));
    let mut rank_of = vec![RARE; names.len()];
    frequent.iter().zip(0..).for_each(|(&code, rank)| rank_of[code] = rank);

    let items = frequent.iter().map(|&code| Counted { item: names[code], support: supports[code] });
    let mut baskets = Baskets::of(items.collect(), 0, db.total() as u32, db.multiplicity.is_some());
    let mut basket = Vec::new();
    for row in 0..db.len() {
        basket.clear();
        basket.extend(db.journey(row).iter().map(|&item| rank_of[code_of(item) as usize]).filter(|&rank| rank != RARE));
        basket.sort_unstable();
        basket.dedup();
        baskets.add(basket.iter().copied(), db.stands_for(row));
    }
    baskets.index();
    baskets
}
