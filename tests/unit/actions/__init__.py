"""Tests of what may leave the house."""
