"""Directives: entering, changing, finding, opening and forwarding them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.document import announce, tables
from services.document.model import (
    Action,
    Directive,
    Forwarding,
    ReadingState,
    Seen,
    Selection,
    allowed_actions,
    check_read,
    check_secrecy,
    may,
)
from services.document.usecases import watching
from services.document.usecases.access import reader_of, require, unknown
from shared.db import ReadSession
from shared.errors import AlreadyExists, check_etag
from shared.principal import Principal
from shared.refused import refusing

READ_AGAIN = (ReadingState.NONE, ReadingState.SCAN, ReadingState.UNREADABLE)


def get(session: ReadSession, caller: Principal, uid: str) -> Directive:
    """The directive with its text. Raises NotFound."""
    return tables.load_directive(session, reader_of(caller), uid)


def page(
    session: ReadSession,
    caller: Principal,
    selection: Selection,
    after: tuple[datetime, str] | None,
    size: int,
) -> list[Directive]:
    """The newest of the selected directives that the caller sees."""
    return tables.page_of_directives(session, reader_of(caller), selection, after, size)


def seen(session: ReadSession, caller: Principal, found: Sequence[Directive]) -> list[Seen]:
    """Directives that the caller sees, with what concerns the caller about them."""
    uids, roles = [each.uid for each in found], [held.role for held in caller.positions]
    counts = tables.counts_of_proposals(session, uids)
    forwarded = tables.forwardings_to_own(session, reader_of(caller), uids)
    return [
        Seen(
            each,
            counts[each.uid],
            allowed_actions(roles, each.reading, counts[each.uid]),
            tuple(forwarded.get(each.uid, ())),
        )
        for each in found
    ]


def may_create(caller: Principal) -> bool:
    """Whether the caller may enter directives."""
    return may((held.role for held in caller.positions), Action.REGISTER)


def create(
    session: Session, caller: Principal, uid: str, fields: Mapping[str, Any], at: datetime
) -> Directive:
    """Enters a directive; its first file waits to be read.

    Raises PermissionDenied, InvalidArgument (`SECRECY`, `FILE_NOT_FOUND`) or AlreadyExists (`DIRECTIVE_EXISTS`).
    """
    require(caller, Action.REGISTER)
    directive = Directive(uid=uid, creator=caller.person, created_at=at, updated_at=at, **fields)
    directive = replace(
        directive,
        monitor=directive.monitor or caller.person,
        reading=ReadingState.PENDING if directive.files else ReadingState.NONE,
    )
    _check(session, caller, directive)
    if tables.directive_exists(session, uid):
        raise AlreadyExists("DIRECTIVE_EXISTS", {"directive": f"directives/{uid}"})
    tables.add_directive(session, directive)
    announce.directive_changed(session, directive)
    watching.tell(session, directive)
    return directive


def change(
    session: Session, caller: Principal, uid: str, etag: str, fields: Mapping[str, Any], at: datetime
) -> Directive:
    """Changes fields of a directive; a new first file waits to be read if none was read before.

    Raises PermissionDenied, NotFound, Aborted (`ETAG_MISMATCH`), and what `create` raises.
    """
    require(caller, Action.REGISTER)
    before = tables.load_directive(session, reader_of(caller), uid, for_change=True)
    check_etag(etag, before.etag)
    directive = tables.next_version(replace(before, **fields), at)
    if directive.files[:1] != before.files[:1] and directive.files and before.reading in READ_AGAIN:
        directive = replace(directive, reading=ReadingState.PENDING, reading_error="")
        tables.forget_attempts(session, uid)
    _check(session, caller, directive)
    tables.save_directive(session, directive)
    announce.directive_changed(session, directive)
    watching.tell(session, directive)
    return directive


def forward(
    session: Session, caller: Principal, uid: str, units: Sequence[str], note: str, at: datetime
) -> list[Forwarding]:
    """Forwards a directive to units; one that has it already is left as it is.

    Raises PermissionDenied, NotFound, InvalidArgument (`UNKNOWN_UNIT`), FailedPrecondition (`DIRECTIVE_UNREAD`).
    """
    require(caller, Action.FORWARD)
    directive = tables.load_directive(session, reader_of(caller), uid, for_change=True)
    with refusing():
        check_read(directive)
    for name in tables.unknown_units(session, units):
        raise unknown(f"units[{list(units).index(name)}]", "UNKNOWN_UNIT", name)
    asked = [Forwarding(str(uuid.uuid4()), uid, unit, caller.person, at, note) for unit in units]
    added = tables.add_forwardings(session, asked)
    if added:
        directive = tables.next_version(directive, at)
        tables.save_directive(session, directive)
        announce.directive_forwarded(session, directive, [unit for unit in units if unit in added], note)
        watching.tell(session, directive)
    return tables.forwardings_to(session, uid, units)


def forwardings(session: ReadSession, caller: Principal, uid: str, after: str, size: int) -> list[Forwarding]:
    """To whom a directive was forwarded: all for the province's Office and leaders, else the own units."""
    reader = reader_of(caller)
    tables.load_directive(session, reader, uid)
    return tables.page_of_forwardings(session, reader, uid, after, size)


def open_(session: Session, caller: Principal, uid: str, at: datetime) -> Directive:
    """Records that the caller's units have opened the directive. Raises NotFound."""
    reader = reader_of(caller)
    directive = tables.load_directive(session, reader, uid)
    if tables.open_forwardings(session, uid, reader, at):
        watching.tell(session, directive)
    return directive


def _check(session: ReadSession, caller: Principal, directive: Directive) -> None:
    with refusing(paths={"secrecy": "directive.secrecy"}):
        check_secrecy(directive.secrecy)
    visible = tables.visible_files(session, reader_of(caller), directive.files)
    for at, name in enumerate(directive.files):
        if name not in visible:
            raise unknown(f"directive.files[{at}]", "FILE_NOT_FOUND", name)
    twin = tables.twin_of(session, directive)
    if twin:
        raise AlreadyExists("DIRECTIVE_EXISTS", {"directive": f"directives/{twin}"})
