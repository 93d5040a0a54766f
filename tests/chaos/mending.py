"""The work of an operator after faults: the documented commands, until nothing is left to mend."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from deploy.local.system import System
from tests.chaos import recount, tally
from tests.chaos.faults import Scene

_ROUNDS = 6


def mend(system: System) -> Counter[str]:
    """Replays, drops, republishes and resends, as the runbooks say; returns how many of each."""
    done: Counter[str] = Counter()
    for _ in range(_ROUNDS):
        system.wait_until_ready()
        tally.wait_until_published(system)
        before = done.total()
        for service in recount.subscribers(system):
            _parked(system, service, done)
        for command in differing(system):
            source, name = command.removeprefix("python -m services.").split(" republish ")
            system.run(source, "republish", name)
            done["republished"] += 1
        done["resent"] += int(system.run("notification", "resend").split()[0])
        if done.total() == before:
            break
    recount.wait_until_quiet(system, seconds=300)
    tally.wait_for_mails(system)
    return done


def _parked(system: System, service: str, done: Counter[str]) -> None:
    for line in system.run(service, "parked", "list").splitlines():
        # A traceback may follow.
        id, _, what = line.partition(" ")
        if len(id) != 36:
            continue
        poisonous = "not an event" in what or ".lost" in what
        system.run(service, "parked", *(["drop", id] if poisonous else ["replay", id]))
        done["poison dropped" if poisonous else "replayed"] += 1


def _commands(system: System, service: str, report: str) -> list[str]:
    """The commands that `held` or `differing` name."""
    return [line.rpartition("; ")[2] for line in system.run(service, report).splitlines() if "; " in line]


def wrong_poison(scene: Scene, mended: Counter[str]) -> list[str]:
    """Poison that was not parked. A purge may have removed some of it from its queue."""
    sent, dropped = scene.counts["poisonous messages"], mended["poison dropped"]
    purged = scene.counts["messages purged"]
    return [] if sent - purged <= dropped <= sent else [f"{sent} sent, {purged} purged, {dropped} parked"]


def differing(system: System) -> list[str]:
    """Compares all versions; returns the commands that mend what differs and what is held."""
    reports = [
        (service, report) for service in recount.subscribers(system) for report in ("held", "differing")
    ]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda source: system.run(source, "compare"), recount.with_outbox(system)))
        # The comparison looks again after the longest delay of a retry.
        tally.wait_until_queues_are_empty(system)
        found = list(pool.map(lambda each: _commands(system, *each), reports))
    return sorted({command for each in found for command in each})


def rebuilt_otherwise(system: System) -> list[str]:
    """Reporting's tables that differ after they are made again from the stored events."""
    lines = system.run("reporting", "rebuild").splitlines()
    return [line for line in lines if not line.endswith(" as before") or " not " in line]
