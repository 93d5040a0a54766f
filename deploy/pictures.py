"""`python -m deploy.pictures`: makes the README's pictures of the portal from the screenshots of the browser tests."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from deploy.local.plan import ROOT

TAKEN = ROOT / "build" / "screenshots"
KEPT = ROOT / "docs" / "pictures"
# The name of each screenshot, and the name of the README's picture.
PICTURES = {"tasks-1440.png": "basket.png", "leader-1440.png": "leader.png"}
WIDTH, HEIGHT = 1000, 600
# A screen has few colours: a palette makes the file a third as large, which matters because git keeps every version.
COLOURS = 64


def shrink(taken: Path, kept: Path) -> None:
    """Writes the upper part of a screenshot, smaller and with a palette."""
    with Image.open(taken) as picture:
        upper = picture.convert("RGB").crop((0, 0, picture.width, picture.width * HEIGHT // WIDTH))
        small = upper.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(kept, optimize=True)


def main() -> None:
    """Renews docs/pictures; exits with an error if a screenshot is missing."""
    for taken, kept in PICTURES.items():
        if not (TAKEN / taken).is_file():
            sys.exit(f"{TAKEN / taken} is missing: run `make pictures`, which takes it first.")
        shrink(TAKEN / taken, KEPT / kept)
        print(f"{KEPT / kept}: {(KEPT / kept).stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
