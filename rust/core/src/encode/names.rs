//! Distinct names in order, and the rank of each id.
use super::dictionary::Dictionary;

/// Sorted distinct names: strings by bytes (which is by code point), integers numerically.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Names {
    /// UTF-8 of all names and where each begins, one offset more than names.
    Text {
        /// All names, one after another.
        bytes: Vec<u8>,
        /// Name `i` is `bytes[offsets[i]..offsets[i + 1]]`.
        offsets: Vec<i64>,
    },
    /// The numbers.
    Integers(Vec<i64>),
}

impl Names {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Names::Text { offsets, .. } => offsets.len() - 1,
            Names::Integers(integers) => integers.len(),
        }
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Names of a text column and the rank of every id; ids that are not `used` get no name (and rank 0).
pub fn rank_text(dictionary: &Dictionary<'_>, used: Option<&[bool]>) -> (Names, Vec<u32>) {
    let order = sorted_text(dictionary, used);
    let length: usize = order.iter().map(|&id| dictionary.name_length(id)).sum();
    let (mut bytes, mut offsets) = (Vec::with_capacity(length), Vec::with_capacity(order.len() + 1));
    offsets.push(0);
    for &id in &order {
        dictionary.write_name(id, &mut bytes);
        offsets.push(bytes.len() as i64);
    }
    (Names::Text { bytes, offsets }, inverse(&order, dictionary.len()))
}

/// Numbers of an integer column and the rank of every id.
pub fn rank_integers(dictionary: &Dictionary<'_>) -> (Names, Vec<u32>) {
    let mut order: Vec<(i64, u32)> = (0..dictionary.len() as u32).map(|id| (dictionary.integer(id), id)).collect();
    order.sort_unstable();
    let ids: Vec<u32> = order.iter().map(|&(_, id)| id).collect();
    let integers = order.into_iter().map(|(integer, _)| integer).collect();
    (Names::Integers(integers), inverse(&ids, dictionary.len()))
}

/// Ids in the order of their names: sorted by 64 telling bits, then what these leave open by everything.
fn sorted_text(dictionary: &Dictionary<'_>, used: Option<&[bool]>) -> Vec<u32> {
    let ids = || (0..dictionary.len() as u32).filter(|&id| used.is_none_or(|used| used[id as usize]));
    let Some(first) = ids().next() else { return Vec::new() };
    let one = dictionary.order_key(first);
    let differing = ids().fold(0, |bits, id| bits | (dictionary.order_key(id) ^ one));
    let common = differing.leading_zeros().min(127);
    let telling = |id| ((dictionary.order_key(id) << common) >> 64) as u64;
    let mut order: Vec<(u64, u32)> = ids().map(|id| (telling(id), id)).collect();
    order.sort_unstable();
    for open in order.chunk_by_mut(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
        open.sort_unstable_by_key(|&(_, id)| (dictionary.order_key(id), dictionary.long_name(id)));
    }
    order.into_iter().map(|(_, id)| id).collect()
}

fn inverse(order: &[u32], ids: usize) -> Vec<u32> {
    let mut ranks = vec![0; ids];
    for (rank, &id) in order.iter().enumerate() {
        ranks[id as usize] = rank as u32;
    }
    ranks
}
