"""The pages that print a compte rendu: what they break, and that each prints the same for ever."""

import hashlib
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pypdf import PdfReader

from exchanges.documents.minutes import PrintedMinutes
from exchanges.documents.minutes_page import write_minutes
from rules.seances.kinds import Body
from rules.seances.minutes import MODEL, Attendee, Examined, Minutes, Part, Point


def examined(number: int, told: str) -> Examined:
    """A line whose reasons are these words."""
    return Examined(
        line=number,
        dossier=100 + number,
        rank=number,
        nom=f"NOM{number}X",
        prenom="ALICE",
        nature="reorientation",
        service="ALI",
        wished="France Travail",
        state="desaccord_rendu",
        outcome="Désaccord",
        told={"raisons": told, "motif": f"FIN{number}X"},
    )


def pages(path: Path, *lines: Examined) -> list[str]:
    """What each page says of a compte rendu of these lines."""
    content = Minutes(
        seance=12,
        kind="ICL-I",
        body=Body.CONCERTATION,
        circonscription="93-01",
        territory="Bobigny",
        held=datetime(2026, 4, 9, 9, 30, tzinfo=timezone(timedelta(hours=2))),
        place=None,
        coordinator="le BAT",
        attendees=(),
        lines=lines,
    )
    minutes = PrintedMinutes(
        content=content, number=1, model=MODEL, departement="Seine", corrections=()
    )
    return [page.extract_text() for page in PdfReader(write_minutes(path, minutes)).pages]


def test_a_line_is_not_cut_by_the_end_of_a_page(tmp_path: Path) -> None:
    lines = [examined(number, "ALI : non.\nFT : oui.\nSST : oui.") for number in range(1, 41)]
    told = pages(tmp_path / "p.pdf", *lines)

    assert len(told) > 2
    for number in range(1, 41):
        (page,) = [one for one in told if f"NOM{number}X" in one]
        assert f"FIN{number}X" in page


def test_a_line_of_which_much_is_said_goes_on_to_other_pages(tmp_path: Path) -> None:
    told = pages(tmp_path / "p.pdf", examined(1, "mot " * 2_000))

    assert sum(page.count("mot") for page in told) == 2_000
    assert max(page.count("mot") for page in told) < 1_000
    assert "FIN1X" in told[-1]


KEPT = {
    1: "c23b76bc470aa321f2ba02955e59a888bd9c7a9ba28a4a5ae89122c3c86636f9",
    2: "568b10c6bd3370ca8b9ba5cbceacf2993485e4b03cbe5e08acdf52188fe6ee74",
    3: "568b10c6bd3370ca8b9ba5cbceacf2993485e4b03cbe5e08acdf52188fe6ee74",
}
"""What each page makes of the same compte rendu: what was sent by it is printed so for ever."""


@pytest.mark.parametrize("model", KEPT)
def test_the_page_of_what_was_sent_is_never_drawn_otherwise(tmp_path: Path, model: int) -> None:
    """A page that changes takes the next number, and the old one stays. So does the house's, which
    it imports: give the old page a copy of it."""
    content = Minutes(
        seance=12,
        kind="ICL-I",
        body=Body.CONCERTATION,
        circonscription="93-01",
        territory="Bobigny",
        held=datetime(2026, 4, 9, 9, 30, tzinfo=timezone(timedelta(hours=2))),
        place="salle 204",
        coordinator="le chargé ou la chargée de projet BAT",
        attendees=(
            Attendee(service="ALI", name="Mme Durand", function="ALI", standing="present"),
            Attendee(service="France Travail"),
        ),
        lines=(
            Examined(
                line=3,
                dossier=41,
                rank=1,
                nom="DUPONT",
                prenom="ALICE",
                nature="reorientation",
                service="ALI",
                wished="France Travail",
                state="favorable",
                outcome="Avis favorable",
                method="liste",
                accord_accueil=True,
                remark="dossier joint",
            ),
            Examined(
                line=4,
                dossier=42,
                rank=None,
                nom="MARTIN",
                prenom="PAUL",
                nature="soutien",
                service="ALI",
                wished=None,
                state="reporte",
                outcome="Reportée",
                told={"motif": "référent absent"},
                next_held=datetime(2026, 5, 12, 9, 30, tzinfo=timezone(timedelta(hours=2))),
            ),
        ),
        points=(Point(title="Offre nouvelle", told="présentée par l’association"),),
        parts={part.value: "Un texte.\nUn autre." for part in Part},
        quorum="2 présents sur 2",
        sent=date(2026, 4, 13),
    )
    minutes = PrintedMinutes(
        content=content, number=2, model=model, departement="Seine", corrections=("Un changement",)
    )
    written = write_minutes(tmp_path / "p.pdf", minutes).read_bytes()

    assert hashlib.sha256(written).hexdigest() == KEPT[model]
