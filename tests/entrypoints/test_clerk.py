"""The files that leave with messages: which, for whom, and that nobody else can read them."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from msoffcrypto import OfficeFile
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from entrypoints.clerk import HouseClerk
from entrypoints.configuration.joined import How, Joined
from entrypoints.configuration.settings import Settings, load
from entrypoints.letterpress import HousePress
from entrypoints.post import send_due
from notifications.channels.contract import Channel, Enclosure, UnmadeFile
from notifications.channels.folders import EmlFolder, PrintFolder
from notifications.enclosures import Enclosed
from rules.letters.kinds import Channel as Post
from rules.subjects import Subject, SubjectKind
from rules.telling import MAIL, PAPER
from tests.entrypoints.configs import SHIPPED
from tests.exchanges.tableau.desk import Desk, open_desk
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, ALI, BAT, World, settle
from tests.workflow.letterpress import told
from tests.workflow.seated import join
from tests.workflow.test_minutes import sent
from workflow.database.store import Store
from workflow.letters import batches
from workflow.letters.news import Sent
from workflow.post.outbox import Message
from workflow.reading import letters
from workflow.tables.columns import table
from workflow.tables.post import DeliveryRow
from workflow.tables.subjects import Personne

PASSWORD = "convenu avec lui"
AGREED = Joined(passwords={f"service:{ALI}": PASSWORD, "role:bat": PASSWORD, "role:bop": PASSWORD})


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    store = Store.open(sqlite_url)
    yield settle(store)
    store.close()


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    return open_desk(world, tmp_path)


def clerk(world: World, joined: Joined = AGREED, **others: Any) -> HouseClerk:
    settings: Settings = replace(load(SHIPPED, {}), joined=joined, **others)
    return HouseClerk(world.store, world.rulebook, settings, world.now)


def message(
    world: World,
    occasion: str,
    number: int,
    recipient: str,
    kind: SubjectKind = SubjectKind.SEANCE,
    **data: object,
) -> Message:
    return Message(
        id=1,
        subject=Subject(kind, number),
        occasion=occasion,
        recipient=recipient,
        data={"reference": f"séance {number}", **data},
        message_id="<un@reorientation.local>",
        digest=None,
        created=world.now,
    )


def named(enclosed: Enclosed, ending: str) -> Enclosure:
    (found,) = (file for file in enclosed.files if file.name.endswith(ending))
    return found


def words_of(content: bytes, password: str | None = None) -> str:
    reader = PdfReader(BytesIO(content), password=password)
    words = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(words.split())


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


def test_nothing_is_printed_where_nobody_writes_letters(world: World) -> None:
    told = message(world, "convocation", 1, "membre:4")
    with pytest.raises(UnmadeFile, match="qui écrit les lettres"):
        clerk(world, letters=None).letter(told)


def posted(world: World, folder: Path) -> list[str]:
    """The words of every page to be posted, after a run of the messenger."""
    settings = load(SHIPPED, {})
    ways: dict[str, Channel] = {
        MAIL: EmlFolder(folder / "courriels"),
        PAPER: PrintFolder(folder / "a-poster"),
    }
    send_due(world.store, settings, now=world.now, channels=ways)
    return [words_of(path.read_bytes()) for path in sorted((folder / "a-poster").glob("*.pdf"))]


def mailed_to(folder: Path) -> str:
    return " ".join(path.read_text() for path in (folder / "courriels").glob("*.eml"))


def test_a_member_without_mail_is_convoked_by_a_letter_that_alone_says_their_name(
    world: World, tmp_path: Path
) -> None:
    join(world, genre="icl", siege="acco_glo", nom="Léa Conseillère")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer", BAT)
    world.wait(days=1)
    (letter,) = posted(world, tmp_path)
    (path,) = (tmp_path / "a-poster").iterdir()

    assert "Léa Conseillère" in letter
    assert "9 avril 2026" in letter
    assert path.name.startswith(f"seance-{seance}-")
    assert "Conseill" not in path.name
    assert "Conseill" not in mailed_to(tmp_path)


def test_a_partner_without_mail_has_their_coming_confirmed_by_a_letter(
    world: World, tmp_path: Path
) -> None:
    stage = journeys.en_icl(world)
    world.act(stage.dossier, "inviter", AGENT_ALI, qui="partenaire", nom="Ana Tuteur")
    world.act(stage.dossier, "confirmer_invites", BAT)
    world.wait(days=1)
    letters = posted(world, tmp_path)

    assert [letter for letter in letters if "Ana Tuteur" in letter] == letters
    assert len(letters) == 1


def test_the_letter_of_the_print_folder_is_that_of_the_registry_made_once(
    world: World, tmp_path: Path
) -> None:
    member = join(world, genre="icl", siege="acco_glo", nom="Léa Conseillère")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer", BAT)
    world.wait(days=1)
    (page,) = posted(world, tmp_path)
    (line,) = letters.letters(world.store, world.rulebook.calendar.tz, seance=seance)
    told = message(world, "convocation", seance, f"membre:{member}")
    again = clerk(world).letter(told).content

    assert f"lettre n° {line.letter.id}" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert line.printed == world.now
    assert again == letters.content(world.store, line.letter.id)
    assert len(letters.letters(world.store, world.rulebook.calendar.tz)) == 1
    assert world.flaws() == []


def test_a_letter_posted_with_a_batch_before_the_messenger_runs_is_not_printed_again(
    world: World, tmp_path: Path
) -> None:
    join(world, genre="icl", siege="acco_glo", nom="Léa Conseillère")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer", BAT)
    head = load(SHIPPED, {}).letters
    assert head is not None
    press = HousePress(world.store, world.rulebook, head)
    awaited = batches.missing(world.store, world.rulebook, world.now, seance)
    by = world.asked("", BAT, {})
    done = batches.make(world.store, world.rulebook, press, by, awaited, seance=seance)
    (letter,) = (one.letter for one in done.letters)
    told(world, letter, Sent(day=world.now.date(), channel=Post.POSTAL), actor=BAT, press=press)
    world.wait(days=1)

    assert posted(world, tmp_path) == []
    assert [row["state"] for row in world.rows(DeliveryRow, channel=PAPER)] == ["deja_dit"]
