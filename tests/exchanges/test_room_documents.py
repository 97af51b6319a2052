"""What is printed for a room without network: the feuille d’émargement and the A3 tableau."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from exchanges.documents.line_words import to_tick
from exchanges.documents.room import Room, room_of, write_attendance, write_room_tableau
from rules.seances.seats import Answer, Presence
from tests.exchanges.test_programme_documents import text_of
from tests.situations import KIND_APPUI
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    AGENT_SSD,
    ALI,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
    World,
    settle,
)
from workflow.database.store import Store
from workflow.reading.participants import Attendance, Attendee
from workflow.reading.tableau import Tableau, tableau


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    store = Store.open(sqlite_url)
    yield settle(store)
    store.close()


def seen(world: World, seance: int) -> Tableau:
    return tableau(world.store, world.rulebook, seance)


def room(world: World, seance: int) -> Room:
    return room_of(seen(world, seance), world.rulebook, "Seine-Saint-Denis", "Bobigny")


def awaited(name: str | None, **said: object) -> Attendee:
    told: dict[str, object] = {
        **dict.fromkeys(Attendee.__dataclass_fields__),
        "id": 1,
        "seat": "ali",
        "function": "agence locale d’insertion",
        "in_person": False,
        "name": name,
        "deputies": (),
        **said,
    }
    return Attendee(**told)  # type: ignore[arg-type]  # by name, for a test


def attendance(*people: Attendee) -> Attendance:
    return Attendance(attendees=people, guests=(), vacant=(), quorum=None)


def test_the_tableau_has_a_line_each_with_its_answers_and_boxes_to_tick(
    world: World, tmp_path: Path
) -> None:
    stage = journeys.shared(world)
    journeys.soutien(world, stage.icl)
    world.act(
        stage.dossier,
        "repondre",
        AGENT_FT,
        service=FRANCE_TRAVAIL,
        reponse="suivi",
        remarque="atelier en cours",
    )
    world.act(stage.dossier, "repondre", AGENT_SSD, service=SERVICE_SOCIAL, reponse="inconnu")
    path = write_room_tableau(tmp_path / "t.pdf", room(world, stage.icl), seen(world, stage.icl))
    text = text_of(path)
    (page,) = PdfReader(path).pages

    for told in (
        "Tableau de la séance",
        "ICL-I 93-01 Bobigny · jeudi 9 avril 2026 à 9 h 30",
        "NOM-SECRET",
        "Accord de la personne : oui",
        "Réponses des services",
        "Service 2 : suivi atelier en cours",
        "Service 3 : inconnu",
        "Favorable, sur liste Favorable, collégial Accueil d’accord Désaccord Ajournée au",
        "Soutien rendu Ajournée au",
        f"Séance n° {stage.icl}. 2 lignes. Document nominatif, à détruire une fois les résultats",
    ):
        assert told in text
    assert page.mediabox.width > page.mediabox.height > 800


def test_a_line_already_decided_bears_its_result_and_no_box(world: World, tmp_path: Path) -> None:
    icl = world.seance("2026-04-09")
    helped, line = journeys.soutien(world, icl)
    asked, liste, _ = (journeys.en_icl(world, seance=icl).dossier for _ in range(3))
    world.convene(icl, "preparer")
    world.convene(icl, "partager_tableau", AGENT_ALI, service=ALI)
    world.act(asked, "demander_collegiale", AGENT_FT)
    before = text_of(write_room_tableau(tmp_path / "a.pdf", room(world, icl), seen(world, icl)))
    world.convene(icl, "arreter")
    world.now = world.held(icl)
    world.convene(icl, "ouvrir")
    world.act(helped, "rendre_soutien", AGENT_ALI, passage=line, preconisations="un point")
    journeys.favorable(world, liste)
    after = text_of(write_room_tableau(tmp_path / "t.pdf", room(world, icl), seen(world, icl)))

    assert before.count("Examen collégial demandé") == after.count("Examen collégial demandé") == 1
    assert before.count("Ajournée au") == 4
    assert after.count("Ajournée au") == 2
    assert after.count("Soutien technique rendu") == 1
    assert after.count("Avis favorable sur liste") == 1


def test_the_boxes_to_tick_are_in_the_words_of_the_kind_of_seance() -> None:
    grenoble = replace(KIND_APPUI, words={"soutien_rendu": "Pistes de travail proposées"})

    assert to_tick(grenoble, "soutien") == ("Pistes de travail proposées", "Ajournée au")
    assert to_tick(KIND_APPUI, "soutien") == ("Soutien rendu", "Ajournée au")


def test_an_ep_is_offered_its_own_decisions(world: World, tmp_path: Path) -> None:
    stage = journeys.before_ep(world)
    text = text_of(
        write_room_tableau(tmp_path / "t.pdf", room(world, stage.ep), seen(world, stage.ep))
    )

    assert "Acceptée Refusée Reportée au Annulée" in text
    assert "Désaccord" not in text
    assert "Réponses des services" not in text


def test_a_line_bears_its_rank_on_the_agenda_and_one_added_in_the_room_none(
    world: World, tmp_path: Path
) -> None:
    icl = world.seance("2026-04-09")
    for _ in range(3):
        journeys.en_icl(world, seance=icl)
    before = seen(world, icl)
    told = [replace(line, rank=rank) for line, rank in zip(before.lines, (1, 3, None), strict=True)]
    settled = replace(before, lines=tuple(told))
    text = text_of(write_room_tableau(tmp_path / "t.pdf", room(world, icl), settled))
    first = text_of(write_room_tableau(tmp_path / "u.pdf", room(world, icl), before))

    assert [mark in text for mark in ("1 ligne n° 1", "3 ligne n° 2", "– ligne n° 3")] == [True] * 3
    assert [f"{n} ligne n° {n}" in first for n in (1, 2, 3)] == [True] * 3


def test_lines_that_left_the_seance_are_not_printed(world: World, tmp_path: Path) -> None:
    icl = world.seance("2026-04-09")
    kept, gone = (journeys.en_icl(world, seance=icl).dossier for _ in range(2))
    world.act(gone, "retirer_demande", AGENT_ALI, motif="trop tôt")
    text = text_of(write_room_tableau(tmp_path / "t.pdf", room(world, icl), seen(world, icl)))

    assert text.count("NOM-SECRET") == 1
    assert kept != gone
    assert "1 ligne" in text


def test_the_feuille_has_a_row_for_each_and_blank_ones_for_the_others(
    world: World, tmp_path: Path
) -> None:
    icl = world.seance("2026-04-09")
    people = attendance(
        awaited("Mme Durand", service="Service 1", title="conseillère"),
        awaited("M. Petit", service="Service 2", answer=Answer.REMPLACE, substitute="Mme Leroy"),
        awaited(None, service="Service 3", presence=Presence.PRESENT, arrived="10:15"),
    )
    path = write_attendance(tmp_path / "e.pdf", room(world, icl), people, seen(world, icl))
    text = text_of(path)
    page = PdfReader(path).pages[0]

    for told in (
        "Feuille d’émargement",
        "Nom et prénom Fonction Service Arrivée Signature",
        "Mme Durand conseillère",
        "Mme Leroy remplace M. Petit",
        "Service 3 10:15",
        "3 personnes attendues",
    ):
        assert told in text
    assert page.mediabox.width > page.mediabox.height


def test_a_seance_for_which_nobody_was_named_has_its_services(world: World, tmp_path: Path) -> None:
    icl = world.seance("2026-04-09")
    path = write_attendance(tmp_path / "e.pdf", room(world, icl), attendance(), seen(world, icl))
    text = text_of(path)

    assert "Service 1" in text
    assert "Service 4" in text
    assert "4 services attendus" in text


def test_the_same_seance_gives_the_same_bytes(world: World, tmp_path: Path) -> None:
    icl = journeys.en_icl(world).icl
    sheets = [
        write_room_tableau(tmp_path / name, room(world, icl), seen(world, icl)).read_bytes()
        for name in "ab"
    ]

    assert sheets[0] == sheets[1]
