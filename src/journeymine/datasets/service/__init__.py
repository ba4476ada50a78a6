"""A service company's log in which causes are planted: for warnings, effects and measures to be tried on."""

from journeymine.datasets.service.exports import ServiceLog, service_log

__all__ = ["ServiceLog", "service_log"]
