"""The keys by which browser tests name the portal's texts: one that is gone would be seen only in a whole run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deploy.local.plan import ROOT
from tests.portal.words import Words

# A key with a place in it is known only when the test runs.
_KEY = re.compile(r"""words(?:\.like)?\(\s*["']([a-z-]+:[\w.-]+)["']""")
FILES = sorted((ROOT / "tests" / "portal").glob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_texts_that_browser_tests_name_exist_in_both_languages(file: Path) -> None:
    for key in _KEY.findall(file.read_text("utf-8")):
        for language in ("vi", "en"):
            Words(language)._raw(key)
