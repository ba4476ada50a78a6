"""The naive search that journeymine keeps as an engine: every candidate is counted in every journey."""

from benchmarks.engines.ours import mine, prepare, version

__all__ = ["mine", "prepare", "version"]
