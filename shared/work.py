"""Celery for a service: jobs are sweeps over due rows, so running one twice, or on two replicas, does no harm."""

import threading
from typing import Any

from celery import Celery
from celery.beat import Scheduler, Service
from celery.schedules import schedule
from celery.signals import setup_logging, task_success
from prometheus_client import Gauge

from shared.broker import tls

STOP_SECONDS = 60
DONE = Gauge("dondoc_job_done_timestamp_seconds", "When a job last finished here", ["name"])


def application(name: str, broker_url: str) -> Celery:
    """The Celery application of a service, with its own quorum queue; a job is acknowledged when it has finished."""
    app = Celery(name, broker=broker_url, set_as_current=False)
    app.conf.update(
        broker_use_ssl=tls(broker_url),
        task_default_queue=f"{name}.jobs",
        task_default_queue_type="quorum",
        task_default_exchange=f"{name}.jobs",
        task_default_exchange_type="topic",
        task_default_routing_key=f"{name}.jobs",
        worker_detect_quorum_queues=True,
        broker_transport_options={"confirm_publish": True},
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        worker_soft_shutdown_timeout=STOP_SECONDS,
    )
    return app


def every(app: Celery, seconds: float, task: str) -> None:
    """Schedules a sweep. A run not fetched in time expires: the next one does its work."""
    app.conf.beat_schedule[task] = {
        "task": task,
        "schedule": schedule(seconds, app=app),
        "options": {"expires": max(seconds, 5)},
    }


def run(app: Celery) -> None:
    """Runs the worker and the schedule until SIGTERM, then finishes the current job."""
    setup_logging.connect(_keep_our_logs)
    task_success.connect(_note_end)
    beat = threading.Thread(target=Service(app, scheduler_cls=Scheduler).start, name="beat", daemon=True)
    beat.start()
    app.Worker(pool="threads", concurrency=2, without_gossip=True, without_mingle=True).start()


def _note_end(sender: Any, **_: object) -> None:
    DONE.labels(sender.name).set_to_current_time()


def _keep_our_logs(**_: object) -> None:
    """Keeps our logs: Celery leaves logging alone once this signal has a receiver."""
