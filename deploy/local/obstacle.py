"""An obstacle to a start, described to a person in one line."""

import errno


class Obstacle(Exception):
    """Something that the person at the keyboard can mend; the text says how."""


def from_os_error(error: OSError) -> Obstacle:
    """Explains a full disk or a missing right; any other error keeps the system's text."""
    where = error.filename or "a file"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Obstacle(
            f"The disk that holds {where} is full: free some space or set DONDOC_DATA to another folder."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Obstacle(
            f"No right to write {where}: change its owner or set DONDOC_DATA to a folder that you own."
        )
    return Obstacle(f"{error.strerror or error} ({where}).")
