"""YAML by libyaml: the parser in Python takes ten times as long, a second for the people of a province."""

from pathlib import Path
from typing import Any

import yaml


def parse(text: str) -> Any:
    """The one document in a text. Raises YAMLError."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def parse_all(text: str) -> list[Any]:
    """Every document in a text. Raises YAMLError."""
    return list(yaml.load_all(text, Loader=yaml.CSafeLoader))


def read(file: Path) -> Any:
    """The one document in a file. Raises YAMLError, OSError."""
    return parse(file.read_text(encoding="utf-8"))
