"""The operators' port answers whatever a check is waiting for."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from deploy.local.ports import free_port
from shared.metrics import Operations


def test_a_check_that_hangs_holds_up_no_other_page() -> None:
    over = threading.Event()
    listen = f"127.0.0.1:{free_port()}"

    def check() -> None:
        over.wait(30)

    operations = Operations(listen, {"database": check})
    operations.ready.set()
    operations.start()
    with ThreadPoolExecutor() as others:
        asked = [others.submit(httpx.get, f"http://{listen}/readyz", timeout=30) for _ in range(3)]
        time.sleep(0.2)
        for page in ("livez", "metrics"):
            assert httpx.get(f"http://{listen}/{page}", timeout=2).status_code == 200
        # A probe gives up after five seconds; the next one says what the last one waits for.
        began = time.monotonic()
        late = [each.result() for each in asked]
        assert time.monotonic() - began < 5
        assert {(each.status_code, each.text) for each in late} == {(503, "database: TimeoutError")}
        over.set()
        assert httpx.get(f"http://{listen}/readyz", timeout=5).status_code == 200


def test_checks_that_hang_hang_at_once_and_not_one_after_the_other() -> None:
    over = threading.Event()
    listen = f"127.0.0.1:{free_port()}"

    def check() -> None:
        over.wait(30)

    operations = Operations(listen, dict.fromkeys("abc", check))
    operations.ready.set()
    operations.start()
    try:
        # A probe gives up after five seconds.
        assert httpx.get(f"http://{listen}/readyz", timeout=5).status_code == 503
    finally:
        over.set()


def ready(listen: str) -> str:
    """What the metrics say."""
    lines = httpx.get(f"http://{listen}/metrics", timeout=2).text.splitlines()
    return next(line for line in lines if line.startswith("dondoc_ready "))


def test_whether_a_process_is_ready_is_a_metric() -> None:
    listen, faults = f"127.0.0.1:{free_port()}", [ConnectionError()]

    def check() -> None:
        if faults:
            raise faults[0]

    operations = Operations(listen, {"database": check})
    operations.start()
    operations.ready.set()
    assert ready(listen) == "dondoc_ready 0.0"
    faults.clear()
    assert ready(listen) == "dondoc_ready 1.0"
    operations.ready.clear()
    assert ready(listen) == "dondoc_ready 0.0"


def test_a_check_that_takes_its_time_to_fail_does_not_pass_meanwhile() -> None:
    listen = f"127.0.0.1:{free_port()}"

    def check() -> None:
        time.sleep(1)
        raise ConnectionError

    operations = Operations(listen, {"database": check})
    operations.start()
    operations.ready.set()
    assert httpx.get(f"http://{listen}/readyz", timeout=5).status_code == 503
    for _ in range(4):
        assert ready(listen) == "dondoc_ready 0.0"
        time.sleep(0.2)
