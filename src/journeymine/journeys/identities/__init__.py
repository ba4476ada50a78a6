"""Many ids, one person: pairs of ids seen together → who is who → events under their persons."""

from journeymine.journeys.identities.explaining import chain_of
from journeymine.journeys.identities.resolving import resolve_identities

__all__ = ["chain_of", "resolve_identities"]
