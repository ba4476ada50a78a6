"""The naive search that journeymine keeps as an engine: every candidate is counted in every journey."""

from benchmarks.engines.ours import mine, prepare, told, version, why_absent

__all__ = ["mine", "prepare", "told", "version", "why_absent"]
