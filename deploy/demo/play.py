"""The state that the acts share: the people, and the results of the earlier acts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from deploy.demo.cast import Cast, Person
from deploy.demo.desk import Addresses, Desk, Json, day_of
from deploy.demo.stage import PlayError, Stage

SPECIALIST = "pham-tan-sang"
CLERK = "mai-thi-nguyet"
CHAIRMAN = "doan-the-khai"


@dataclass
class Play:
    """One performance. `file` is the document that the specialist enters."""

    stage: Stage
    cast: Cast
    addresses: Addresses
    file: Path
    directive: Json = field(default_factory=dict)
    proposals: list[Json] = field(default_factory=list)
    tasks: list[Json] = field(default_factory=list)
    first: str = ""
    second: str = ""
    counted_before: int = 0
    _desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, person: Person | str) -> Desk:
        """The desk of a person; the first call signs the person in."""
        found = self.cast.people[person] if isinstance(person, str) else person
        if found.id not in self._desks:
            self._desks[found.id] = Desk.open(self.addresses, found, self.stage.language)
            self.stage.enters(self._desks[found.id], self._provider(found))
        return self._desks[found.id]

    def desks(self) -> list[Desk]:
        """The desks of everyone who has signed in."""
        return list(self._desks.values())

    def task(self, name: str, person: Person | str = SPECIALIST) -> Json:
        """A task as a person sees it now."""
        return self.desk(person).get(f"v1/{name}")

    def lead(self, name: str) -> str:
        """The id of the agency that leads one of the play's tasks."""
        return bare(next(task["lead"] for task in self.tasks if task["name"] == name))

    def today(self) -> date:
        """The system's current day."""
        day = day_of(self.desk(SPECIALIST).get("v1/baskets/monitored")["asOfDate"])
        if day is None:
            raise PlayError("baskets/monitored: asOfDate")
        return day

    def unit_name(self, name: str) -> str:
        """The full name of a unit."""
        unit = self.cast.units.get(bare(name))
        return unit.display_name if unit else name

    def _provider(self, person: Person) -> str:
        if person.identity_provider == "province":
            return self.stage.words("provider_province")
        return self.stage.words("provider_agency", alias=person.identity_provider)


def bare(name: str) -> str:
    """The last part of a resource name."""
    return name.rpartition("/")[2]


def show_basket(play: Play, desk: Desk, basket: str) -> Json:
    """Prints the counters of a basket and returns them."""
    counters = desk.get(f"v1/baskets/{basket}")
    play.stage.say(
        "basket",
        day=day_of(counters["asOfDate"]) or "",
        total=counters.get("total", "0"),
        not_accepted=counters.get("notAccepted", "0"),
        waiting=counters.get("waitingForConfirmation", "0"),
        in_time=counters.get("openInTime", "0"),
        overdue=counters.get("openOverdue", "0"),
    )
    return counters


def show_notifications(play: Play, desk: Desk, at_most: int = 3) -> None:
    """Prints the person's newest unread notifications."""
    page = desk.get("v1/notifications", unreadOnly="true", pageSize=at_most)
    play.stage.say("unread", count=page.get("unreadCount", "0"))
    for notification in page.get("notifications", []):
        play.stage.detail(f"• {notification['title']}")
