"""The certificate of a gRPC server. It is read again from its files, so a renewed one needs no restart."""

import time
from pathlib import Path

import grpc
import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificates
from prometheus_client import Gauge

END = Gauge("dondoc_certificate_end_timestamp_seconds", "When the server's certificate ends")
log = structlog.get_logger(__name__)


class ExpiredError(Exception):
    """The certificate has ended: no client accepts it any longer."""


class Certificate:
    """A certificate and its key, in two files in PEM."""

    def __init__(self, certificate: str, key: str) -> None:
        self._files = Path(key), Path(certificate)
        self._pair, self._end = self._read()
        END.set(self._end)

    def credentials(self) -> grpc.ServerCredentials:
        """Credentials for a server, which asks for the newest pair at each new connection."""
        return grpc.dynamic_ssl_server_credentials(self._configuration(), self._newest)

    def check(self) -> None:
        """Raises ExpiredError once the certificate has ended."""
        self._reload()
        if time.time() > self._end:
            raise ExpiredError

    def _newest(self) -> grpc.ServerCertificateConfiguration:
        self._reload()
        return self._configuration()

    def _configuration(self) -> grpc.ServerCertificateConfiguration:
        return grpc.ssl_server_certificate_configuration([self._pair])

    def _reload(self) -> None:
        """Takes the pair in the files if it is another one that gRPC takes, too."""
        try:
            pair, end = self._read()
        except (OSError, TypeError, UnsupportedAlgorithm, ValueError) as error:
            # The files may be in the middle of their renewal.
            log.warning("certificate_not_usable", error=f"{type(error).__name__}: {error}"[:200])
            return
        if pair != self._pair:
            self._pair, self._end = pair, end
            END.set(end)
            log.info("certificate_renewed", end=end)

    def _read(self) -> tuple[tuple[bytes, bytes], float]:
        """The key and the certificate with its chain, and when the first of them ends, in seconds since 1970.

        Raises ValueError if key and certificate do not belong together: gRPC would go on with the pair before. Raises
        it, too, if one of the chain is not valid yet: no client would accept it.
        """
        key, certificate = (path.read_bytes() for path in self._files)
        chain = load_pem_x509_certificates(certificate)
        if load_pem_private_key(key, None).public_key() != chain[0].public_key():
            raise ValueError("the certificate has another key")
        begin = max(one.not_valid_before_utc for one in chain)
        if begin.timestamp() > time.time():
            raise ValueError(f"the certificate is not valid before {begin.isoformat()}")
        return (key, certificate), min(one.not_valid_after_utc for one in chain).timestamp()
