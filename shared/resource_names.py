"""Ids in resource names (AIP-122). A service names its own resources with the name, and uses ids inside."""


def id_of(name: str) -> str:
    """The id at the end of a resource name: `42` of `things/42`; empty for an empty name."""
    return name.rpartition("/")[2]


def ids_of(name: str) -> tuple[str, str]:
    """The ids of a parent and its child: `a` and `b` of `things/a/parts/b`. Empty, so unknown, for any other name."""
    parts = name.split("/")
    return (parts[1], parts[3]) if len(parts) == 4 else ("", "")
