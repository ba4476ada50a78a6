"""What a file such as ``sources.toml`` says: how each of several sources becomes events of one log."""

from journeymine.sources.mapping.checking import checked
from journeymine.sources.mapping.schema import SourceMapping

__all__ = ["SourceMapping", "checked"]
