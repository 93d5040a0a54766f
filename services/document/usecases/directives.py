"""Directives: entering, changing, finding, forwarding and opening them."""

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
    Selection,
    Supersession,
    check_read,
    check_secrecy,
    check_unreadable,
    deleted,
    ender,
    may,
    next_version,
    restored,
)
from services.document.usecases import references, watching
from services.document.usecases.access import load_for_change, require, roles_of, sight_of
from shared import clock
from shared.db import ReadSession
from shared.errors import AlreadyExists, check_etag
from shared.principal import Principal
from shared.refused import refusing

READ_AGAIN = (ReadingState.NONE, ReadingState.SCAN, ReadingState.UNREADABLE)


def get(session: ReadSession, caller: Principal, uid: str) -> Directive:
    """The directive with its text. Raises NotFound."""
    return tables.load_directive(session, sight_of(caller), uid)


def list_page(
    session: ReadSession,
    caller: Principal,
    selection: Selection,
    cursor: tuple[datetime, str] | None,
    size: int,
) -> list[Directive]:
    """The selected directives that the caller sees, newest first from the one after `cursor` on."""
    return tables.list_directives(session, sight_of(caller), selection, cursor, size)


def create(
    session: Session, caller: Principal, uid: str, fields: Mapping[str, Any], at: datetime
) -> Directive:
    """Enters a directive; its first file waits to be read.

    Raises PermissionDenied, InvalidArgument (`SECRECY`, `UNKNOWN_FILE`, `UNKNOWN_PERSON`, `NOT_A_CANDIDATE`) or
    AlreadyExists (`DIRECTIVE_EXISTS`).
    """
    require(caller, Action.REGISTER)
    references.check(session, sight_of(caller), references.of_directive(fields))
    references.check_candidates(session, fields, clock.day_of(at))
    directive = Directive(uid=uid, creator=caller.person, created_at=at, updated_at=at, **fields)
    directive = replace(
        directive,
        monitor=directive.monitor or (caller.person if may(roles_of(caller), Action.PROPOSE) else ""),
        reading=ReadingState.PENDING if directive.files else ReadingState.NONE,
    )
    _check(session, caller, directive)
    if tables.directive_exists(session, uid):
        raise _exists(session, caller, uid)
    tables.add_directive(session, directive)
    announce.directive_changed(session, directive)
    watching.directive_changed(session, directive)
    return directive


def update(
    session: Session, caller: Principal, uid: str, etag: str, fields: Mapping[str, Any], at: datetime
) -> Directive:
    """Changes fields of a directive; a new first file waits to be read if none was read before.

    Values that change nothing make no new version. Raises PermissionDenied, NotFound, Aborted (`ETAG_MISMATCH`), and
    what `create` raises.
    """
    require(caller, Action.REGISTER)
    before = load_for_change(session, caller, uid)
    check_etag(etag, before.etag)
    references.check(session, sight_of(caller), references.of_directive(fields))
    named = {name: value for name, value in fields.items() if value != getattr(before, name)}
    references.check_candidates(session, named, clock.day_of(at))
    changed = replace(before, **fields)
    if changed == before:
        return before
    directive = next_version(changed, at)
    if "number_symbol" in named:
        error = directive.reading_error
        directive = replace(directive, twin="", reading_error="" if error == "DIRECTIVE_EXISTS" else error)
    if directive.files[:1] != before.files[:1] and directive.files and before.reading in READ_AGAIN:
        directive = _to_read(session, directive)
    _check(session, caller, directive)
    return _saved(session, directive)


def delete(session: Session, caller: Principal, uid: str, etag: str, at: datetime) -> Directive:
    """Deletes a directive that was entered by mistake, with its proposals.

    The task service rejects the tasks that are not issued.

    Raises PermissionDenied, NotFound, Aborted (`ETAG_MISMATCH`), FailedPrecondition (`DIRECTIVE_HAS_TASKS`,
    `DIRECTIVE_DELETED`).
    """
    position = require(caller, Action.DELETE)
    before = load_for_change(session, caller, uid)
    check_etag(etag, before.etag)
    with refusing():
        directive = deleted(before, caller.person, at, is_issued=bool(tables.issued(session, [uid])))
    watching.directive_changed(session, before)
    others = tables.supersessions(session, [uid])
    tables.save_directive(session, directive)
    announce.directive_deleted(session, directive, caller, position)
    _settle_others(session, uid, others, at)
    return directive


def restore(session: Session, name: str, at: datetime) -> None:
    """Restores a directive if it is deleted: one of its tasks was issued before the task service knew of the deletion.

    If its number was given to another one meanwhile, a person decides which of the two keeps it.
    """
    if (found := tables.find_deleted(session, name)) is None:
        return
    directive = restored(found, at)
    if twin := tables.find_twin(session, directive):
        directive = replace(
            directive, number_symbol="", reading_error="DIRECTIVE_EXISTS", twin=f"directives/{twin}"
        )
    # Its supersessions hold again once it is no longer deleted.
    tables.save_directive(session, directive)
    _saved(session, replace(directive, superseded_by=ender(tables.supersessions_of(session, directive.uid))))
    _settle_others(session, directive.uid, tables.supersessions(session, [directive.uid]), at)


def _settle_others(session: Session, uid: str, known: Sequence[Supersession], at: datetime) -> None:
    """Lets the other directives of these supersessions follow a directive that is deleted or restored.

    Those that it recalls or replaces assign tasks again once it is deleted.
    """
    for other in tables.lock_directives(
        session, {each.directive for each in known} | {each.by for each in known}
    ):
        by = ender(tables.supersessions_of(session, other.uid))
        if other.uid == uid:
            continue
        if by == other.superseded_by:
            watching.directive_changed(session, other)
        else:
            _saved(session, replace(next_version(other, at), superseded_by=by))


def reread(session: Session, caller: Principal, uid: str, at: datetime) -> Directive:
    """Lets the file of a directive be read again, with all its attempts.

    Raises PermissionDenied, NotFound, FailedPrecondition (`DIRECTIVE_READABLE`).
    """
    require(caller, Action.REGISTER)
    before = load_for_change(session, caller, uid)
    with refusing():
        check_unreadable(before)
    return _saved(session, _to_read(session, next_version(before, at)))


def forward(
    session: Session, caller: Principal, uid: str, units: Sequence[str], note: str, at: datetime
) -> list[Forwarding]:
    """Forwards a directive to units; a unit that has it already is left as it is.

    Raises PermissionDenied, NotFound, InvalidArgument (`UNKNOWN_UNIT`), FailedPrecondition (`DIRECTIVE_UNREAD`).
    """
    require(caller, Action.FORWARD)
    directive = load_for_change(session, caller, uid)
    with refusing():
        check_read(directive)
    references.check(session, sight_of(caller), references.of_units(units))
    wanted = [Forwarding(str(uuid.uuid4()), uid, unit, caller.person, at, note) for unit in units]
    added = tables.add_forwardings(session, wanted)
    if added:
        directive = next_version(directive, at)
        tables.save_directive(session, directive)
        announce.directive_forwarded(session, directive, [unit for unit in units if unit in added], note)
        watching.directive_changed(session, directive)
    return tables.forwardings_to(session, uid, units)


def list_forwardings(
    session: ReadSession, caller: Principal, uid: str, cursor: str, size: int
) -> list[Forwarding]:
    """The forwardings of a directive: all for the province's Office and leaders, else those to the caller's units."""
    sight = sight_of(caller)
    tables.load_directive(session, sight, uid)
    return tables.list_forwardings(session, sight, uid, cursor, size)


def record_opening(session: Session, caller: Principal, uid: str, at: datetime) -> Directive:
    """Records that the caller's units have opened the directive. Raises NotFound."""
    sight = sight_of(caller)
    directive = tables.load_directive(session, sight, uid)
    if tables.open_forwardings(session, uid, sight, at):
        watching.directive_changed(session, directive)
    return directive


def _to_read(session: Session, directive: Directive) -> Directive:
    """The directive as it waits to be read, with all attempts before it."""
    tables.forget_attempts(session, directive.uid)
    return replace(directive, reading=ReadingState.PENDING, reading_error="")


def _saved(session: Session, directive: Directive) -> Directive:
    tables.save_directive(session, directive)
    announce.directive_changed(session, directive)
    watching.directive_changed(session, directive)
    return directive


def _check(session: ReadSession, caller: Principal, directive: Directive) -> None:
    with refusing(paths={"secrecy": "directive.secrecy"}):
        check_secrecy(directive.secrecy)
    if twin := tables.find_twin(session, directive):
        raise _exists(session, caller, twin)


def _exists(session: ReadSession, caller: Principal, uid: str) -> AlreadyExists:
    """The refusal of a directive that exists already, with its name and facts if the caller may see it."""
    seen = tables.find_directives(session, sight_of(caller), [uid])
    if not seen:
        return AlreadyExists("DIRECTIVE_EXISTS", {"existing": ""})
    day = seen[0].issue_date
    known = (seen[0].number_symbol, f"{day:%d/%m/%Y}" if day else "", seen[0].issuer)
    existing = ", ".join(fact for fact in known if fact)
    facts = {"directive": f"directives/{uid}", "existing": f" ({existing})" if existing else ""}
    return AlreadyExists("DIRECTIVE_EXISTS", facts)
