"""Reads from one service directly, as the gateway would, many calls at once until /tmp/stop exists: ADDRESS UNIT."""

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path

import grpc

from dondoc_api.dondoc.task.v1.task_service_pb import ListTasksRequest
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceClient
from gateway.channels import channel, metadata
from shared.principal import HeldPosition, Principal, Signer

address, unit = sys.argv[1:]
signer = Signer(Path("/secrets/dondoc_principal_signing_key").read_text())
unit = f"units/{unit}"
position = HeldPosition(f"{unit}/positions/x", unit, unit, "OFFICE_CHIEF", units=(unit,))
principal = Principal("load", person="people/load", display_name="Load", positions=(position,))
answers: Counter[str] = Counter()


def should_stop() -> bool:
    return Path("/tmp/stop").exists()


async def burn(stub: TaskServiceClient) -> None:
    while not should_stop():
        try:
            request = ListTasksRequest(page_size=200)
            await stub.list_tasks(request, metadata=tuple(metadata(signer.sign(principal))), timeout=20)
            answers["OK"] += 1
        except grpc.RpcError as error:
            answers[error.code().name] += 1
            await asyncio.sleep(0.1)


async def main() -> None:
    async with channel(address, "/trust/ca.crt") as to:
        print("loading", flush=True)
        await asyncio.gather(*(burn(TaskServiceClient(to)) for _ in range(6)))


asyncio.run(main())
print(json.dumps(answers))
