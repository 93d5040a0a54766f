"""The settings of the task service."""

from pydantic import Field

from shared.config import ServiceSettings


class TaskSettings(ServiceSettings):
    """The settings besides those of every service."""

    document_address: str
    sweep_seconds: float = Field(default=60, gt=0, description="seconds between two sweeps")
    seed_seconds: float = Field(default=120, gt=0, description="how long `seed` waits for identity")
    sweep_size: int = Field(default=200, ge=1, description="tasks handled by one sweep")
