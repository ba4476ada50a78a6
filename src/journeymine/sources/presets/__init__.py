"""Mappings of well-known exports, a commented TOML file each, that fill what a source does not say itself."""

from journeymine.sources.presets.files import Preset, filled, names, preset

__all__ = ["Preset", "filled", "names", "preset"]
