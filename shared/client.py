"""Channels to other services: balanced over their pods, retried only where that is safe."""

import json
from pathlib import Path
from typing import Any

import grpc
from grpc import aio

from shared import tracing
from shared.principal import HEADER

# Clients retry UNAVAILABLE only [AIP-194]; a change must carry a request id, which its caller knows and we do not.
_CONFIG = {
    "loadBalancingConfig": [{"round_robin": {}}],
    "methodConfig": [
        {
            "name": [{}],
            "retryPolicy": {
                "maxAttempts": 3,
                "initialBackoff": "0.1s",
                "maxBackoff": "1s",
                "backoffMultiplier": 3,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        }
    ],
}
OPTIONS: list[tuple[str, Any]] = [
    ("grpc.keepalive_time_ms", 30_000),
    # A service that is back is found again soon: the default backs off up to two minutes.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.dns_min_time_between_resolutions_ms", 2_000),
    ("grpc.max_receive_message_length", 16 * 1024 * 1024),
]
RETRYING: list[tuple[str, Any]] = [*OPTIONS, ("grpc.service_config", json.dumps(_CONFIG))]
BALANCED: list[tuple[str, Any]] = [
    *OPTIONS,
    ("grpc.service_config", json.dumps({"loadBalancingConfig": [{"round_robin": {}}]})),
]


def channel(target: str, tls_ca: str | None = None, *, retry: bool = False) -> aio.Channel:
    """An asyncio channel to `host:port`, over every address that the host has."""
    options = RETRYING if retry else BALANCED
    if tls_ca:
        return aio.secure_channel(_dns(target), _credentials(tls_ca), options)
    return aio.insecure_channel(_dns(target), options)


def sync_channel(target: str, tls_ca: str | None = None) -> grpc.Channel:
    """A channel for synchronous processes. Its calls are retried: use it for reads."""
    if tls_ca:
        return grpc.secure_channel(_dns(target), _credentials(tls_ca), RETRYING)
    return grpc.insecure_channel(_dns(target), RETRYING)


def metadata(statement: str, accept_language: str = "vi") -> list[tuple[str, str]]:
    """The metadata of a call: the signed principal, the language, the trace."""
    return [(HEADER, statement), ("accept-language", accept_language), *tracing.carrier().items()]


def _credentials(tls_ca: str) -> grpc.ChannelCredentials:
    return grpc.ssl_channel_credentials(Path(tls_ca).read_bytes())


def _dns(target: str) -> str:
    return target if "://" in target else f"dns:///{target}"
