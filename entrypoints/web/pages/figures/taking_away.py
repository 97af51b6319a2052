"""``/chiffres/export``: the figures as one table, each line a figure that says what it counts."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Response

from entrypoints.web.desks.downloads import TABLES, download, format_of
from entrypoints.web.forms.posted import FormOf
from entrypoints.web.pages.figures.counting import AGES, Figures, gathered
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import words_of
from entrypoints.web.rendering.say import Words
from entrypoints.web.visitors.visits import Here
from entrypoints.words.acts import rule_label
from exchanges.figures import Figure, Format, write_figures
from rules.access.grants import Right
from workflow.accounts import consultations

router = APIRouter(prefix="/chiffres/export")

_HEADINGS = ("Tableau", "Où", "Ligne", "Nombre", "Sur", "Cible en %", "Quand")


@router.post("")
def export(visit: Here, form: FormOf) -> Response:
    """The file of what the page shows, written in the access log."""
    visit.enter(Right.EXPORT_CHIFFRES)
    query = Query.of(visit.request)
    found, format = gathered(visit, query), format_of(form)
    rows = list(_rows(found, words_of(visit)))
    consultations.note(
        visit.store,
        visit.actor,
        Right.EXPORT_CHIFFRES,
        visit.now,
        circonscription=found.place,
        lines=len(rows),
    )
    today = visit.rulebook.local_day(visit.now).isoformat()
    with TemporaryDirectory() as folder:
        content = write_figures(
            Path(folder) / "chiffres",
            Format(format.value),
            title=f"Chiffres au {today}",
            headings=_HEADINGS,
            rows=rows,
            produced=visit.now,
        ).read_bytes()
    return download(content, f"chiffres-{today}.{format.value}", TABLES[format])


def _rows(found: Figures, say: Words) -> Iterator[tuple[Figure, ...]]:
    where = "tout le territoire" if found.place is None else found.places[found.place]
    for label, (number, more) in (
        ("dossiers ouverts", found.total),
        ("personnes sans accompagnement depuis deux mois", found.alone),
        ("demandes à réinscrire", found.waiting),
    ):
        yield ("En tout", where, label, number, None, None, "au moins" if more else None)
    for row in found.rows:
        for (stage, _), count in zip(found.stages, row.counts, strict=True):
            yield ("Où sont les dossiers", row.label, stage, count, row.total, None, None)
    total = sum(found.requests)
    for age, count in zip(AGES, found.requests, strict=True):
        yield ("Âge des demandes en cours", where, age, count, total, None, None)
    for share in found.shares:
        kept = share.kept
        yield (
            *("Délais tenus à temps", where, f"{rule_label(kept.rule)} ({kept.rule})"),
            *(kept.in_time, kept.judged, share.target, say.month(found.month)),
        )
    for one in found.loads:
        place = found.places.get(one.load.circonscription or "", "tout le département")
        minutes = None if one.capacity is None else one.asked
        yield (
            *("Minutes demandées aux séances", place, one.label, minutes, one.capacity, None),
            say.instant(one.load.held),
        )
