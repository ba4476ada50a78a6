//! What one occurrence of a pattern has to meet, all at once.

/// Bounds on an occurrence, all inclusive; by default there are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rules {
    /// The least time between neighbouring elements, in the unit of the journeys' times.
    pub min_gap: Option<u64>,
    /// The most time between neighbouring elements.
    pub max_gap: Option<u64>,
    /// The most time from the first element to the last.
    pub max_span: Option<u64>,
    /// The least distance of neighbouring elements, counted in elements of the journey: neighbours there are 1 apart.
    pub min_step_gap: Option<u32>,
    /// The greatest distance of neighbouring elements.
    pub max_step_gap: Option<u32>,
    /// Must the first element be the journey's first?
    pub from_start: bool,
    /// Must the last element be the journey's last?
    pub to_end: bool,
}

impl Rules {
    /// Is nothing asked of an occurrence?
    pub fn is_none(&self) -> bool {
        *self == Rules::default()
    }

    /// The same rules for journeys that are read from their last element to their first.
    pub fn mirrored(&self) -> Rules {
        Rules { from_start: self.to_end, to_end: self.from_start, ..*self }
    }

    /// Must the times of the elements be known?
    pub fn ask_for_times(&self) -> bool {
        self.min_gap.is_some() || self.max_gap.is_some() || self.max_span.is_some()
    }
}
