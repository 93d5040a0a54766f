"""A clock that differs from the database's is seen, in both directions; a slow answer is no difference."""

import time
from types import SimpleNamespace
from typing import Any

import pytest

from deploy.local.postgres import RunningPostgres
from shared import clocks
from shared.db import Database


@pytest.mark.parametrize(("ahead", "wrong"), [(0, False), (20, False), (-20, False), (60, True), (-60, True)])
def test_a_clock_must_agree_with_the_databases(
    postgres: RunningPostgres, monkeypatch: pytest.MonkeyPatch, ahead: float, wrong: bool
) -> None:
    database, real = Database(postgres.url), time.time
    monkeypatch.setattr(time, "time", lambda: real() + ahead)
    if wrong:
        with pytest.raises(clocks.WrongClockError):
            clocks.check(database)
    else:
        clocks.check(database)
    assert clocks.OFFSET._value.get() == pytest.approx(ahead, abs=1)
    database.engine.dispose()


def test_a_slow_answer_is_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    read = iter((1000.0, 1090.0))
    monkeypatch.setattr(time, "time", lambda: next(read))
    slow: Any = SimpleNamespace(scalar=lambda _: 1045.0)
    clocks.compare(slow)
    assert clocks.OFFSET._value.get() == 0
