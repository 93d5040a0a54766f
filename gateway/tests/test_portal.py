"""The HTML and the files of the portal, as browsers request them."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.tests.conftest import PORTAL, World

SCRIPT = "/assets/index-Bq3xYz_1.js"
ROOT = Path(__file__).parents[2]
SOURCES, BUILD = ROOT / "gateway" / "portal" / "src", ROOT / "build" / "portal"
SCREENS = sorted(
    set(re.findall(r"'@/screens/([\w/-]+)'\),", (SOURCES / "app" / "router.tsx").read_text("utf-8")))
)
# These screens need a catalogue at once that is built as a separate file.
SHOWN_AT_ONCE = {
    "leader/LeaderScreen": ("src/i18n/vi/statistics.json", "src/i18n/vi/cause.json"),
    "reports/ReportsScreen": ("src/i18n/vi/statistics.json",),
    "task-detail/TaskScreen": ("src/i18n/vi/history.json",),
}
MOST_SCRIPT = 250_000
AS_A_PAGE = {"accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize("address", ["/", "/tasks", "/tasks/42?from=mail", "/help/keys", "/what-comes-later"])
async def test_every_address_opened_in_a_browser_is_the_portal(world: World, address: str) -> None:
    async with world.client(**AS_A_PAGE) as client:
        answer = await client.get(address)
    assert answer.status_code == 200
    assert SCRIPT in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_the_policy_allows_only_our_scripts_and_has_a_new_nonce_each_time(world: World) -> None:
    async with world.client(**AS_A_PAGE) as client:
        answers = [await client.get("/"), await client.get("/")]
    policies = [answer.headers["content-security-policy"] for answer in answers]
    assert "unsafe" not in policies[0]
    assert "script-src 'self';" in policies[0]
    assert "frame-ancestors 'none'" in policies[0]
    nonces = [re.findall("'nonce-([^']+)'", policy) for policy in policies]
    assert len(nonces[0][0]) >= 22
    assert nonces[0] != nonces[1]
    assert f'nonce="{nonces[1][0]}"' in answers[1].text
    # No placeholder of the page is left; a nonce may contain any of its characters.
    assert "__" not in answers[0].text.replace(nonces[0][0], "")


async def test_the_name_of_the_province_is_escaped(world: World) -> None:
    async with world.client(**AS_A_PAGE) as client:
        page = (await client.get("/")).text
    assert 'content="UBND tỉnh &lt;Thử&gt;"' in page


async def test_a_program_gets_a_problem_for_an_unknown_address(world: World) -> None:
    async with world.client(accept="application/json") as client:
        answer = await client.get("/what-comes-later")
    assert answer.status_code == 404
    assert answer.json()["reason"] == "ROUTE_NOT_FOUND"


async def test_files_are_immutable_and_compressed(world: World) -> None:
    async with world.client() as client:
        async with client.stream("GET", SCRIPT, headers={"accept-encoding": "gzip"}) as answer:
            sent = b"".join([piece async for piece in answer.aiter_raw()])
        plain = await client.get(SCRIPT, headers={"accept-encoding": "identity"})
        missing = await client.get("/assets/index-older.js")
    content = (PORTAL / SCRIPT.removeprefix("/")).read_bytes()
    assert gzip.decompress(sent) == plain.content == content
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert missing.status_code == 404


async def test_the_emblem_is_an_image(world: World) -> None:
    async with world.client() as client:
        answer = await client.get("/portal/emblem")
    assert answer.headers["content-type"] == "image/svg+xml"


def scripts(manifest: dict[str, Any], chunk: str) -> Iterator[str]:
    """The files of a chunk and of its static imports."""
    yield manifest[chunk]["file"]
    for each in manifest[chunk].get("imports", ()):
        yield from scripts(manifest, each)


@pytest.mark.parametrize("screen", SCREENS)
def test_the_first_view_of_every_screen_is_small(screen: str) -> None:
    manifest = json.loads((BUILD / ".vite" / "manifest.json").read_text("utf-8"))
    folder = screen.partition("/")[0]
    chunks = [
        "index.html",
        "src/i18n/vi/common.json",
        f"src/screens/{screen}.tsx",
        f"src/i18n/vi/{folder}.json",
        *SHOWN_AT_ONCE.get(screen, ()),
    ]
    files = {file for chunk in chunks for file in scripts(manifest, chunk)}
    assert sum(len(gzip.compress((BUILD / file).read_bytes())) for file in files) < MOST_SCRIPT
