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
