"""Patterns counted by the period in which they were completed, from journeys that go on."""
