//! How often each customer's baskets hold an itemset: what the intervals of clustered baskets need.
use super::baskets::Baskets;
use crate::budget::Budget;
use crate::chunks::in_order;
use crate::database::{Item, SequenceDb};
use crate::error::{Error, Result};
use std::collections::HashMap;

/// For each itemset, over the customers c with n_c baskets, x_c of which hold it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Σ x_c².
    pub squares: Vec<u64>,
    /// Σ x_c·n_c.
    pub sizes: Vec<u64>,
}

/// Sums over the customers of the baskets; `customers` says whose each basket is, ascending.
///
/// Itemset i is `items[offsets[i]..offsets[i + 1]]`. They are gone through with their rarest items first, in the order
/// of a prefix tree, so that itemsets share the work for what they have in common.
pub fn spread(
    db: &SequenceDb,
    customers: &[u32],
    items: &[Item],
    offsets: &[u64],
    n_jobs: usize,
    budget: &Budget,
) -> Result<Spread> {
    let (found, expected) = (customers.len() as u64, db.len() as u64);
    if found != expected {
        return Err(Error::Shape { what: "number of customer codes", found, expected });
    }
    let sets = SequenceDb::new(items, offsets, None)?;
    let baskets = Baskets::new(db, 1)?;
    let owners = Owners::new(db, customers);
    let rank_of: HashMap<Item, u32> = baskets.items.iter().zip(0..).map(|(one, rank)| (one.item, rank)).collect();
    let ranked: Vec<Vec<u32>> = (0..sets.len()).map(|set| ranks(sets.journey(set), &rank_of)).collect();
    let mut order: Vec<usize> = (0..ranked.len()).collect();
    order.sort_unstable_by_key(|&set| &ranked[set]);

    let mut all = Spread { squares: vec![0; order.len()], sizes: vec![0; order.len()] };
    let work = |walk: &mut Walk, range: std::ops::Range<usize>| {
        let sums = |&set: &usize| if budget.is_spent() { (set, 0, 0) } else { walk.visit(&ranked[set], set, &owners) };
        order[range].iter().map(sums).collect::<Vec<_>>()
    };
    let merge = |part: Vec<(usize, u64, u64)>| {
        part.into_iter().for_each(|(set, squares, sizes)| (all.squares[set], all.sizes[set]) = (squares, sizes));
    };
    in_order(order.len(), n_jobs, budget, || Walk::new(&baskets), work, merge)?;
    Ok(all)
}

/// Whose the baskets are that hold anything.
struct Owners {
    of: Vec<u32>,
    sizes: Vec<u64>,
}

impl Owners {
    fn new(db: &SequenceDb, customers: &[u32]) -> Self {
        let mut owners = Owners { of: Vec::with_capacity(db.len()), sizes: Vec::new() };
        let mut last = None;
        for (row, &customer) in customers.iter().enumerate() {
            if last != Some(customer) {
                owners.sizes.push(0);
                last = Some(customer);
            }
            let number = owners.sizes.len() - 1;
            owners.sizes[number] += 1;
            if !db.range(row).is_empty() {
                owners.of.push(number as u32);
            }
        }
        owners
    }
}

/// An item that no basket holds.
const NOWHERE: u32 = u32::MAX;

fn ranks(set: &[Item], rank_of: &HashMap<Item, u32>) -> Vec<u32> {
    let mut ranks: Vec<u32> = set.iter().map(|item| rank_of.get(item).copied().unwrap_or(NOWHERE)).collect();
    ranks.sort_unstable();
    ranks
}

/// The baskets that hold each prefix of the itemset looked at last.
struct Walk<'a> {
    baskets: &'a Baskets,
    path: Vec<u32>,
    holders: Vec<Vec<u32>>,
}

impl<'a> Walk<'a> {
    fn new(baskets: &'a Baskets) -> Self {
        Walk { baskets, path: Vec::new(), holders: Vec::new() }
    }

    fn visit(&mut self, ranks: &[u32], set: usize, owners: &Owners) -> (usize, u64, u64) {
        let shared = self.path.iter().zip(ranks).take_while(|(old, new)| old == new).count();
        self.path.truncate(shared);
        for (depth, &rank) in ranks.iter().enumerate().skip(shared) {
            if depth == self.holders.len() {
                self.holders.push(Vec::new());
            }
            let (before, after) = self.holders.split_at_mut(depth);
            let with: &[u32] = if rank == NOWHERE { &[] } else { self.baskets.holders(rank) };
            match before.last() {
                Some(prefix) => meet(prefix, with, &mut after[0]),
                None => after[0] = with.to_vec(),
            }
            self.path.push(rank);
        }
        let (mut squares, mut sizes) = (0, 0);
        let rows: &[u32] = if ranks.is_empty() { &[] } else { &self.holders[ranks.len() - 1] };
        for of_one in rows.chunk_by(|&a, &b| owners.of[a as usize] == owners.of[b as usize]) {
            let held = of_one.len() as u64;
            squares += held * held;
            sizes += held * owners.sizes[owners.of[of_one[0] as usize] as usize];
        }
        (set, squares, sizes)
    }
}

/// What two ascending lists share; the second may be much longer.
fn meet(few: &[u32], many: &[u32], out: &mut Vec<u32>) {
    out.clear();
    let mut rest = many;
    for &row in few {
        // Twice as far each time, then back by halves.
        let mut reach = 1;
        while reach < rest.len() && rest[reach - 1] < row {
            reach *= 2;
        }
        let end = reach.min(rest.len());
        rest = &rest[rest[..end].partition_point(|&other| other < row)..];
        if rest.first() == Some(&row) {
            out.push(row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_agree_with_counting_customer_by_customer() {
        let rows: [&[u32]; 9] = [&[1, 2, 2], &[], &[2, 1], &[1], &[2, 3, 1], &[3], &[], &[1, 2, 3], &[2, 1]];
        let customers = [0, 0, 0, 1, 1, 4, 4, 4, 9];
        let sets: [&[u32]; 6] = [&[1], &[1, 2], &[3], &[1, 2, 3], &[7], &[1, 7]];
        let flat = |rows: &[&[u32]]| {
            let ends = rows.iter().scan(0, |end, row| {
                *end += row.len() as u64;
                Some(*end)
            });
            (rows.concat(), std::iter::once(0).chain(ends).collect::<Vec<u64>>())
        };
        let ((items, offsets), (set_items, set_offsets)) = (flat(&rows), flat(&sets));
        let db = SequenceDb::new(&items, &offsets, None).unwrap();
        let mut wanted = Spread::default();
        for set in sets {
            let (mut squares, mut sizes) = (0, 0);
            for customer in [0, 1, 4, 9] {
                let own: Vec<_> = rows.iter().zip(customers).filter(|(_, owner)| *owner == customer).collect();
                let held = own.iter().filter(|(row, _)| set.iter().all(|item| row.contains(item))).count();
                squares += (held * held) as u64;
                sizes += (held * own.len()) as u64;
            }
            wanted.squares.push(squares);
            wanted.sizes.push(sizes);
        }
        for n_jobs in [1, 3] {
            let budget = Budget::new(None);
            let got = spread(&db, &customers, &set_items, &set_offsets, n_jobs, &budget);
            assert_eq!(got.unwrap(), wanted);
        }
        assert!(spread(&db, &customers[1..], &set_items, &set_offsets, 1, &Budget::new(None)).is_err());
    }

    #[test]
    fn lists_meet_however_far_apart() {
        let many: Vec<u32> = (0..1000).map(|i| i * 3).collect();
        let mut out = vec![5];
        meet(&[0, 1, 3, 299, 300, 2997, 2998, 5000], &many, &mut out);
        assert_eq!(out, [0, 3, 300, 2997]);
        meet(&[4], &[], &mut out);
        assert!(out.is_empty());
    }
}
