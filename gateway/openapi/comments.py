"""The comments of the protos, by the full name of the element that each describes."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from protobuf.wkt import FileDescriptorProto, FileDescriptorSet

Comments = dict[str, str]
_CHILDREN: dict[str, tuple[tuple[int, str, str], ...]] = {
    "file": ((4, "message_type", "message"), (5, "enum_type", "enum"), (6, "service", "service")),
    "message": ((2, "field", ""), (3, "nested_type", "message"), (4, "enum_type", "enum")),
    "enum": ((2, "value", ""),),
    "service": ((2, "method", ""),),
    "": (),
}


def load() -> Comments:
    """The comments of the whole API, from the descriptor set that `make protos` packs with the messages."""
    image = FileDescriptorSet.from_binary(files("dondoc_api").joinpath("api.binpb").read_bytes())
    return {name: text for file in image.file for name, text in _of_file(file)}


def _of_file(file: FileDescriptorProto) -> Iterator[tuple[str, str]]:
    info = file.source_code_info
    locations = info.location if info else []
    found = {
        tuple(location.path): location.leading_comments for location in locations if location.leading_comments
    }
    for path, name in _walk(file, "file", (), file.package):
        if path in found:
            yield name, " ".join(found[path].split())


def _walk(element: Any, kind: str, path: tuple[int, ...], name: str) -> Iterator[tuple[tuple[int, ...], str]]:
    for number, attribute, inner in _CHILDREN[kind]:
        for index, child in enumerate(getattr(element, attribute)):
            inner_path, full_name = (*path, number, index), f"{name}.{child.name}"
            yield inner_path, full_name
            yield from _walk(child, inner, inner_path, full_name)
