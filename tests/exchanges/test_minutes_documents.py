"""The compte rendu and the procès-verbal as people have them: a PDF, the completed tableau."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from exchanges.documents.line_words import details
from exchanges.documents.minutes import PrintedMinutes, printed
from exchanges.documents.minutes_page import _page, write_minutes
from exchanges.documents.minutes_sheet import write_minutes_sheet
from rules.wording import NBSP, day_of_month
from tests.exchanges.test_programme_documents import _tags, text_of
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BOP, EP, PRESIDENT, World, execute, settle
from tests.workflow.seated import attendance
from tests.workflow.test_minutes import held, line_of, written
from workflow.database.store import Store


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    store = Store.open(sqlite_url)
    yield settle(store)
    store.close()


def asked(world: World, seance: int, version: int | None = None) -> PrintedMinutes:
    found = printed(written(world, seance), "Seine-Saint-Denis", version)
    assert found is not None
    return found


def corrected(world: World) -> int:
    """An ICL-I whose compte rendu was sent, corrected and sent again."""
    icl, (favourable, *_) = held(world)
    world.convene(icl, "completer_compte_rendu", suites="Une fiche\nen mai")
    world.wait(days=1).convene(icl, "restituer")
    world.wait(days=1).correct(favourable)
    world.act(favourable, "rendre_desaccord", AGENT_ALI, raisons="ALI : non.\nFT : oui.")
    world.wait(days=1).convene(icl, "renvoyer_compte_rendu")
    return icl


def test_the_page_says_each_result_its_words_and_what_was_written(
    world: World, tmp_path: Path
) -> None:
    icl, dossiers = held(world)
    line = line_of(world, dossiers[2])
    world.convene(icl, "completer_compte_rendu", introduction="Ouverte à 9 h 35")
    world.convene(icl, "completer_compte_rendu", ligne=str(line), remarque="pièce promise")
    text = text_of(write_minutes(tmp_path / "p.pdf", asked(world, icl)))

    for words in (
        "Compte rendu",
        "ICL-I 93-01 Circonscription 93-01 · jeudi 9 avril 2026 à 9 h 30",
        "Version 1, projet, pas encore envoyé",
        "Ouverture de la séance Ouverte à 9 h 35",
        "4 situations examinées : avis favorable, 1 ; désaccord, 1 ; ajournée, 1 ; soutien",
        "Situations validées sur liste",
        "Raisons de chaque service : ALI : garde d’enfants. FT : emploi proche",
        "Motif : pièce attendue",
        "Remarque : pièce promise",
        "Préconisations : bilan de santé",
        "Service d’accueil : d’accord",
    ):
        assert words in text


def test_a_version_that_was_sent_is_printed_the_same_for_ever(world: World, tmp_path: Path) -> None:
    icl = corrected(world)
    first = write_minutes(tmp_path / "a.pdf", asked(world, icl, 1)).read_bytes()
    world.wait(days=30).convene(icl, "completer_compte_rendu", suites="Autre chose")
    again = write_minutes(tmp_path / "b.pdf", asked(world, icl, 1)).read_bytes()
    second = write_minutes(tmp_path / "c.pdf", asked(world, icl, 2)).read_bytes()

    assert first == again != second
    assert "Une fiche en mai" in text_of(tmp_path / "b.pdf")


def test_the_second_version_says_at_its_head_what_it_corrects(world: World, tmp_path: Path) -> None:
    icl = corrected(world)
    text = text_of(write_minutes(tmp_path / "p.pdf", asked(world, icl)))

    assert "Version 2, envoyée le 12 avril 2026" in text
    assert (
        "Ce qui change depuis la version 1 • Ligne n° 1 (dossier n° 1) : Désaccord, au lieu de"
        " « Avis favorable »" in text
    )
    assert "Ce qui change" not in text_of(write_minutes(tmp_path / "q.pdf", asked(world, icl, 1)))


def test_without_a_number_what_is_to_be_sent_is_shown_else_the_last_that_was(world: World) -> None:
    icl = corrected(world)
    last = asked(world, icl)
    world.convene(icl, "completer_compte_rendu", suites="Autre chose")
    draft = asked(world, icl)

    assert (last.number, last.content.sent is None) == (2, False)
    assert (draft.number, draft.content.sent) == (3, None)
    assert draft.corrections == (f"Texte «{NBSP}Suites à donner{NBSP}» revu",)
    assert printed(written(world, icl), "X", 4) is None


def test_a_line_that_waits_for_its_result_again_says_so(world: World) -> None:
    icl, (favourable, *_) = held(world)
    world.convene(icl, "restituer")
    world.correct(favourable)

    assert asked(world, icl).corrections == (
        f"Ligne n°{NBSP}1 (dossier n°{NBSP}1){NBSP}: résultat annulé, un autre est attendu, au lieu"
        f" de «{NBSP}Avis favorable{NBSP}»",
    )


def test_the_proces_verbal_of_an_ep_has_its_decisions_and_room_for_two_signatures(
    world: World, tmp_path: Path
) -> None:
    stage = journeys.before_ep(world)
    world.act(stage.dossier, "refuser", EP, motif="projet à mûrir")
    world.convene(stage.ep, "lever", BOP)
    text = text_of(write_minutes(tmp_path / "p.pdf", asked(world, stage.ep)))

    for words in (
        "Procès-verbal",
        "Décisions",
        "Refusée en EP",
        "Motif : projet à mûrir",
        "Le président ou la présidente de séance",
        "Le ou la secrétaire de séance",
    ):
        assert words in text


def test_the_proces_verbal_says_what_the_ep_grants_then_what_the_president_decided(
    world: World, tmp_path: Path
) -> None:
    stage = journeys.before_ep(world)
    execute(
        world.store,
        "INSERT INTO code_line (liste, identifiant, libelle, active, extra)"
        " VALUES ('typesorients', 5, 'Emploi', 1, '{}')",
    )
    world.act(stage.dossier, "accepter", EP, type_orientation="5")
    world.convene(stage.ep, "lever", BOP)
    awaited = text_of(write_minutes(tmp_path / "a.pdf", asked(world, stage.ep)))
    world.wait(days=1).act(stage.dossier, "decider_accepter", PRESIDENT, type_orientation="5")
    decided = text_of(write_minutes(tmp_path / "b.pdf", asked(world, stage.ep)))

    assert "Acceptée en EP Type d’orientation : Emploi Service référent : Service 2" in awaited
    assert "Décision du président du conseil départemental : attendue" in awaited
    day = day_of_month(world.now.date()).replace(NBSP, " ")
    assert f"réorientation acceptée le {day}, selon l’avis" in decided


def test_a_decision_against_the_avis_says_its_motive(world: World) -> None:
    stage = journeys.before_ep(world)
    world.act(stage.dossier, "accepter", EP, type_orientation="5")
    world.convene(stage.ep, "lever", BOP)
    world.act(stage.dossier, "decider_refuser", PRESIDENT, motif="projet à mûrir")
    (line,) = asked(world, stage.ep).content.lines
    told = dict(details(line))["Décision du président du conseil départemental"]

    assert told.splitlines() == [
        f"réorientation refusée le {day_of_month(world.now.date())}",
        f"Motif{NBSP}: projet à mûrir",
    ]


def test_what_nobody_noted_is_said_to_be_so(world: World, tmp_path: Path) -> None:
    stage = journeys.before_ep(world)
    world.act(stage.dossier, "refuser", EP, motif="projet à mûrir")
    world.convene(stage.ep, "lever", BOP)
    text = text_of(write_minutes(tmp_path / "p.pdf", asked(world, stage.ep)))

    assert "Présences non relevées." in text
    assert "Quorum : aucun n’est fixé pour cette instance" in text


def test_who_came_late_is_told_with_the_hour_and_a_service_without_a_name_says_so(
    world: World, tmp_path: Path
) -> None:
    icl = world.seance("2026-04-09")
    world.convene(icl, "convoquer")
    first, *_ = attendance(world, icl).attendees
    world.sit(icl)
    world.wait(hours=3)
    hours: dict[str, Any] = {"arrivees": f"{first.id}=10:15", "departs": f"{first.id}=11:00"}
    world.convene(icl, "emarger", presents=str(first.id), **hours)
    world.convene(icl, "lever")
    text = text_of(write_minutes(tmp_path / "p.pdf", asked(world, icl)))

    assert "présent·e, arrivée à 10 h 15, départ à 11 h" in text
    assert "nom non relevé" in text
    assert "Présences non relevées" not in text


def test_a_line_keeps_the_number_that_the_agenda_gave_it(world: World, tmp_path: Path) -> None:
    icl, _ = held(world)
    draft = asked(world, icl)
    added = replace(draft.content.lines[3], rank=None)
    lines = (*draft.content.lines[:1], *draft.content.lines[2:3], added)
    holed = replace(draft, content=replace(draft.content, lines=lines))
    text = text_of(write_minutes(tmp_path / "p.pdf", holed))
    page: dict[str, Any] = _page(holed)

    assert "Les numéros sont ceux de l’ordre du jour ; une ligne ajoutée séance tenante" in text
    assert [line["rank"] for group in page["groups"] for line in group["lines"]] == [
        *("1", "3", "–"),
    ]


@pytest.mark.parametrize("size", [1, 9, 10, 11, 12, 13, 14, 15, 16, 60])
def test_the_signatures_never_stand_alone_on_a_page(
    world: World, tmp_path: Path, size: int
) -> None:
    stage = journeys.before_ep(world)
    world.act(stage.dossier, "refuser", EP, motif="projet à mûrir")
    world.convene(stage.ep, "lever", BOP)
    draft = asked(world, stage.ep)
    (line,) = draft.content.lines
    lines = tuple(replace(line, line=n, rank=n, nom=f"NOM-{n}") for n in range(1, size + 1))
    path = write_minutes(
        tmp_path / "p.pdf", replace(draft, content=replace(draft.content, lines=lines))
    )
    last = PdfReader(path).pages[-1].extract_text()

    assert "secrétaire de séance" in last
    assert f"NOM-{size}" in last


def test_a_compte_rendu_is_not_signed(world: World, tmp_path: Path) -> None:
    icl, _ = held(world)

    assert "secrétaire" not in text_of(write_minutes(tmp_path / "p.pdf", asked(world, icl)))


def test_what_somebody_typed_is_never_a_command_of_the_page(world: World, tmp_path: Path) -> None:
    icl, _ = held(world)
    typed = '#panic("non") *2* $x$ \\ <b> "&" @fin'
    world.convene(icl, "completer_compte_rendu", echanges=typed)

    assert typed in text_of(write_minutes(tmp_path / "p.pdf", asked(world, icl)))


def test_the_page_is_read_aloud_in_order(world: World, tmp_path: Path) -> None:
    """PDF/UA-1 and PDF/A-2: tagged, with its language and title; the table has headings."""
    icl, _ = held(world)
    reader = PdfReader(write_minutes(tmp_path / "p.pdf", asked(world, icl)))
    catalogue = reader.trailer["/Root"]

    assert {"/H1", "/H2", "/H3", "/Table", "/THead", "/TH", "/TD"} <= set(
        _tags(catalogue["/StructTreeRoot"])  # type: ignore[index]  # a dictionary of the file
    )
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("Compte rendu – ICL-I 93-01")


def test_the_completed_tableau_has_a_line_each_with_its_result(
    world: World, tmp_path: Path
) -> None:
    icl, _ = held(world)
    path = write_minutes_sheet(tmp_path / "t.xlsx", asked(world, icl))
    again = write_minutes_sheet(tmp_path / "u.xlsx", asked(world, icl))
    rows = list(load_workbook(path).active.iter_rows(min_row=5, values_only=True))  # type: ignore[union-attr]  # one sheet

    assert rows[0][:4] == ("N°", "Nom", "Prénom", "Dossier")
    assert [row[8] for row in rows[1:]] == [
        *("Avis favorable", "Désaccord", "Ajournée", "Soutien technique rendu"),
    ]
    assert rows[2][9] == (
        f"Raisons de chaque service{NBSP}: ALI : garde d’enfants. FT : emploi proche"
    )
    assert path.read_bytes() == again.read_bytes()


def test_words_that_look_like_a_formula_stay_a_text(world: World, tmp_path: Path) -> None:
    icl, dossiers = held(world)
    line = str(line_of(world, dossiers[0]))
    world.convene(icl, "completer_compte_rendu", ligne=line, remarque="=1+1")
    path = write_minutes_sheet(tmp_path / "t.xlsx", asked(world, icl))
    cell = load_workbook(path).active["J6"]  # type: ignore[index]  # one sheet

    assert cell.data_type == "s"
    assert "=1+1" in cell.value
