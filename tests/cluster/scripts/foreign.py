"""Calls an internal port as a pod that is not ours: ADDRESS. Prints the status of each attempt as JSON."""

import json
import sys
from pathlib import Path

import grpc
from joserfc.jwk import OKPKey

from dondoc_api.dondoc.task.v1.task_service_pb import GetTaskRequest
from dondoc_api.dondoc.task.v1.task_service_pb_grpc import TaskServiceClientSync
from shared.principal import HEADER, Principal, Signer


def forged() -> str:
    """A statement signed in the gateway's name with another key."""
    key = OKPKey.generate_key("Ed25519", parameters={"kid": "gateway.1", "use": "sig"}, private=True)
    return Signer(json.dumps(key.as_dict(private=True))).sign(Principal("forger", person="people/forger"))


(address,) = sys.argv[1:]
statements = {"without a statement": None, "nonsense": "abc", "signed with a foreign key": forged()}
found = {}
credentials = grpc.ssl_channel_credentials(Path("/trust/ca.crt").read_bytes())
with grpc.secure_channel(f"dns:///{address}", credentials) as to:
    stub = TaskServiceClientSync(to)
    for name, statement in statements.items():
        metadata = ((HEADER, statement),) if statement else ()
        try:
            stub.get_task(GetTaskRequest(name="tasks/x"), metadata=metadata, timeout=10)
            found[name] = "OK"
        except grpc.RpcError as error:
            found[name] = error.code().name
print(json.dumps(found))
