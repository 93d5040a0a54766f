"""Makes build/api.binpb, the description of the whole API, and from it the package dondoc_api."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import grpc_tools
from google.api import http_pb2
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from grpc_tools import protoc
from protobuf import DescFile
from protovalidate._gen.buf.validate import validate_pb

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
IMAGE = BUILD / "api.binpb"
PACKAGE = BUILD / "gen" / "dondoc_api"
TEMPLATE = """\
version: v2
clean: true
inputs:
  - binary_image: {image}
plugins:
  - local: [{bin}/protoc-gen-py]
    out: {out}
    include_imports: true
  - local: [{bin}/protoc-gen-grpc-py]
    out: {out}
"""


def main() -> None:
    """Writes the image and the package; raises SystemExit with the compiler's words if a proto is wrong."""
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        validate = Path(folder) / "validate.binpb"
        validate.write_bytes(_rules_image())
        _compile(validate)
        _generate(Path(folder))


def _rules_image() -> bytes:
    """The protos of protovalidate, taken from its own generated module: nothing to vendor."""
    image = FileDescriptorSet()
    for file in _with_dependencies(validate_pb.desc(), set()):
        image.file.add().ParseFromString(file.proto.to_binary())
    return image.SerializeToString()


def _with_dependencies(file: DescFile, seen: set[str]) -> Iterator[DescFile]:
    if file.proto.name in seen:
        return
    seen.add(file.proto.name)
    for dependency in file.dependencies:
        yield from _with_dependencies(dependency, seen)
    yield file


def _compile(validate: Path) -> None:
    sources = sorted(str(path.relative_to(ROOT / "protos")) for path in (ROOT / "protos").rglob("*.proto"))
    sources += ["google/rpc/error_details.proto", "google/rpc/status.proto"]
    googleapis = Path(http_pb2.__file__).parents[2]
    includes = [ROOT / "protos", googleapis, Path(grpc_tools.__file__).parent / "_proto"]
    status = protoc.main(
        ["protoc", "--include_imports", "--include_source_info", f"--descriptor_set_out={IMAGE}"]
        + [f"--descriptor_set_in={validate}"]
        + [f"-I{path}" for path in includes]
        + sources
    )
    if status:
        sys.exit("protos: not compiled, see above")


def _generate(folder: Path) -> None:
    shutil.rmtree(PACKAGE, ignore_errors=True)
    template = folder / "buf.gen.yaml"
    template.write_text(TEMPLATE.format(image=IMAGE, bin=Path(sys.executable).parent, out=PACKAGE))
    subprocess.run(
        [Path(sys.executable).parent / "buf", "generate", "--template", template], cwd=ROOT, check=True
    )
    shutil.copy(IMAGE, PACKAGE / IMAGE.name)


if __name__ == "__main__":
    main()
