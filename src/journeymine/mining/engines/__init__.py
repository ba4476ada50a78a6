"""Other programs behind the same calls, with the same results in the same order."""
