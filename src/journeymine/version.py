"""The version, which the project's own file repeats; a test holds both equal."""

__version__ = "0.1.0"
