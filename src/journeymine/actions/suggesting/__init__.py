"""Findings of actions → what to do about them, and what would test it."""
