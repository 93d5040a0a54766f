"""`python -m deploy.manual`: the users' manual as HTML and PDF, with the pictures that the browser tests took."""

from __future__ import annotations

import re
import sys
from os.path import relpath
from pathlib import Path

from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright

from deploy.local.install import CHROMIUM
from deploy.local.plan import ROOT

SOURCE = ROOT / "docs" / "manual.md"
TARGET = ROOT / "build" / "manual"
_PICTURE = re.compile(r"^!\[([^\]]*)\]\(([^)]+)\)$", re.MULTILINE)
_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Hướng dẫn sử dụng</title><style>
@page {{ size: A4; margin: 18mm 16mm; }}
body {{ font: 11pt/1.5 "Be Vietnam Pro", "Noto Sans", sans-serif; max-width: 46rem; margin: auto; color: #1a2430; }}
h1, h2 {{ color: #0c3a69; break-after: avoid; }}
h2 {{ margin-top: 2em; border-bottom: 1px solid #b4cce5; }}
img {{ width: 100%; border: 1px solid #ccd3da; border-radius: 4px; break-inside: avoid; }}
.missing {{ color: #5a6470; font-style: italic; }}
</style></head><body>{body}</body></html>
"""


def text(source: Path) -> tuple[str, list[str]]:
    """The manual with the paths of its pictures, and the names of the pictures that no test has taken yet."""
    missing: list[str] = []

    def picture(found: re.Match[str]) -> str:
        title, address = found.groups()
        path = (source.parent / address).resolve()
        if path.is_file():
            return f"![{title}]({relpath(path, TARGET)})"
        missing.append(path.name)
        return f"*({title}: chưa có ảnh)*"

    return _PICTURE.sub(picture, source.read_text(encoding="utf-8")), missing


def main() -> None:
    """Writes build/manual/manual.html and manual.pdf."""
    written, missing = text(SOURCE)
    TARGET.mkdir(parents=True, exist_ok=True)
    page = TARGET / "manual.html"
    page.write_text(_PAGE.format(body=MarkdownIt().render(written)), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        sheet = browser.new_page()
        sheet.goto(page.as_uri())
        sheet.pdf(path=TARGET / "manual.pdf", prefer_css_page_size=True)
        browser.close()
    print(f"{TARGET / 'manual.html'}\n{TARGET / 'manual.pdf'}")
    if missing:
        print(f"No test has taken these pictures yet (make test): {', '.join(missing)}", file=sys.stderr)


if __name__ == "__main__":
    main()
