"""Log files of bounded size."""

from pathlib import Path
from types import TracebackType
from typing import Self

LARGEST = 5 * 1024**2


class RotatingLog:
    """Appends to a file. A full file gets the suffix `.1`, replaces its predecessor, and a new one begins.

    The two together never hold more than twice the largest size, and always the newest output.
    """

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        self._path = path
        self._largest = largest
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, output: bytes) -> None:
        """Appends the output, which others can read at once."""
        if self._file.tell() and self._file.tell() + len(output) > self._largest:
            self._file.close()
            self._path.replace(self._path.with_name(f"{self._path.name}.1"))
            self._file = self._path.open("ab")
        self._file.write(output)
        self._file.flush()
