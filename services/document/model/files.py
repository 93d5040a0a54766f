"""Files as they were uploaded."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class File:
    """A file as it was uploaded; its content never changes."""

    uid: str
    display_name: str
    content_type: str
    size: int
    sha256: str
    creator: str
    created_at: datetime

    @property
    def storage_key(self) -> str:
        """The key of the content in the storage."""
        return storage_key(self.uid)


def storage_key(uid: str) -> str:
    """The key of a file's content in the storage; two levels keep folders short."""
    return f"files/{uid[:2]}/{uid}"
