"""The settings of the reporting service."""

from shared.config import ServiceSettings


class ReportingSettings(ServiceSettings):
    """What every service needs is enough."""
