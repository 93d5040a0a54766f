"""How the broker is reached: by TLS with its certificate verified, if its address says amqps."""

import ssl
from typing import Any, Literal
from urllib.parse import urlsplit


def tls(broker_url: str) -> dict[str, Any] | Literal[False]:
    """The options of py-amqp, which by itself would take any certificate; False for plain amqp.

    Trusted is what OpenSSL trusts: the system's authorities, or those of the file that SSL_CERT_FILE names.
    """
    parts = urlsplit(broker_url)
    if parts.scheme != "amqps":
        return False
    return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": parts.hostname}
