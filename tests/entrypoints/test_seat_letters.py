"""Letters to those who attend a séance and have no mail, as the messenger prints them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from entrypoints.configuration.settings import load
from entrypoints.letterpress import HousePress
from entrypoints.post import send_due
from notifications.channels.contract import Channel, UnmadeFile
from notifications.channels.folders import EmlFolder, PrintFolder
from rules.letters.kinds import Channel as Post
from rules.telling import MAIL, PAPER
from tests.entrypoints.clerks import clerk, message, words_of
from tests.entrypoints.configs import SHIPPED
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BAT, World, settle
from tests.workflow.letterpress import told
from tests.workflow.seated import join, leave
from workflow.database.store import Store
from workflow.letters import batches
from workflow.letters.news import Sent
from workflow.reading import letters
from workflow.tables.post import DeliveryRow


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    store = Store.open(sqlite_url)
    yield settle(store)
    store.close()


def test_nothing_is_printed_where_nobody_writes_letters(world: World) -> None:
    told = message(world, "convocation", 1, "membre:4")
    with pytest.raises(UnmadeFile, match="qui écrit les lettres"):
        clerk(world, letters=None).letter(told)


def posted(world: World, folder: Path, **others: Any) -> list[str]:
    """The words of every page to be posted, after a run of the messenger."""
    settings = replace(load(SHIPPED, {}), **others)
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


@pytest.mark.parametrize("how", ["passed", "cancelled", "left"])
def test_a_letter_that_calls_to_nothing_any_more_is_without_object_and_not_a_failure(
    world: World, tmp_path: Path, how: str
) -> None:
    member = join(world, genre="icl", siege="acco_glo", nom="Léa Conseillère")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer", BAT)
    match how:
        case "passed":
            world.until("2026-04-09")
        case "cancelled":
            world.convene(seance, "annuler", BAT, motif="neige")
        case _:
            leave(world, member, "2026-04-08")
            world.convene(seance, "convoquer", BAT)
    world.wait(days=1)

    assert posted(world, tmp_path) == []
    assert [row["state"] for row in world.rows(DeliveryRow, channel=PAPER)] == ["sans_objet"]
    assert world.rows(DeliveryRow, state="mort") == []


def test_a_letter_of_a_seance_that_moved_before_the_messenger_ran_tells_the_new_day(
    world: World, tmp_path: Path
) -> None:
    join(world, genre="icl", siege="acco_glo", nom="Léa Conseillère")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer", BAT)
    world.convene(seance, "deplacer", BAT, date_seance="2026-05-21", heure="10:00")
    world.wait(days=1)
    told = set(posted(world, tmp_path))

    assert len(told) == 1
    assert "21 mai 2026" in told.pop()


def test_what_cannot_be_made_for_another_reason_is_tried_again(
    world: World, tmp_path: Path
) -> None:
    join(world, genre="icl", siege="acco_glo", nom="Léa Conseillère")
    world.convene(world.seance("2026-04-09"), "convoquer", BAT)
    world.wait(days=1)

    assert posted(world, tmp_path, letters=None) == []
    assert [row["state"] for row in world.rows(DeliveryRow, channel=PAPER)] == ["a_envoyer"]
