//! Long passes that hear whoever asks to stop.

/// How many items pass between two questions: about a millisecond.
const ASK_EVERY: usize = 1 << 18;

/// Passes items on until `stop` says to end; it is asked before the first and now and then.
///
/// A pass that ended early is of no use: who makes it asks again when it is over.
#[inline]
pub fn heard<T>(items: impl Iterator<Item = T>, stop: impl Fn() -> bool) -> impl Iterator<Item = T> {
    let mut left = 0;
    items.take_while(move |_| {
        if left == 0 {
            left = ASK_EVERY;
            if stop() {
                return false;
            }
        }
        left -= 1;
        true
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_to_stop_is_heard_before_and_on_the_way() {
        assert_eq!(heard(0..9, || true).count(), 0);
        assert_eq!(heard(0..9, || false).count(), 9);
        let asked = std::cell::Cell::new(0);
        let stop = || asked.replace(asked.get() + 1) == 2;
        assert_eq!(heard(0..10 * ASK_EVERY, stop).count(), 2 * ASK_EVERY);
    }
}
