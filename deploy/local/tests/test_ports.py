"""Ports for servers of tests, which may listen minutes after they were given one."""

import socket
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from deploy.local.ports import LOOPBACK, free_port, free_ports, is_taken


def test_no_two_processes_are_given_the_same_port() -> None:
    # gRPC's threads can crash a fork of this process.
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        given = [port for ports in pool.map(free_ports, [20] * 9) for port in ports]
    assert len(set(given)) == len(given)
    assert not any(map(is_taken, given))


def test_a_port_is_none_of_those_for_outgoing_connections() -> None:
    first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text("utf-8").split()[0])
    assert free_port() < first


def test_a_port_that_is_taken_is_passed_over() -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, free_port() + 1))
        other.listen()
        assert other.getsockname()[1] not in free_ports(3)
