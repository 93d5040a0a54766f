"""Ids in resource names (AIP-122). A service names its own resources with the name, and uses ids inside."""


def id_of(name: str) -> str:
    """The id at the end of a resource name: `42` of `things/42`; empty for an empty name."""
    return name.rpartition("/")[2]


def ids_of(name: str) -> list[str]:
    """All ids of a resource name, the parent's first: `a` and `b` of `things/a/parts/b`."""
    return name.split("/")[1::2]
