"""Reports to a person about the local system: its state, its addresses, its accounts."""

import time
from collections.abc import Sequence

import psutil

from deploy.demo.cast import Cast
from deploy.local.plan import Plan
from deploy.local.supervisor import State

_SHOWN = (
    ("CHAIRMAN", "ubnd-tinh"),
    ("OFFICE_CHIEF", "van-phong"),
    ("OFFICE_SPECIALIST", "van-phong"),
    ("AGENCY_HEAD", "so-y-te"),
    ("AGENCY_CLERK", "so-y-te"),
    ("OFFICER", "so-y-te"),
    ("AGENCY_CLERK", "so-giao-thong-van-tai"),
    ("AGENCY_CLERK", "ubnd-huyen-nui-thanh"),
)


def status_table(states: Sequence[State]) -> str:
    """One line for each program: state, process id, memory (with its children's), time since its start."""
    rows = [f"{'PROGRAM':24}{'STATE':10}{'PID':>8}{'MiB':>7}{'UP':>10}"]
    total = 0.0
    for state in states:
        memory = _memory(state.pid) if state.pid else 0.0
        total += memory
        up = f"{time.time() - state.started:.0f} s" if state.running else ""
        rows.append(f"{state.name:24}{state.text:10}{state.pid or '':>8}{memory:>7.0f}{up:>10}")
    return "\n".join([*rows, f"{'total':42}{total:>7.0f}"])


def welcome(plan: Plan, password: str) -> str:
    """The addresses to open and the accounts to sign in with."""
    return "\n".join(
        [
            "",
            "dondoc is up.",
            f"  portal and API    {plan.url('gateway')}",
            f"  API description   {plan.url('gateway')}/openapi.json",
            f"  e-mails           {plan.url('mail')}",
            f"  data              {plan.folder}",
            "",
            f"Demo accounts, all with the password {password} (made for this installation):",
            *demo_accounts(),
            "",
            "  `make status` shows the processes; `make stop` stops them and keeps the data.",
        ]
    )


def demo_accounts() -> list[str]:
    """One account for each kind of work; the others are in deploy/demo/province/people.yaml."""
    cast = Cast()
    people = [cast.first(role, agency) for role, agency in _SHOWN]
    return [
        f"  {person.username:14}{person.display_name:22}{person.title}"
        + (f" (signs in at {person.identity_provider})" if person.identity_provider != "province" else "")
        for person in people
    ]


def _memory(pid: int) -> float:
    """Proportional set size, in MiB, of a process and its descendants: pages that several share count once."""
    try:
        first = psutil.Process(pid)
        family = [first, *first.children(recursive=True)]
    except psutil.Error:
        return 0.0
    return sum(_own_memory(each) for each in family) / 2**20


def _own_memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0
