"""Directives as a caller sees them, in the caller's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from protobuf import Message
from sqlalchemy.orm import Session

from dondoc_api.dondoc.document.v1 import document_service_pb as pb
from services.document.model import Directive, DirectiveView, ReadingState
from services.document.rpc.translate import view_message
from services.document.usecases import viewing
from shared.db import ReadSession
from shared.messages import Catalogue, Locale
from shared.principal import Principal
from shared.server import Call

CATALOGUE = Catalogue(
    Path(__file__).parents[1] / "messages.toml", Path(__file__).parents[2] / "fields_of_work.toml"
)


async def changed(
    call: Call, request: Message[Any], change: Callable[[Session, Principal], Directive]
) -> pb.Directive:
    """The directive that a change returns, as the caller sees it."""
    return await call.change(request, lambda session: shown(session, call, change(session, call.principal)))


def shown(session: ReadSession, call: Call, directive: Directive) -> pb.Directive:
    """The directive with its text as the caller sees it."""
    (view,) = viewing.view(session, call.principal, [directive])
    view = replace(view, alike=viewing.alike(session, call.principal, directive))
    return message_of(view, call.locale)


def message_of(view: DirectiveView, locale: Locale, *, text: bool = True) -> pb.Directive:
    """The directive for a reader of this language."""
    directive = view.directive
    reason = directive.reading_error
    sentence = CATALOGUE.say(reason, locale, {"existing": ""}) if reason else ""
    if directive.reading is ReadingState.SCAN:
        sentence = CATALOGUE.say("reading.scan", locale)
    return view_message(view, text=text, reading_error=sentence)
