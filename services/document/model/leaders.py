"""Which leader assigns the tasks of a directive, as its own words say."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from shared import texts


@dataclass(frozen=True)
class Leader:
    """A person who may be named as assigner, in the role that allows it."""

    person: str
    role: str
    display_name: str


# An office that only one person holds; with a name behind it, the name decides.
_CHAIRMAN = re.compile(r"^(?:dong chi )?chu tich (?:ubnd|uy ban nhan dan) tinh$")


def proposed_assigner(chair: str, signer: str, leaders: Collection[Leader]) -> str:
    """The leader who chaired the meeting or, if no chair is named, the one who signed; empty if none is certain."""
    if chair:
        return _named(chair, leaders) or _only([each for each in leaders if _holds(each, chair)])
    return _named(signer, leaders)


def _named(words: str, leaders: Collection[Leader]) -> str:
    written = f" {_plain(words)} "
    return _only([each for each in leaders if f" {_plain(each.display_name)} " in written])


def _holds(leader: Leader, words: str) -> bool:
    return leader.role == "CHAIRMAN" and bool(_CHAIRMAN.match(_plain(words)))


def _only(found: Collection[Leader]) -> str:
    people = {each.person for each in found}
    return people.pop() if len(people) == 1 else ""


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", texts.folded(words)))
