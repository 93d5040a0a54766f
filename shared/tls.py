"""The certificate of a gRPC server, which follows its files: a renewed one needs no restart."""

import time
from pathlib import Path

import grpc
import structlog
from cryptography.x509 import load_pem_x509_certificate
from prometheus_client import Gauge

END = Gauge("dondoc_certificate_end_timestamp_seconds", "When the server's certificate ends")
log = structlog.get_logger(__name__)


class ExpiredError(Exception):
    """The certificate has ended: no client accepts it any longer."""


class Certificate:
    """A certificate and its key, in two files in PEM."""

    def __init__(self, certificate: str, key: str) -> None:
        self._files = Path(key), Path(certificate)
        self._pair = self._read()
        self._note()

    def credentials(self) -> grpc.ServerCredentials:
        """Credentials for a server, which asks for the newest pair at each new connection."""
        return grpc.dynamic_ssl_server_credentials(_configuration(self._pair), self._newest)

    def check(self) -> None:
        """Raises ExpiredError once the certificate has ended."""
        self._newest()
        if time.time() > self._end():
            raise ExpiredError

    def _newest(self) -> grpc.ServerCertificateConfiguration:
        """The newest readable pair."""
        try:
            pair = self._read()
            load_pem_x509_certificate(pair[1])
        except (OSError, ValueError) as error:
            # The files may be in the middle of their renewal.
            log.warning("certificate_unreadable", error=type(error).__name__)
            return _configuration(self._pair)
        if pair != self._pair:
            self._pair = pair
            self._note()
            log.info("certificate_renewed", end=self._end())
        return _configuration(self._pair)

    def _read(self) -> tuple[bytes, bytes]:
        key, certificate = self._files
        return key.read_bytes(), certificate.read_bytes()

    def _end(self) -> float:
        return load_pem_x509_certificate(self._pair[1]).not_valid_after_utc.timestamp()

    def _note(self) -> None:
        END.set(self._end())


def _configuration(pair: tuple[bytes, bytes]) -> grpc.ServerCertificateConfiguration:
    return grpc.ssl_server_certificate_configuration([pair])
