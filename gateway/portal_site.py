"""The portal as its build left it: one page for every address of its own, and files that never change."""

import re
import secrets
from html import escape
from pathlib import Path

from servestatic import ServeStaticASGI
from starlette.responses import FileResponse, HTMLResponse, Response

from gateway.config import GatewaySettings

ASSETS = "/assets/"
_DEFAULT_EMBLEM = Path(__file__).with_name("static") / "emblem.svg"
# What the build puts where the gateway is to say something: the nonce of this answer, and the province's name.
_NONCE = "__NONCE__"
_PROVINCE = "__PROVINCE__"
# Styles that the component library writes while it runs carry the nonce; scripts are files of ours and nothing else.
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# Vite names every file of the folder after its content.
_EVERY = re.compile(r"^.*$")


class PortalSite:
    """Serves the folder that `make portal` fills. Raises FileNotFoundError at the start if there is no portal in it."""

    def __init__(self, settings: GatewaySettings) -> None:
        folder = Path(settings.portal_folder)
        page = (folder / "index.html").read_text(encoding="utf-8")
        self._page = page.replace(_PROVINCE, escape(settings.province_name, quote=True))
        self._emblem = Path(settings.province_emblem) if settings.province_emblem else _DEFAULT_EMBLEM
        self.assets = ServeStaticASGI(
            None,
            folder / "assets",
            ASSETS,
            immutable_file_test=_EVERY.pattern,
            allow_all_origins=False,
        )

    def page(self) -> Response:
        """The page, with a nonce of its own."""
        nonce = secrets.token_urlsafe(18)
        headers = {"content-security-policy": _CSP.format(nonce=nonce)}
        return HTMLResponse(self._page.replace(_NONCE, nonce), headers=headers)

    def emblem(self) -> Response:
        """The province's emblem."""
        return FileResponse(self._emblem, headers={"cache-control": "public, max-age=3600"})
