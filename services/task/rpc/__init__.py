"""The gRPC side of the service."""

from __future__ import annotations

from pathlib import Path

from dondoc_api.dondoc.task.v1 import task_service_pb
from services.task.config import TaskSettings
from services.task.documents import Documents
from services.task.tables import CHANNEL
from services.task.usecases.operating import SUBSCRIBER
from shared import server
from shared.messages import Catalogue
from shared.operations.rpc import Operations
from shared.server import Runtime

from .service import TaskService

CATALOGUE = Catalogue(
    Path(__file__).parents[1] / "messages.toml", Path(__file__).parents[2] / "fields_of_work.toml"
)


def runtime(settings: TaskSettings) -> Runtime:
    """What the calls of this service share."""
    return Runtime(settings, task_service_pb.desc(), CATALOGUE, CHANNEL)


def service(documents: Documents) -> TaskService:
    """The service, with its catalogue."""
    return TaskService(CATALOGUE, documents)


def serve(settings: TaskSettings) -> None:
    """Serves until SIGTERM."""
    services = (service(Documents(settings)), Operations(SUBSCRIBER))
    server.serve(settings, "task-serve", runtime(settings), *services)


__all__ = ["TaskService", "runtime", "serve", "service"]
