"""The files that leave with messages: which, for whom, and that nobody else can read them."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from msoffcrypto import OfficeFile
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from entrypoints.configuration.joined import How, Joined
from notifications.channels.contract import Enclosure, UnmadeFile
from notifications.enclosures import Enclosed
from rules.subjects import SubjectKind
from tests.entrypoints.clerks import AGREED, PASSWORD, clerk, message, words_of
from tests.exchanges.tableau.desk import Desk, open_desk
from tests.workflow import journeys
from tests.workflow.build import ALI, World, settle
from tests.workflow.test_minutes import sent
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.subjects import Personne


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    store = Store.open(sqlite_url)
    yield settle(store)
    store.close()


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    return open_desk(world, tmp_path)


def named(enclosed: Enclosed, ending: str) -> Enclosure:
    (found,) = (file for file in enclosed.files if file.name.endswith(ending))
    return found


def cells_of(content: bytes) -> str:
    opened = BytesIO()
    book = OfficeFile(BytesIO(content))
    book.load_key(password=PASSWORD)
    book.decrypt(opened)
    sheet = load_workbook(opened)["Tableau"]
    return str([[cell.value for cell in row] for row in sheet.iter_rows()])


def names(world: World) -> list[str]:
    with world.store.read() as connection:
        return list(connection.execute(select(table(Personne).c.nom)).scalars())


def test_the_mail_of_preparation_carries_the_tableau_under_the_password_of_its_service(
    desk: Desk,
) -> None:
    opened = message(desk.world, "tableau_ouvert", desk.seance, f"service:{ALI}")
    found = clerk(desk.world).enclosed(opened)
    tableau = named(found, ".xlsx")

    assert [file.name for file in found.files] == [
        f"tableau-seance-{desk.seance}.xlsx",
        "fiche-de-saisine.pdf",
        "programme-2026.pdf",
    ]
    assert OfficeFile(BytesIO(tableau.content)).is_encrypted()
    assert names(desk.world)[0] in cells_of(tableau.content)
    assert (len(found.sealed), len(found.clear)) == (1, 2)
    assert found.kept == ()


def test_what_leaves_in_clear_names_nobody(desk: Desk) -> None:
    opened = message(desk.world, "tableau_ouvert", desk.seance, f"service:{ALI}")
    found = clerk(desk.world).enclosed(opened)
    blank = words_of(named(found, "fiche-de-saisine.pdf").content)
    programme = words_of(named(found, "programme-2026.pdf").content)

    assert "À remplir" in blank
    assert "Service préconisé" in blank
    assert "bop@seine-saint-denis.example" in blank
    for name in names(desk.world):
        assert name not in f"{blank} {programme}"


def test_a_recipient_without_a_password_gets_no_name_and_is_told_where_to_read(
    desk: Desk,
) -> None:
    opened = message(desk.world, "tableau_ouvert", desk.seance, f"service:{ALI}")
    found = clerk(desk.world, Joined()).enclosed(opened)

    assert [file.media for file in found.files] == ["application/pdf"] * 2
    assert found.kept == (f"le tableau de la séance {desk.seance}",)
    assert found.sealed == ()


@pytest.mark.parametrize("how", [How.LIEN, How.NON])
def test_the_departement_may_want_a_link_or_nothing(how: How, desk: Desk) -> None:
    joined = replace(AGREED, how={"tableau_ouvert": how})
    opened = message(desk.world, "tableau_ouvert", desk.seance, f"service:{ALI}")
    found = clerk(desk.world, joined).enclosed(opened)

    assert not any(file.name.endswith(".xlsx") for file in found.files)
    assert bool(found.kept) is (how is How.LIEN)
    assert bool(found.files) is (how is How.LIEN)


def test_past_the_size_of_a_mail_a_link_takes_the_place_of_the_heaviest(desk: Desk) -> None:
    opened = message(desk.world, "tableau_ouvert", desk.seance, f"service:{ALI}")
    whole = clerk(desk.world).enclosed(opened)
    sizes = sorted(len(file.content) for file in whole.files)
    less = clerk(desk.world, replace(AGREED, largest=sum(sizes) - 1)).enclosed(opened)
    none = clerk(desk.world, replace(AGREED, largest=1)).enclosed(opened)

    assert [len(file.content) for file in less.files if len(file.content) == sizes[-1]] == []
    assert len(less.files) == 2
    assert (none.files, len(none.kept)) == ((), 3)


def test_the_compte_rendu_leaves_as_it_was_sent_with_the_completed_tableau(world: World) -> None:
    icl, _ = sent(world)
    told = message(world, "compte_rendu", icl, "role:bat:93-01", numero=1)
    found = clerk(world).enclosed(told)
    page = named(found, ".pdf")

    assert [file.name for file in found.files] == [
        f"compte-rendu-seance-{icl}-v1.pdf",
        f"tableau-seance-{icl}.xlsx",
    ]
    assert PdfReader(BytesIO(page.content)).is_encrypted
    assert "garde d’enfants" in words_of(page.content, PASSWORD)
    assert names(world)[0] in cells_of(named(found, ".xlsx").content)


def test_a_retry_says_the_same_even_after_a_correction(world: World) -> None:
    icl, dossiers = sent(world)
    told = message(world, "compte_rendu", icl, "role:bat:93-01", numero=1)
    before = named(clerk(world).enclosed(told), ".pdf")
    world.wait(days=1).correct(dossiers[0])
    after = named(clerk(world).enclosed(told), ".pdf")

    assert words_of(before.content, PASSWORD) == words_of(after.content, PASSWORD)


def test_the_box_of_the_bop_gets_the_fiche_under_its_password(world: World) -> None:
    stage = journeys.en_icl(world)
    told = message(world, "saisine_deposee", stage.dossier, "role:bop", kind=SubjectKind.DOSSIER)
    fiche = named(clerk(world).enclosed(told), ".pdf")

    assert fiche.name == f"saisine-dossier-{stage.dossier}.pdf"
    assert names(world)[0] in words_of(fiche.content, PASSWORD)
    with pytest.raises(Exception, match="not been decrypted"):
        words_of(fiche.content)


@pytest.mark.parametrize("recipient", ["membre:1", "invite:1", "intervenant:icl:93-01:2026-04-09"])
def test_whoever_is_no_service_nor_office_gets_no_file(recipient: str, desk: Desk) -> None:
    opened = message(desk.world, "compte_rendu", desk.seance, recipient, numero=1)

    assert not clerk(desk.world).enclosed(opened)


def test_other_occasions_carry_nothing(desk: Desk) -> None:
    moved = message(desk.world, "seance_deplacee", desk.seance, f"service:{ALI}")

    assert not clerk(desk.world).enclosed(moved)


def test_no_name_of_a_file_nor_sentence_of_a_mail_names_anybody(desk: Desk) -> None:
    opened = message(desk.world, "tableau_ouvert", desk.seance, f"service:{ALI}")
    found = clerk(desk.world).enclosed(opened)
    said = f"{[file.name for file in found.files]}{found.clear}{found.sealed}{found.kept}"

    for name in names(desk.world):
        assert name.lower() not in said.lower()


def test_a_service_that_a_tableau_does_not_concern_gets_none(desk: Desk) -> None:
    joined = replace(AGREED, passwords={"service:90": PASSWORD})
    opened = message(desk.world, "tableau_ouvert", desk.seance, "service:90")
    with pytest.raises(UnmadeFile, match="exporter_tableau"):
        clerk(desk.world, joined).enclosed(opened)
