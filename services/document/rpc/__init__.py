"""The gRPC side of the document service: it translates and holds no rule."""

from .service import DocumentService, serve

__all__ = ["DocumentService", "serve"]
