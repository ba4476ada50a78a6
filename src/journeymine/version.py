"""The version, which stands in Cargo.toml and nowhere else: the core is compiled with it."""

from journeymine._core import __version__

__all__ = ["__version__"]
