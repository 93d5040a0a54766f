"""What needs approval inside each agency; the defaults until its head has changed it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.task.model import BY_DEFAULT, NOTHING_NEEDED, ApprovalSettings, Verb
from shared.db import ReadSession

from .schema import APPROVAL_SETTINGS, UNITS

_IN_AGENCIES = (
    select(
        UNITS.c.name, APPROVAL_SETTINGS.c.steps, APPROVAL_SETTINGS.c.approvers, APPROVAL_SETTINGS.c.version
    )
    .join(APPROVAL_SETTINGS, APPROVAL_SETTINGS.c.agency == UNITS.c.name, isouter=True)
    .where(UNITS.c.kind == "AGENCY")
)


@dataclass(frozen=True)
class Kept:
    """The settings of an agency after `version` changes."""

    settings: ApprovalSettings
    version: int


def of_agencies(session: ReadSession, units: Collection[str]) -> dict[str, Kept]:
    """The settings of those units that are agencies."""
    if not units:
        return {}
    rows = session.execute(_IN_AGENCIES.where(UNITS.c.name.in_(units)))
    return {row.name: _kept(row.steps, row.approvers, row.version) for row in rows}


def of_lead(session: ReadSession, lead: str) -> ApprovalSettings:
    """The settings that hold for what a unit leads: none inside an agency, whose head decides on it anyway."""
    kept = of_agencies(session, [lead]).get(lead)
    return kept.settings if kept else NOTHING_NEEDED


def is_approver(session: ReadSession, person: str, agencies: Collection[str]) -> bool:
    """Whether the head of one of the agencies has charged the person with approving what goes up."""
    charged = APPROVAL_SETTINGS.c.agency.in_(agencies) & APPROVAL_SETTINGS.c.approvers.any(person)
    return session.scalar(select(APPROVAL_SETTINGS.c.agency).where(charged).limit(1)) is not None


def lock(session: Session, agency: str) -> None:
    """Keeps others from changing the settings of an agency until the end of the transaction."""
    session.execute(select(UNITS.c.name).where(UNITS.c.name == agency).with_for_update())


def keep(session: Session, agency: str, kept: Kept) -> None:
    """Saves the settings of an agency."""
    row = {
        "steps": sorted(kept.settings.steps),
        "approvers": list(kept.settings.approvers),
        "version": kept.version,
    }
    statement = insert(APPROVAL_SETTINGS).values(agency=agency, **row)
    session.execute(statement.on_conflict_do_update(index_elements=["agency"], set_=row))


def _kept(steps: list[str] | None, approvers: list[str] | None, version: int | None) -> Kept:
    if steps is None or version is None:
        return Kept(BY_DEFAULT, 0)
    return Kept(ApprovalSettings(frozenset(map(Verb, steps)), tuple(approvers or ())), version)
