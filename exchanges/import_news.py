"""What an import brought, told to the BOP: numbers only."""

from collections.abc import Sequence
from datetime import datetime

from exchanges.reports import FileReport
from rules.actors import Role
from workflow.database.store import Store
from workflow.post import outbox

_WITHOUT_REFERENT = "a_orienter"


def announce(store: Store, reports: Sequence[FileReport], now: datetime) -> None:
    """Writes one message for the files that were imported now, and one for the people whom nobody
    accompanies yet. Nothing for files that were imported before."""
    taken = [report for report in reports if report.already is None]
    if not taken:
        return
    counted = {
        "fichiers": len(taken),
        "lignes": sum(report.total for report in taken),
        "nouvelles": sum(report.people["nouvelle"] for report in taken),
        "mises_a_jour": sum(report.people["mise_a_jour"] for report in taken),
        "actes": sum(report.acts.total() for report in taken),
        "ecarts": sum(report.gaps.total() for report in taken),
        "refusees": sum(len(report.bad) for report in taken),
    }
    with store.write() as tx:
        for occasion, data in (
            ("import_termine", counted),
            ("nouveaux_sans_referent", {"nombre": _without_referent(taken)}),
        ):
            if occasion == "import_termine" or data["nombre"]:
                outbox.write(
                    tx,
                    subject=outbox.NOWHERE,
                    occasion=occasion,
                    recipient=outbox.office(Role.BOP, None),
                    data={"reference": "import", "jour": now.isoformat(), **data},
                    key=f"{occasion}-{now:%Y%m%dT%H%M%S%f}",
                    now=now,
                    digest="imports" if occasion == "nouveaux_sans_referent" else None,
                )


def _without_referent(taken: Sequence[FileReport]) -> int:
    return sum(report.births[_WITHOUT_REFERENT] for report in taken)
