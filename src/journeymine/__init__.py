"""From raw interaction logs to ranked, statistically sound journey patterns."""
