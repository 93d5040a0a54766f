"""Directives as one caller sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from services.document import tables
from services.document.model import (
    Action,
    Alike,
    Directive,
    DirectiveView,
    Sight,
    Superseded,
    Supersession,
    may,
)
from services.document.usecases.access import roles_of, sight_of
from services.document.usecases.allowed import Facts, with_directive
from shared.db import ReadSession
from shared.principal import Principal


def view(session: ReadSession, caller: Principal, found: Sequence[Directive]) -> list[DirectiveView]:
    """Directives that the caller sees, with what depends on the caller."""
    uids, sight = [each.uid for each in found], sight_of(caller)
    counts = tables.counts_of_proposals(session, uids)
    issued = tables.issued(session, uids)
    forwardings = tables.own_forwardings(session, sight, uids)
    known = tables.supersessions(session, uids)
    others = _others(session, sight, known)
    asking: Counter[str] = tables.open_counts(session, uids) if sight.sees_proposals else Counter()

    def one(directive: Directive) -> DirectiveView:
        uid = directive.uid
        over = tuple(each for each in known if each.directive == uid)
        facts = Facts(counts[uid], over, is_issued=uid in issued, is_asked=asking[uid] > 0)
        return DirectiveView(
            directive,
            counts[uid] if sight.sees_proposals else None,
            with_directive(caller, directive, facts),
            tuple(forwardings.get(uid, ())),
            supersessions=tuple(Superseded(each, others.get(each.by)) for each in over),
            supersedes=tuple(
                Superseded(each, others.get(each.directive)) for each in known if each.by == uid
            ),
            affected_tasks=asking[uid],
        )

    return [one(directive) for directive in found]


def _others(session: ReadSession, sight: Sight, known: Sequence[Supersession]) -> dict[str, Directive]:
    """The directives that supersessions name, as far as the person sees them."""
    named = sorted({uid for each in known for uid in (each.directive, each.by)})
    return {each.uid: each for each in tables.find_directives(session, sight, named)} if named else {}


def alike(session: ReadSession, caller: Principal, directive: Directive) -> tuple[Alike, ...]:
    """The directives that look like this one; none for callers who enter no directives."""
    if not may(roles_of(caller), Action.REGISTER):
        return ()
    return tuple(tables.alike(session, sight_of(caller), directive))
