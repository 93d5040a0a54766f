"""The built portal: one HTML page for all of its addresses, and files that never change."""

import secrets
from html import escape
from pathlib import Path

from servestatic import ServeStaticASGI
from starlette.responses import FileResponse, HTMLResponse, Response

from gateway.config import GatewaySettings

ASSETS = "/assets/"
_DEFAULT_EMBLEM = Path(__file__).with_name("static") / "emblem.svg"
# The words that the gateway replaces in the built page: by the nonce of this answer, and the province's name.
_NONCE = "__NONCE__"
_PROVINCE = "__PROVINCE__"
# Styles that the component library adds at run time carry the nonce; scripts are our own files only.
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# Vite names every file of the folder after its content, so all of them are immutable.
_EVERY = "^.*$"


class PortalSite:
    """Serves the built portal; raises FileNotFoundError if the folder of the settings holds none."""

    def __init__(self, settings: GatewaySettings) -> None:
        folder = Path(settings.portal_folder)
        html = (folder / "index.html").read_text(encoding="utf-8")
        self._html = html.replace(_PROVINCE, escape(settings.province_name, quote=True))
        self._emblem = Path(settings.province_emblem) if settings.province_emblem else _DEFAULT_EMBLEM
        self.assets = ServeStaticASGI(
            None,
            folder / "assets",
            ASSETS,
            immutable_file_test=_EVERY,
            allow_all_origins=False,
        )

    def html(self) -> Response:
        """The HTML page, with a fresh nonce."""
        nonce = secrets.token_urlsafe(18)
        headers = {"content-security-policy": _CSP.format(nonce=nonce)}
        return HTMLResponse(self._html.replace(_NONCE, nonce), headers=headers)

    def emblem(self) -> Response:
        """The province's emblem."""
        return FileResponse(self._emblem, headers={"cache-control": "public, max-age=3600"})
