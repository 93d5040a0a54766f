"""The longest time that a page's main thread is busy while a person scrolls, filters, sorts and pages a basket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

_TRACE = {"includedCategories": ["disabled-by-default-devtools.timeline"], "excludedCategories": ["*"]}
_SETTLED_MS = 700
_NOTCH = 300
Event = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """An action of a person: a click on an element, and then work with mouse and keyboard."""

    name: str
    target: Callable[[Page], Locator]
    then: Callable[[Page], None] = lambda _: None


@dataclass(frozen=True)
class Block:
    """The longest task of the main thread during an act, in milliseconds: its processor time and its elapsed time."""

    act: str
    work: float
    clock: float


def scrolling(page: Page, address: str) -> list[Block]:
    """The longest block while scrolling a page of the basket down and up again."""
    return _blocks(page, address, [Act("down and up", _heading, _scroll)])


def filtering(page: Page, address: str) -> list[Block]:
    """The longest block during each act that shows other rows of the basket."""
    return _blocks(page, address, _ACTS)


def _blocks(page: Page, address: str, acts: list[Act]) -> list[Block]:
    page.goto(address)
    _settle(page)
    return [_block(page, act) for act in acts]


def _block(page: Page, act: Act) -> Block:
    """The thread's processor time counts, since other processes may use the cores meanwhile."""
    x, y = _middle(act.target(page))
    events: list[Event] = []
    with _traced(page, events):
        # From here on we look for no element: the driver's work in the page would count as the page's.
        page.mouse.click(x, y)
        act.then(page)
        _settle(page)
    tasks = list(_tasks(events))
    if not tasks:
        raise RuntimeError(f"{act.name}: nothing was traced")
    work, clock = (max(task[key] for task in tasks) / 1000 for key in ("tdur", "dur"))
    return Block(act.name, work, clock)


def _middle(target: Locator) -> tuple[float, float]:
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    if box is None:
        raise RuntimeError(f"{target} is not visible")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _settle(page: Page) -> None:
    """Waits until the list shows the requested rows with all names."""
    page.wait_for_timeout(_SETTLED_MS)
    page.locator('[aria-busy="false"]').wait_for()
    page.wait_for_timeout(_SETTLED_MS)


@contextmanager
def _traced(page: Page, events: list[Event]) -> Iterator[None]:
    session = page.context.new_cdp_session(page)
    done: list[Event] = []
    session.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    session.on("Tracing.tracingComplete", lambda data: done.append(data))
    session.send("Tracing.start", {"traceConfig": _TRACE})
    yield
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(50)
    session.detach()


def _tasks(events: list[Event]) -> Iterator[Event]:
    """The tasks of the pages' main threads, except the one during which the tracing ended."""
    main = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    for event in events:
        if event["name"] == "RunTask" and (event["pid"], event["tid"]) in main and "tdur" in event:
            yield event


def _scroll(page: Page) -> None:
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    for notch in (_NOTCH, -_NOTCH):
        for _ in range(height // _NOTCH + 1):
            page.mouse.wheel(0, notch)
            page.wait_for_timeout(40)


def _heading(page: Page) -> Locator:
    return page.locator("h1")


def _search(page: Page) -> Locator:
    return page.get_by_role("searchbox")


def _button(name: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_role("button", name=name, exact=True)


def _counter(name: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_role("group", name="Lọc theo tình trạng").get_by_text(name, exact=True)


def _field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Lĩnh vực")


_ACTS = [
    Act("search", _search, lambda page: page.keyboard.type("ra soat", delay=60)),
    Act("no search", _button("Xoá từ tìm kiếm")),
    Act("overdue", _counter("Quá hạn")),
    Act("done on time", _counter("Hoàn thành đúng hạn")),
    Act("all", _counter("Tất cả")),
    Act("filters", _button("Bộ lọc")),
    Act("fields", _field),
    Act("a field", lambda page: page.get_by_role("option").nth(4)),
    Act("no field", _button("Bỏ lọc lĩnh vực")),
    Act("no filters", _button("Bộ lọc")),
    Act("by title", _button("Nội dung nhiệm vụ")),
    Act("by title, descending", _button("Nội dung nhiệm vụ")),
    Act("by due date", _button("Thời hạn")),
    Act("next page", _button("Trang sau")),
    Act("page after it", _button("Trang sau")),
    Act("page before it", _button("Trang trước")),
]
