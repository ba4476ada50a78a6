//! How many baskets hold given itemsets, and how that spreads over customers: what intervals of clustered baskets need.
use super::baskets::Baskets;
use crate::budget::Budget;
use crate::chunks::in_order;
use crate::database::{Item, SequenceDb};
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::ops::Range;

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
/// Itemset i is `items[offsets[i]..offsets[i + 1]]`. Rows that stand for m baskets are those of m customers who are alike;
/// all rows of a customer stand for as many.
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
    let baskets = Baskets::new(db, 1, n_jobs, budget)?;
    let owners = Owners::new(db, customers);
    let sums = over_holders((items, offsets), &baskets, n_jobs, budget, |rows| owners.sums(rows, &baskets))?;
    let (squares, sizes) = sums.into_iter().unzip();
    Ok(Spread { squares, sizes })
}

/// How many baskets hold each itemset; those of no items are held by none.
pub fn supports(db: &SequenceDb, items: &[Item], offsets: &[u64], n_jobs: usize, budget: &Budget) -> Result<Vec<u64>> {
    let baskets = Baskets::new(db, 1, n_jobs, budget)?;
    let weigh = |rows: &[u32]| match baskets.weights() {
        None => rows.len() as u64,
        Some(weights) => rows.iter().map(|&row| u64::from(weights[row as usize])).sum(),
    };
    over_holders((items, offsets), &baskets, n_jobs, budget, weigh)
}

/// What `sum` makes of the rows that hold each itemset.
///
/// They are gone through with their rarest items first, in the order of a prefix tree, so that itemsets share the work
/// for what they have in common.
fn over_holders<T: Copy + Default + Send>(
    (items, offsets): (&[Item], &[u64]),
    baskets: &Baskets,
    n_jobs: usize,
    budget: &Budget,
    sum: impl Fn(&[u32]) -> T + Sync,
) -> Result<Vec<T>> {
    let sets = SequenceDb::new(items, offsets, None)?;
    let rank_of: HashMap<Item, u32> = baskets.items.iter().zip(0..).map(|(one, rank)| (one.item, rank)).collect();
    let ranked: Vec<Vec<u32>> = (0..sets.len()).map(|set| ranks(sets.journey(set), &rank_of)).collect();
    let mut order: Vec<usize> = (0..ranked.len()).collect();
    order.sort_unstable_by_key(|&set| &ranked[set]);

    let mut all = vec![T::default(); order.len()];
    let work = |walk: &mut Walk, range: Range<usize>| {
        let look = |&set: &usize| (set, if budget.is_spent() { T::default() } else { sum(walk.visit(&ranked[set])) });
        order[range].iter().map(look).collect::<Vec<_>>()
    };
    let merge = |part: Vec<(usize, T)>| part.into_iter().for_each(|(set, sum)| all[set] = sum);
    in_order(order.len(), n_jobs, budget, || Walk::new(baskets), work, merge)?;
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

    /// Σ x_c² and Σ x_c·n_c, where x_c are the baskets of `rows` of customer c.
    fn sums(&self, rows: &[u32], baskets: &Baskets) -> (u64, u64) {
        let (mut squares, mut sizes) = (0, 0);
        for of_one in rows.chunk_by(|&a, &b| self.of[a as usize] == self.of[b as usize]) {
            let (held, first) = (of_one.len() as u64, of_one[0] as usize);
            let alike = u64::from(baskets.weight(first));
            squares += alike * held * held;
            sizes += alike * held * self.sizes[self.of[first] as usize];
        }
        (squares, sizes)
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

    /// The rows that hold all of these ascending ranks.
    fn visit(&mut self, ranks: &[u32]) -> &[u32] {
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
        if ranks.is_empty() { &[] } else { &self.holders[ranks.len() - 1] }
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
        let counts = [6, 5, 3, 2, 0, 0];
        assert_eq!(supports(&db, &set_items, &set_offsets, 2, &Budget::new(None)).unwrap(), counts);
        assert!(spread(&db, &customers[1..], &set_items, &set_offsets, 1, &Budget::new(None)).is_err());
    }

    #[test]
    fn a_row_that_stands_for_several_is_as_many_rows() {
        // Customers 7 and 8 have two rows each; the second stands for three such customers.
        let (rows, customers, many) = ([[1, 2], [1, 3], [2, 1], [1, 2]], [7, 7, 8, 8], [1, 1, 3, 3]);
        let expanded = [&rows[..2], &rows[2..], &rows[2..], &rows[2..]].concat().concat();
        let owners = [7, 7, 8, 8, 9, 9, 10, 10];
        let (offsets, all_offsets): (Vec<u64>, Vec<u64>) =
            ((0..=8).step_by(2).collect(), (0..=16).step_by(2).collect());
        let items = rows.concat();
        let db = SequenceDb::new(&items, &offsets, None).and_then(|db| db.with_multiplicity(&many)).unwrap();
        let whole = SequenceDb::new(&expanded, &all_offsets, None).unwrap();
        let (sets, ends, budget) = ([1, 1, 2, 3], [0, 1, 3, 4], Budget::new(None));
        let counts = supports(&db, &sets, &ends, 1, &budget).unwrap();
        assert_eq!((&counts, [8, 7, 1].as_slice()), (&supports(&whole, &sets, &ends, 1, &budget).unwrap(), &*counts));
        let one = spread(&db, &customers, &sets, &ends, 1, &budget).unwrap();
        assert_eq!(one, spread(&whole, &owners, &sets, &ends, 1, &budget).unwrap());
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
