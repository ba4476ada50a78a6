"""6 act: what comes next in a journey that still runs, and how good such predictions are."""
