"""Celery for a service: jobs are sweeps over due rows, so running one twice, or on two replicas, does no harm."""

import threading
import time
from typing import Any

import celery.signals
from celery import Celery
from celery.beat import Scheduler, Service
from celery.bootsteps import StartStopStep
from celery.schedules import schedule
from prometheus_client import Gauge

from shared import hangs
from shared.broker import tls
from shared.config import ServiceSettings
from shared.hangs import HungError
from shared.listening import DeafError
from shared.working import SCHEDULE, Working

STOP_SECONDS = 60
# Whoever sends a job waits for the broker's confirmation, and must not wait for one that the network swallowed. The
# second attempt has a new connection.
_BOUNDED: Any = {"confirm_timeout": 5, "retry": True, "retry_policy": {"max_retries": 1, "interval_start": 0}}
DONE = Gauge(
    "dondoc_job_done_timestamp_seconds", "When a job last finished here; 0 if it never has", ["name"]
)
_working: Working | None = None


def queue_name(service: str) -> str:
    """The queue of a service's jobs."""
    return f"{service}.jobs"


def application(name: str, settings: ServiceSettings) -> Celery:
    """The Celery application of a service, with its own quorum queue; a job is acknowledged when it has finished."""
    broker_url, queue = settings.broker_url.get_secret_value(), queue_name(name)
    app = Celery(name, broker=broker_url, set_as_current=False)
    app.conf.update(
        broker_use_ssl=tls(broker_url),
        # Celery's own two minutes are too long to learn that the network has swallowed the connection.
        broker_heartbeat=settings.broker_heartbeat,
        task_default_queue=queue,
        task_default_queue_type="quorum",
        task_default_exchange=queue,
        task_default_exchange_type="topic",
        task_default_routing_key=queue,
        worker_detect_quorum_queues=True,
        broker_transport_options={"confirm_publish": True},
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_channel_error_retry=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        worker_soft_shutdown_timeout=STOP_SECONDS,
    )
    return app


def send(app: Celery, job: str, *arguments: object, expires: float) -> None:
    """Sends a job, within seconds. Raises what the library raises if the broker does not confirm it."""
    app.send_task(job, arguments, expires=expires, **_BOUNDED)


def every(app: Celery, seconds: float, task: str) -> None:
    """Schedules a sweep. A run not fetched in time expires: the next one does its work."""
    app.conf.beat_schedule[task] = {
        "task": task,
        "schedule": schedule(seconds, app=app),
        "options": {"expires": max(seconds, 5), **_BOUNDED},
    }


def progress(seconds: float | None = None) -> None:
    """The job of this thread goes on. From now on it may be silent for so long, or as long as any job."""
    if _working:
        _working.progress(seconds)


def run(app: Celery, working: Working) -> None:
    """Runs the worker and the schedule until SIGTERM, then finishes the current jobs.

    Ends the process if the worker is deaf to its queue, the schedule stands still, or a job hangs.
    """
    global _working
    _working = working
    celery.signals.setup_logging.connect(_keep_our_logs)
    celery.signals.task_prerun.connect(_note_begin)
    celery.signals.task_postrun.connect(_note_end)
    celery.signals.task_success.connect(_note_success)
    for each in app.conf.beat_schedule.values():
        # Otherwise nobody would miss a job that never finishes here.
        DONE.labels(each["task"])
    stopping = threading.Event()

    def stop(**_: object) -> None:
        stopping.set()

    celery.signals.worker_shutting_down.connect(stop)
    app.steps["consumer"].add(_looking(working))
    beat = Service(app, max_interval=1, scheduler_cls=_scheduler(working))
    for target, arguments in ((beat.start, ()), (_watch, (app, working, stopping))):
        threading.Thread(target=target, args=arguments, daemon=True).start()
    # The events of these features are published from the loop that looks at the connection: if the network swallowed
    # one, the loop would wait for its confirmation for ever, instead of noticing that the connection is lost.
    silent: Any = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True}
    worker = app.Worker(pool="threads", concurrency=2, **silent)
    worker.start()
    if worker.exitcode:
        hangs.end("the worker failed")


def _watch(app: Celery, working: Working, stopping: threading.Event) -> None:
    stop_time: float | None = None
    while True:
        hangs.end_unless_renewed(working.seconds)
        try:
            working.check_hung()
            if not stopping.is_set():
                working.listening.check_unless_away(app.conf.broker_url)
        except (DeafError, HungError) as error:
            hangs.end(str(error))
        if stopping.is_set():
            stop_time = stop_time or time.monotonic() + STOP_SECONDS
            if time.monotonic() > stop_time:
                hangs.end("jobs do not finish")
        time.sleep(1)


def _looking(working: Working) -> type[StartStopStep]:
    """A part of Celery's worker that notes once a second that it looks at its connection."""

    class Looking(StartStopStep):
        requires = ("celery.worker.consumer.tasks:Tasks",)

        def start(self, parent: Any) -> None:
            self._entry = parent.timer.call_repeatedly(1, working.listening.note, (working.queue,))

        def stop(self, parent: Any) -> None:
            parent.timer.cancel(self._entry)

    return Looking


def _scheduler(working: Working) -> type[Scheduler]:
    class Noting(Scheduler):  # type: ignore[misc, unused-ignore]
        def tick(self, *args: Any, **kwargs: Any) -> float:
            working.listening.note(SCHEDULE)
            return float(super().tick(*args, **kwargs))

    return Noting


def _note_begin(sender: Any, **_: object) -> None:
    if _working:
        _working.begin(sender.name)


def _note_end(**_: object) -> None:
    if _working:
        _working.end()


def _note_success(sender: Any, **_: object) -> None:
    DONE.labels(sender.name).set_to_current_time()


def _keep_our_logs(**_: object) -> None:
    """Keeps our logs: Celery leaves logging alone once this signal has a receiver."""
