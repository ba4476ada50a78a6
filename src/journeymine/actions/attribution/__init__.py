"""Dividing what was achieved among the channels before it."""
