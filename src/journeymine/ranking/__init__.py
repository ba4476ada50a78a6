"""5 evaluate: intervals, lifts under named nulls, rules."""
