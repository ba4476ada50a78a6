"""Five systems of one company that know the same customers by different ids, with everything that goes wrong."""

from journeymine.datasets.five_systems.systems import FiveSystems, five_systems

__all__ = ["FiveSystems", "five_systems"]
