"""TLS to the broker: its certificate is verified if its address begins with amqps."""

import ssl
from typing import Any, Literal
from urllib.parse import urlsplit


def tls(broker_url: str) -> dict[str, Any] | Literal[False]:
    """The TLS options of py-amqp, whose defaults accept any certificate; False for plain amqp.

    The trusted authorities are those of OpenSSL: the system's, or those in the file that SSL_CERT_FILE names.
    """
    parts = urlsplit(broker_url)
    if parts.scheme != "amqps":
        return False
    return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": parts.hostname}
