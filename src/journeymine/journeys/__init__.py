"""2 order: identities, cleaning, sessions, simultaneous events → immutable coded journeys."""
