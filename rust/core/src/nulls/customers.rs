//! Sums within customers, for intervals that know that journeys of one customer belong together.
use crate::budget::Budget;
use crate::chunks::in_order;
use crate::error::Result;
use std::ops::{AddAssign, Range};

/// Per hypothesis: sums over customers of what the interval of Σx / Σq needs.
#[derive(Debug, Default, Clone)]
pub struct Sums {
    /// Σ_c x_c: journeys that hold it.
    pub support: Vec<u32>,
    /// Σ_c x_c².
    pub squares: Vec<u64>,
    /// Σ_c x_c·n_c, with n_c journeys (for rules: journeys that hold the antecedent).
    pub sizes: Vec<u64>,
    /// Σ_c x_c·q_c.
    pub crossed: Vec<f64>,
    /// Σ_c q_c².
    pub chance_squares: Vec<f64>,
    /// Customers that hold a rare hypothesis: (hypothesis, x_c, q_c).
    pub rare: Vec<(u32, u32, f64)>,
}

/// Fewer supporting journeys than this ask for a bootstrap.
pub const RARE: u32 = 10;

impl Sums {
    /// For hypotheses `0..len`.
    pub fn new(len: usize) -> Self {
        Sums {
            support: vec![0; len],
            squares: vec![0; len],
            sizes: vec![0; len],
            crossed: vec![0.0; len],
            chance_squares: vec![0.0; len],
            rare: Vec::new(),
        }
    }

    /// So many customers, each with `x` of `n` journeys that hold hypothesis `h`, and chances that sum to `q`.
    pub fn add(&mut self, h: u32, x: u32, n: u32, q: f64, many: u32) {
        let (at, before) = (h as usize, self.support[h as usize]);
        self.support[at] += x * many;
        self.squares[at] += u64::from(x) * u64::from(x) * u64::from(many);
        self.sizes[at] += u64::from(x) * u64::from(n) * u64::from(many);
        self.crossed[at] += f64::from(x) * q * f64::from(many);
        // Ten customers are enough to know that the hypothesis is not rare.
        for _ in 0..many.min(RARE.saturating_sub(before).div_ceil(x.max(1))) {
            self.rare.push((h, x, q));
        }
    }

    /// Adds the sums of another part.
    pub fn merge(&mut self, other: Sums) {
        for &(h, x, q) in &other.rare {
            if self.support[h as usize] < RARE {
                self.rare.push((h, x, q));
            }
        }
        add(&mut self.support, other.support);
        add(&mut self.squares, other.squares);
        add(&mut self.sizes, other.sizes);
        add(&mut self.crossed, other.crossed);
        add(&mut self.chance_squares, other.chance_squares);
    }

    /// Keeps the customers of hypotheses that stayed rare, sorted by hypothesis, then by what they add: whoever draws
    /// them draws the same, however journeys were dealt to parts.
    pub fn settle_rare(&mut self) {
        let support = &self.support;
        self.rare.retain(|&(h, ..)| support[h as usize] < RARE);
        self.rare.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    }
}

/// Adds numbers to numbers, place by place.
pub fn add<T: AddAssign>(own: &mut [T], other: Vec<T>) {
    own.iter_mut().zip(other).for_each(|(sum, part)| *sum += part);
}

/// Visits all customers on several threads, each with a `bench` of its own, and merges the parts in order; how many
/// customers there are. `customers` are the owners of the journeys, ascending; `visit` is given one owner's journeys.
pub fn each_customer<B, P: Send>(
    customers: &[u32],
    n_jobs: usize,
    budget: &Budget,
    bench: impl Fn() -> B + Sync,
    part: impl Fn() -> P + Sync,
    visit: impl Fn(&mut B, &mut P, Range<usize>) + Sync,
    merge: impl FnMut(P) + Send,
) -> Result<u64> {
    let runs = runs(customers);
    let some = |bench: &mut B, range: Range<usize>| {
        let mut part = part();
        for c in range.take_while(|_| !budget.is_spent()) {
            visit(bench, &mut part, runs[c]..runs[c + 1]);
        }
        part
    };
    in_order(runs.len() - 1, n_jobs, budget, bench, some, merge)?;
    Ok(runs.len() as u64 - 1)
}

/// The number of each row's first journey where all rows are written out as often as they stand; `None` where each
/// stands for itself.
pub fn numbers(multiplicity: Option<&[u32]>) -> Option<Vec<u64>> {
    multiplicity.map(|all| {
        let firsts = all.iter().scan(0, |next, &many| {
            let first = *next;
            *next += u64::from(many);
            Some(first)
        });
        firsts.collect()
    })
}

/// Runs of journeys of one customer: `starts[c]..starts[c + 1]`.
fn runs(customers: &[u32]) -> Vec<usize> {
    let changes = (1..customers.len()).filter(|&s| customers[s] != customers[s - 1]);
    let mut starts: Vec<usize> = std::iter::once(0).chain(changes).collect();
    if !customers.is_empty() {
        starts.push(customers.len());
    }
    starts
}

/// One customer's counts by hypothesis, with the hypotheses touched; kept and emptied.
#[derive(Debug, Default)]
pub struct Counts<T> {
    values: Vec<T>,
    touched: Vec<u32>,
}

impl<T: Copy + Default + PartialEq + AddAssign> Counts<T> {
    /// For hypotheses `0..len`.
    pub fn new(len: usize) -> Self {
        Counts { values: vec![T::default(); len], touched: Vec::new() }
    }

    /// Adds to one (nothing is added where `value` is zero).
    #[inline]
    pub fn add(&mut self, h: u32, value: T) {
        let own = &mut self.values[h as usize];
        if *own == T::default() && value != T::default() {
            self.touched.push(h);
        }
        *own += value;
    }

    /// The value of one.
    #[inline]
    pub fn get(&self, h: u32) -> T {
        self.values[h as usize]
    }

    /// Those touched, in the order of the first touch.
    pub fn touched(&self) -> &[u32] {
        &self.touched
    }

    /// Back to zero.
    pub fn clear(&mut self) {
        for h in self.touched.drain(..) {
            self.values[h as usize] = T::default();
        }
    }
}

/// Visits a customer whose row stands for `many` of them: once for all, or, where the visit says that it added one only,
/// again for each of the others. A visit is told which of them it is for, and how many there are.
pub fn each_copy(many: u32, budget: &Budget, mut visit: impl FnMut((u32, u32)) -> bool) {
    if visit((0, many)) {
        // Each of the journeys that a row stands for comes in orders of its own.
        (1..many).take_while(|_| !budget.is_spent()).for_each(|copy| {
            visit((copy, many));
        });
    }
}
