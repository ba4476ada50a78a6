"""Benchmarks of journeymine and its peers: the same work, counts compared before any time is printed."""
