"""8 surface: results as people read them, without a program beside them."""

from journeymine.reporting.examples import Example, examples
from journeymine.reporting.report import write_report

__all__ = ["Example", "examples", "write_report"]
