"""The gRPC edge: the servicer, and the translation between messages and the model."""

from services.identity.rpc.service import CATALOGUE, IdentityService, runtime, serve

__all__ = ["CATALOGUE", "IdentityService", "runtime", "serve"]
