//! What decides how a pattern goes on, as one number: the elements in which it can end, and its last event.
use super::journeys::{FIRST, Journeys};
use crate::sequence::tree::hash;

/// Sets items apart from elements.
const ITEM: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;

/// The sum over elements, given by their numbers, for a pattern that ends in `item`.
pub fn sum_of_elements(item: u32, elements: impl Iterator<Item = u32>) -> u128 {
    elements.fold(hash(item).wrapping_mul(ITEM), |sum, element| sum.wrapping_add(hash(element)))
}

/// The sum over the elements of some occurrences of an item of these journeys.
pub fn sum_of_occurrences(journeys: &Journeys, item: u32, occurrences: &[u32]) -> u128 {
    let elements = occurrences.iter().map(|at| journeys.elements[(at & !FIRST) as usize]);
    sum_of_elements(journeys.items[item as usize], elements)
}
