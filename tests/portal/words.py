"""The texts of the portal's screens, by their keys in its catalogues, for tests that run in both languages."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from deploy.local.plan import ROOT

_CATALOGUES = ROOT / "gateway" / "portal" / "src" / "i18n"
_PLACE = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True)
class Words:
    """The texts of one language: `words("steps:accept.button")`."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its values filled in. KeyError if the catalogue has no such key."""
        return _PLACE.sub(lambda found: str(values[found[1]]), self._raw(key))

    def like(self, key: str) -> re.Pattern[str]:
        """A pattern that matches the text of a key with any values."""
        return re.compile(".*".join(map(re.escape, _PLACE.split(self._raw(key))[::2])))

    def _raw(self, key: str) -> str:
        screen, _, path = key.partition(":")
        found: Any = _catalogue(self.language, screen)
        for part in path.split("."):
            found = found[part]
        return str(found)


@cache
def _catalogue(language: str, screen: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((_CATALOGUES / language / f"{screen}.json").read_text(encoding="utf-8"))
    return read
