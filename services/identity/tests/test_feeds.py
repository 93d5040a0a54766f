"""The calendar feed of a person: its secret is kept as a hash, and it ends with the positions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.identity import tables
from services.identity.model import Period
from services.identity.tables.schema import CALENDAR_FEEDS
from services.identity.tests.factories import NOW, TODAY, caller
from services.identity.usecases import feeds, positions, seeding
from shared.errors import NotFound, PermissionDenied
from shared.principal import Principal

OFFICER, HEAD = caller("a-can-bo"), caller("a-giam-doc")
GATEWAY = Principal("service:gateway", service="gateway")
SYSTEM = caller("quan-tri")
SECRET, OTHER = "s" * 43, "t" * 43


@pytest.fixture
def signed_in(session: Session) -> Session:
    """The small province, whose officer has signed in once."""
    seeding.note_subjects(session, {"a-can-bo": "subject-a-can-bo"})
    return session


def resolved(session: Session, secret: str = SECRET, day: int = 0) -> str:
    return feeds.resolve(session.connection(), GATEWAY, secret, TODAY + timedelta(days=day))


def refused(session: Session, secret: str = SECRET, day: int = 0) -> str:
    with pytest.raises(NotFound) as refusal:
        resolved(session, secret, day)
    return refusal.value.reason


def test_a_secret_is_made_renewed_and_stopped(signed_in: Session) -> None:
    session = signed_in
    assert feeds.get(session.connection(), OFFICER, "a-can-bo") is None
    assert refused(session) == "CALENDAR_FEED_NOT_FOUND"
    feeds.renew(session, OFFICER, "a-can-bo", SECRET, NOW)
    assert feeds.get(session.connection(), OFFICER, "a-can-bo") == NOW
    assert resolved(session) == "subject-a-can-bo"
    feeds.renew(session, OFFICER, "a-can-bo", OTHER, NOW)
    assert refused(session) == "CALENDAR_FEED_NOT_FOUND"
    assert resolved(session, OTHER) == "subject-a-can-bo"
    feeds.stop(session, OFFICER, "a-can-bo")
    assert feeds.get(session.connection(), OFFICER, "a-can-bo") is None
    assert refused(session, OTHER) == "CALENDAR_FEED_NOT_FOUND"


def test_the_secret_itself_is_not_kept(signed_in: Session) -> None:
    feeds.renew(signed_in, OFFICER, "a-can-bo", SECRET, NOW)
    row = signed_in.execute(select(CALENDAR_FEEDS)).one()
    assert SECRET not in str(tuple(row))


@pytest.mark.parametrize("who", [HEAD, SYSTEM], ids=lambda who: who.person)
def test_nobody_has_to_do_with_the_feed_of_another(signed_in: Session, who: Principal) -> None:
    for call in (
        lambda: feeds.get(signed_in.connection(), who, "a-can-bo"),
        lambda: feeds.renew(signed_in, who, "a-can-bo", SECRET, NOW),
        lambda: feeds.stop(signed_in, who, "a-can-bo"),
    ):
        with pytest.raises(NotFound):
            call()


def test_only_the_gateway_resolves_a_secret(signed_in: Session) -> None:
    for who in (OFFICER, SYSTEM, Principal("portal", scopes=("statistics.read",))):
        with pytest.raises(PermissionDenied):
            feeds.resolve(signed_in.connection(), who, SECRET, TODAY)


def test_a_feed_ends_when_its_person_leaves_the_agency(signed_in: Session) -> None:
    session = signed_in
    feeds.renew(session, OFFICER, "a-can-bo", SECRET, NOW)
    positions.end(session, SYSTEM, "phong-a", "a-can-bo", TODAY + timedelta(days=3), "", TODAY, NOW)
    assert resolved(session, day=3) == "subject-a-can-bo"
    assert refused(session, day=4) == "CALENDAR_FEED_NOT_FOUND"
    held = tables.load_position(session, tables.EVERYBODY, "phong-a", "a-can-bo", TODAY).position
    elsewhere = replace(held, unit="phong-b", position="moi", period=Period(TODAY))
    tables.insert_position(session, elsewhere, NOW)
    # The calendar of the old office does not show the tasks of the new one.
    assert refused(session, day=4) == "CALENDAR_FEED_NOT_FOUND"
