"""8 surface: raw logs to try things on, as Arrow tables; nothing is ever downloaded."""

from journeymine.datasets.completejourney import campaign_windows, complete_journey
from journeymine.datasets.five_systems import FiveSystems, five_systems
from journeymine.datasets.generated import generate

__all__ = ["FiveSystems", "campaign_windows", "complete_journey", "five_systems", "generate"]
