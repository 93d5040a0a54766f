"""A long run: faults at random, several at once, while people work; then everything is recounted exactly.

`make test-chaos MINUTES=30 SEED=7` runs it. `make test` does not collect this file. The seed decides which faults are
made, when and for how long; what the system was doing then still differs from run to run.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from deploy.demo.desk import Addresses
from deploy.local.ports import LOOPBACK
from deploy.local.system import System, running_system
from tests.chaos import mending, recount, tally
from tests.chaos.faults import FAULTS, MadeFault, MailRelay, Scene
from tests.chaos.office import Office
from tests.chaos.people import SHAPES, Course, Crew
from tests.conftest import QUICK

MINUTES = float(os.environ.get("MINUTES") or 30)
SEED = int(os.environ.get("SEED") or random.randrange(10**6))
PEOPLE = 8
GAP = 4
"""Seconds between the beginnings of two faults, on average; most last longer than that."""
STORMY, CALM = 75, 25
"""Seconds in which faults begin, then seconds in which none does, so that the system also recovers under load."""
pytestmark = pytest.mark.timeout(int(MINUTES * 60) + 3600)


@dataclass(frozen=True)
class Planned:
    """A fault to come, `at` seconds after the start."""

    at: float
    name: str
    seconds: float
    seed: int


def planned(seed: int, seconds: float) -> Iterator[Planned]:
    """The faults of a run. Two with the same target do not overlap."""
    chance = random.Random(seed)
    busy: dict[str, float] = {}
    at = 0.0
    while (at := at + chance.expovariate(1 / GAP)) < seconds - 20:
        free = {name: each for name, each in FAULTS.items() if busy.get(each.target, 0) <= at}
        if at % (STORMY + CALM) > STORMY or not free:
            continue
        (name,) = chance.choices(list(free), [each.weight for each in free.values()])
        lasts = chance.uniform(*FAULTS[name].seconds)
        busy[FAULTS[name].target] = at + lasts + 10
        yield Planned(at, name, lasts, chance.randrange(10**6))


@pytest.fixture(scope="module")
def relay() -> Iterator[MailRelay]:
    relay = MailRelay()
    relay.open()
    yield relay
    relay.close()


@pytest.fixture(scope="module")
def stormy(tmp_path_factory: pytest.TempPathFactory, relay: MailRelay) -> Iterator[System]:
    """The whole of dondoc with replicas and without the demo's year; its mail relay is the test's."""
    extra = QUICK | {"smtp_url": f"smtp://{LOOPBACK}:{relay.port}"}
    folder = tmp_path_factory.mktemp("system")
    print(f"logs: {folder / 'logs'}", flush=True)
    with running_system(folder, replicas=2, extra=extra, year=None) as system:
        recount.wait_until_quiet(system, seconds=600)
        yield system


class Storm:
    """Makes the planned faults; `made` and `failed` record them."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self.made: list[MadeFault] = []
        self.failed: list[str] = []

    def run(self, faults: list[Planned], seconds: float) -> None:
        """Returns once the time is up and every fault has ended."""
        began = time.monotonic()
        with ThreadPoolExecutor(24) as pool:
            for each in faults:
                time.sleep(max(0, began + each.at - time.monotonic()))
                pool.submit(self._make, each)
            time.sleep(max(0, began + seconds - time.monotonic()))

    def _make(self, planned: Planned) -> None:
        fault = FAULTS[planned.name]
        try:
            with self._locks[fault.target]:
                begin = time.time()
                print(f"{time.strftime('%H:%M:%S')} {planned.name} for {planned.seconds:.0f} s", flush=True)
                with fault.make(self._scene, random.Random(planned.seed)) as hit:
                    time.sleep(planned.seconds)
                self.made.append(MadeFault(planned.name, hit or "", begin, time.time()))
        except Exception as error:
            self.failed.append(f"{planned.name}: {type(error).__name__}: {error}")


def reference_courses(crew: Crew) -> dict[tuple[str, int], Course]:
    """Plays a course of each shape and length without faults: the pattern for all that follow."""
    lengths = [(shape, length) for shape, verbs in SHAPES.items() for length in range(1, len(verbs) + 1)]

    def play(shape: str, length: int) -> Course:
        course = Course(shape)
        for verb in SHAPES[shape][:length]:
            crew.take(course, verb)
        return course

    with ThreadPoolExecutor(4) as pool:
        played = pool.map(lambda each: play(*each), lengths)
        return dict(zip(lengths, played, strict=True))


def test_nothing_is_lost_or_multiplied_in_a_storm(stormy: System, relay: MailRelay) -> None:
    print(f"\nMINUTES={MINUTES:g} SEED={SEED}", flush=True)
    addresses = Addresses.of(stormy.plan, stormy.wiring.secrets.password("demo"))
    crew, office = Crew(addresses, SEED), Office(stormy)
    references = reference_courses(crew)
    recount.wait_until_quiet(stormy)
    tally.wait_for_mails(stormy)
    scene = Scene(stormy, relay, list(recount.subscriptions(stormy)), Counter())
    storm = Storm(scene)
    with ThreadPoolExecutor(PEOPLE + 1) as pool:
        people = [pool.submit(crew.play, number) for number in range(PEOPLE)] + [pool.submit(crew.read)]
        try:
            storm.run(list(planned(SEED, MINUTES * 60)), MINUTES * 60)
        finally:
            stormy.wait_until_ready()
            crew.stop.set()
        for done in people:
            done.result()
    mended = mending.mend(stormy)
    _report(crew, storm, scene, mended)
    courses = [*references.values(), *crew.courses]
    found = {
        "answers that no fault excuses": crew.wrong,
        "faults that could not be made": storm.failed,
        "steps": tally.wrong_steps(stormy, courses),
        "notifications and e-mails": tally.wrong_notifications(stormy, courses, references),
        "mails": tally.wrong_mails(stormy, relay, storm.made),
        "files": tally.wrong_files(stormy, crew, courses),
        "periods": tally.wrong_periods(stormy, courses),
        "poison": mending.wrong_poison(scene, mended),
        "events": tally.wrong_events(stormy),
        "statistics": tally.wrong_statistics(stormy, office),
        "comparison": mending.differing(stormy),
        "parked": list(recount.parked(stormy)),
        "projections": mending.rebuilt_otherwise(stormy),
    }
    for what, wrong in found.items():
        print(f"{what}: {'right' if not wrong else f'{len(wrong)} WRONG, such as {wrong[:5]}'}", flush=True)
    assert {what: wrong[:20] for what, wrong in found.items() if wrong} == {}, f"SEED={SEED}"


def _report(crew: Crew, storm: Storm, scene: Scene, mended: Counter[str]) -> None:
    commands = sum(len(course.acknowledged) for course in crew.courses)
    files = sum(len(course.files) for course in crew.courses)
    given_up = sum(bool(course.given_up) for course in crew.courses)
    print(f"{len(crew.courses)} tasks, {commands} acknowledged commands, {given_up} given up, {files} files")
    for each in (crew.chief, crew.clerk):
        print(f"answers besides success: {dict(each.outcomes)}; the longest took {each.longest:.1f} s")
    print(f"{len(storm.made)} faults: {dict(Counter(made.name for made in storm.made).most_common())}")
    print(f"{dict(scene.counts)}; mended: {dict(mended)}", flush=True)
