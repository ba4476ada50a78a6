"""8 surface: raw logs to try things on, as Arrow tables; nothing is ever downloaded."""

from journeymine.datasets.completejourney import campaign_windows, complete_journey
from journeymine.datasets.five_systems import FiveSystems, five_systems
from journeymine.datasets.generated import generate
from journeymine.datasets.service import ServiceLog, service_log

__all__ = [
    "FiveSystems",
    "ServiceLog",
    "campaign_windows",
    "complete_journey",
    "five_systems",
    "generate",
    "service_log",
]
