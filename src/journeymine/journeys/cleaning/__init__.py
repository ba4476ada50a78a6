"""Cleaning steps: a log in, a log out that knows what was done to it."""
