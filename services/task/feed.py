"""Due dates as a calendar (RFC 5545), which calendars of phones and offices read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from icalendar import Calendar, Event

from services.task import model
from services.task.usecases import Seen
from shared.messages import Catalogue, Locale

CONTENT_TYPE = "text/calendar; charset=utf-8"
# How often a calendar should read its feed again.
_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Words:
    """The words of a calendar in one language, the names of units, and the portal's address, if events link to it."""

    catalogue: Catalogue
    locale: Locale
    names: Mapping[str, str]
    portal: str = ""

    def __call__(self, key: str, **facts: object) -> str:
        return self.catalogue.say(key, self.locale, facts)


def calendar_of(tasks: Collection[Seen], words: Words) -> bytes:
    """The calendar: an event of a whole day for each task."""
    calendar = Calendar()
    calendar.add("prodid", "-//dondoc//tasks//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", words("feed.name"))
    calendar.add("refresh-interval", _AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for each in tasks:
        calendar.add_component(_event(each, words))
    return bytes(calendar.to_ical())


def _event(seen: Seen, words: Words) -> Event:
    task, event = seen.task, Event()
    event.add("uid", f"{task.uid}@task.dondoc.vn")
    # The moment of the last change: the same tasks make the same file, so that it is not sent again.
    event.add("dtstamp", task.updated_at if model.shows(seen.view, "updated_at") else task.created_at)
    event.add("dtstart", task.due.date)
    event.add("summary", task.title)
    event.add("description", "\n".join(_facts(seen, words)))
    # Nobody is busy all day because a task is due.
    event.add("transp", "TRANSPARENT")
    if words.portal:
        event.add("url", f"{words.portal}/{task.name}")
    return event


def _facts(seen: Seen, words: Words) -> Iterator[str]:
    task = seen.task
    if lead := words.names.get(task.lead, ""):
        yield words("feed.lead", name=lead)
    if task.directive_number:
        yield words("feed.directive", number=task.directive_number)
    if task.output:
        yield words("feed.output", output=task.output)
    if seen.its_class is not None:
        yield words("feed.class", name=words(f"class.{seen.its_class.value}"))
