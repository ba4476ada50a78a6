"""Databases by query: an address and a SELECT → raw columns."""
