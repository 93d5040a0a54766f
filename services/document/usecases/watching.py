"""Publishes changes of directives, at the commit, to those who watch and may see them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from services.document import tables
from services.document.model import Directive
from services.document.usecases.access import sight_of
from shared import changes
from shared.db import ReadSession
from shared.principal import Principal
from shared.resource_names import id_of

CHANNEL = "directives"
EVERY_DIRECTIVE = "all"


def directive_changed(session: Session, directive: Directive) -> None:
    """Publishes that the directive or its forwardings have changed."""
    _publish(session, directive, concerned(session, directive))


def concerned(session: ReadSession, directive: Directive) -> set[str]:
    """The topics of a directive: the person who entered it, its recipients, and the readers of its tasks."""
    readers = tables.readers_of(session, directive.uid)
    return {EVERY_DIRECTIVE, directive.creator, *tables.units_with(session, directive.uid), *readers} - {""}


def proposals_changed(session: Session, directive: Directive) -> None:
    """Publishes that proposals of the directive have changed, only to those who see all directives."""
    _publish(session, directive, {EVERY_DIRECTIVE})


def questions_changed(session: Session, directive: str) -> None:
    """Publishes that other tasks of a directive ask what becomes of them, only to those who see all directives.

    `directive` is its resource name.
    """
    changes.publish(session, CHANNEL, directive, {EVERY_DIRECTIVE})


def _publish(session: Session, directive: Directive, topics: set[str]) -> None:
    changes.publish(session, CHANNEL, f"directives/{directive.uid}", topics)


def topics(caller: Principal) -> set[str]:
    """The caller's topics: every directive, or those that concern the person or the person's units."""
    sight = sight_of(caller)
    return {EVERY_DIRECTIVE} if sight.sees_all else {sight.person, *sight.units} - {""}


def changed(session: ReadSession, caller: Principal, names: Collection[str]) -> list[Directive]:
    """Those of the directives that the caller may see, without their text."""
    return tables.find_directives(session, sight_of(caller), [id_of(name) for name in names])
