"""Directives that change while somebody watches: told at the commit, to whoever may see them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from services.document import tables
from services.document.model import Directive
from services.document.usecases.access import reader_of
from shared import changes
from shared.db import ReadSession
from shared.principal import Principal

CHANNEL = "directives"
EVERY_DIRECTIVE = "all"


def tell(session: Session, directive: Directive) -> None:
    """Tells those who watch that the directive, its proposals or its forwardings have changed."""
    units = tables.units_with(session, directive.uid)
    topics = {EVERY_DIRECTIVE, directive.creator, *units} - {""}
    changes.tell(session, CHANNEL, f"directives/{directive.uid}", topics)


def topics(caller: Principal) -> set[str]:
    """What the caller watches: every directive, or the own ones and those that own units were given."""
    reader = reader_of(caller)
    return {EVERY_DIRECTIVE} if reader.sees_all else {reader.person, *reader.units} - {""}


def changed(session: ReadSession, caller: Principal, names: Collection[str]) -> list[Directive]:
    """Those of the directives that the caller may see, without their text."""
    return tables.some_directives(session, reader_of(caller), [name.rpartition("/")[2] for name in names])
