"""The words of a form in one language, with names of units and people instead of resource names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.task.tables.units import Labels
from shared.messages import Catalogue, Locale


@dataclass(frozen=True, slots=True)
class Texts:
    """The catalogue in one language."""

    catalogue: Catalogue
    locale: Locale
    labels: Labels

    def __call__(self, key: str, **facts: object) -> str:
        return self.catalogue.say(key, self.locale, facts)

    def name(self, resource: str) -> str:
        """The name of a unit or a person; empty if it is unknown, since an id says nothing to people."""
        return self.labels.names.get(resource, "")

    def field_of_work(self, code: str) -> str:
        """The name of a field of work; its code if it has no name."""
        key = f"field_of_work.{code}"
        return self(key) if key in self.catalogue else code


def day(value: date | None) -> str:
    """A day as forms write it: dd/mm/yyyy."""
    return value.strftime("%d/%m/%Y") if value else ""
