"""9 program: requests and answers as JSON, for services (the extra ``service``)."""

from journeymine.service.limits import Limits
from journeymine.service.running import run
from journeymine.service.schemas import schema

__all__ = ["Limits", "run", "schema"]
