"""The settings of the gateway and of each service, found by their name."""

from importlib import import_module

from shared.config import Settings


def settings_of(service: str) -> type[Settings]:
    """The class of its settings: `TaskSettings` of `services.task.config` for `task`."""
    package = "gateway" if service == "gateway" else f"services.{service}"
    kind = getattr(import_module(f"{package}.config"), f"{service.title()}Settings")
    assert isinstance(kind, type)
    assert issubclass(kind, Settings)
    return kind
