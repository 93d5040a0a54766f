"""Compares how the gateway and Google's json_format write a page of tasks as JSON."""

import timeit
from importlib.resources import files
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

from dondoc_api.dondoc.task.v1 import task_service_pb as pb
from gateway.transcode import Transcoder

ROUNDS = 5
PAGES = 40


def page_seconds(page: pb.ListTasksResponse) -> tuple[float, float]:
    """The seconds from the bytes of a page to its JSON: the gateway's and json_format's."""
    binary = page.to_binary()
    foreign = _foreign(type(page).desc().type_name)

    def ours() -> bytes:
        return Transcoder.answer(pb.ListTasksResponse.from_binary(binary))

    def theirs() -> str:
        message = foreign.FromString(binary)
        return json_format.MessageToJson(message, always_print_fields_with_no_presence=True, indent=None)

    assert json_format.Parse(ours(), foreign()) == foreign.FromString(binary)
    return _seconds(ours), _seconds(theirs)


def _seconds(work: object) -> float:
    return min(timeit.repeat(work, number=PAGES, repeat=ROUNDS)) / PAGES  # type: ignore[arg-type]


def _foreign(name: str) -> Any:
    pool = descriptor_pool.DescriptorPool()
    image = descriptor_pb2.FileDescriptorSet.FromString(
        files("dondoc_api").joinpath("api.binpb").read_bytes()
    )
    for file in image.file:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(name))
