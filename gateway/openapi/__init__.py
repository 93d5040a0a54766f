"""The OpenAPI 3.1 description of the public API, from the descriptors, their comments and their rules."""

import json
from dataclasses import dataclass

from gateway.config import GatewaySettings
from gateway.errors import CATALOGUE, DOMAIN
from gateway.openapi.comments import Comments, load
from gateway.openapi.document import document
from gateway.routes import RouteTable
from shared.status import SHARED_REASONS


@dataclass(frozen=True, slots=True)
class Description:
    """The document as it is served, and the reasons for refusals: domain, reason and meaning of each."""

    document: bytes
    reasons: list[tuple[str, str, str]]


def describe(settings: GatewaySettings, table: RouteTable) -> Description:
    """Describes the routes of a table."""
    comments = load()
    content = document(settings, table, comments)
    return Description(json.dumps(content, ensure_ascii=False).encode(), _reasons(comments))


def _reasons(comments: Comments) -> list[tuple[str, str, str]]:
    own = [
        (DOMAIN, key, CATALOGUE.say(key, "en"))
        for key in CATALOGUE
        if key.isupper() and key not in SHARED_REASONS
    ]
    common = [("dondoc.vn", key, CATALOGUE.say(key, "en")) for key in sorted(SHARED_REASONS)]
    services = [
        (f"{name.split('.')[1]}.dondoc.vn", name.rpartition(".")[2], text)
        for name, text in comments.items()
        if ".ErrorReason." in name and not name.endswith("_UNSPECIFIED")
    ]
    return [*common, *own, *services]
