"""8 surface: results as people read them, without a program beside them; `PatternSet.report` is the way there."""

from journeymine.reporting.report import write_report

__all__ = ["write_report"]
