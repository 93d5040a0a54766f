"""What stands in the way of a start, said to a person in one line."""

import errno


class Obstacle(Exception):
    """Something the person at the keyboard can put right; the text says what to do."""


def from_os_error(error: OSError) -> Obstacle:
    """Turns a full disk or a missing right into words; any other error keeps its own text."""
    where = error.filename or "a file"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Obstacle(
            f"The disk that holds {where} is full: free some space or set DONDOC_DATA to another folder."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Obstacle(
            f"No right to write {where}: change its owner or set DONDOC_DATA to a folder of yours."
        )
    return Obstacle(f"{error.strerror or error} ({where}).")
