"""`journeymine explore`: from a file to patterns and a report by questions, and the lines that do the same again."""

from journeymine.cli.explore.command import explore

__all__ = ["explore"]
