"""Jobs: read the directives that wait, clear up uploads that never ended. Each may run twice without harm."""

from __future__ import annotations

from datetime import timedelta

import structlog
from prometheus_client import Counter

from services.document import tables
from services.document.config import DocumentSettings
from services.document.storage import Storage
from services.document.usecases import reading, uploading
from shared import clock, work
from shared.config import load
from shared.db import Database
from shared.errors import Unavailable

log = structlog.get_logger(__name__)
settings = load(DocumentSettings)
app = work.application("document", settings)
database = Database(settings.database_url.get_secret_value())
storage = Storage(settings.storage_url)

READING_SECONDS = 300
"""Reading a file of a thousand pages takes minutes on a busy machine."""
interrupted: set[str] = set()
"""The directives whose reading was interrupted by the database or the storage; the attempt does not count."""

READ = Counter("document_readings_total", "Directives read, by outcome", ["outcome"])
LOST = Counter("document_uploads_lost_total", "Uploads that never ended and were cleared up")


@app.task(name="document.sweep_unread")  # type: ignore[untyped-decorator, unused-ignore]
def sweep_unread(uid: str | None = None) -> None:
    """Reads the directives that wait for it, or the one given."""
    tried: set[str] = set()
    _take_back_attempts()
    while True:
        work.progress(READING_SECONDS)
        with database.transaction() as session:
            found = reading.begin(session, uid, tried)
        if found is None:
            return
        tried.add(found)
        _read(found)


def _take_back_attempts() -> None:
    for uid in interrupted.copy():
        with database.transaction() as session:
            tables.take_back_attempt(session, uid)
        interrupted.discard(uid)


def _read(uid: str) -> None:
    try:
        with database.transaction() as session:
            done = reading.read(session, storage, uid, settings.readable_bytes, clock.now(), clock.today())
        READ.labels("read" if done else "taken").inc()
    except Unavailable as error:
        # Neither the file nor its reading is at fault.
        READ.labels("away").inc()
        interrupted.add(uid)
        log.warning("reading_interrupted", directive=uid, error=error.reason)
    except Exception as error:
        # The next sweep tries again. One bad file must not hold up the others.
        READ.labels("failed").inc()
        log.error("reading_failed", directive=uid, exc_info=error)


@app.task(name="document.sweep_uploads")  # type: ignore[untyped-decorator, unused-ignore]
def sweep_uploads() -> None:
    """Clears up after uploads that began too long ago."""
    before = clock.now() - timedelta(seconds=settings.upload_seconds)
    more = True
    while more:
        work.progress()
        with database.transaction() as session:
            more = uploading.sweep_lost(session, storage, before)
        LOST.inc(more)


work.every(app, settings.sweep_seconds, "document.sweep_unread")
work.every(app, max(60, settings.sweep_seconds), "document.sweep_uploads")
