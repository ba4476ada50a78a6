"""Looks at files and proposes what their columns mean."""
