"""Files joined to dossiers and to lines: taken once, told by their hash, never erased."""

import hashlib
import json

import pytest

from rules.actors import Actor
from rules.pieces import FileLimits, FileType, Sort
from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    AGENT_SSD,
    AGENTS,
    ALI,
    ALI_ELSEWHERE,
    BAT,
    FRANCE_TRAVAIL,
    World,
)
from workflow.acts import pieces
from workflow.acts.cases import UnknownDossier
from workflow.acts.pieces import Brought, Joined
from workflow.reading import pieces as shown
from workflow.reading.pieces import UnknownPiece
from workflow.reading.seen_pieces import seen
from workflow.reading.tableau import tableau
from workflow.tables.subjects import Dossier
from workflow.tables.tableau import FileContent, Piece
from workflow.tables.trail import JournalRow

PDF = b"%PDF-1.7\n\0\xff SECRET"
LIMITS = FileLimits(largest=1)


def join(
    world: World,
    dossier: int,
    actor: Actor = AGENT_ALI,
    *,
    line: int | None = None,
    name: str = "fiche.pdf",
    content: bytes = PDF,
    sort: Sort = Sort.PRESAISINE,
    limits: FileLimits = LIMITS,
) -> Joined:
    return pieces.join(
        world.store,
        world.rulebook,
        limits,
        world.asked(pieces.JOIN, actor, {}),
        dossier,
        Brought(name=name, content=content, sort=sort),
        line=line,
    )


def remove(world: World, number: int, actor: Actor = AGENT_ALI, motif: str = "erreur") -> int:
    act = world.asked(pieces.REMOVE, actor, {"motif": motif})
    return pieces.remove(world.store, world.rulebook, act, number)


def line_of(world: World, seance: int) -> int:
    (line,) = tableau(world.store, world.rulebook, seance).lines
    return line.id


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_a_file_comes_out_as_it_came_in_and_the_trail_has_its_hash_alone(world: World) -> None:
    stage = journeys.en_icl(world)
    version = world.row(Dossier, stage.dossier)["version"]
    done = join(world, stage.dossier, line=line_of(world, stage.icl))

    (found,) = shown.of_dossier(world.store, stage.dossier)
    (entry,) = world.rows(JournalRow, act="joindre_piece")

    assert shown.content(world.store, done.piece) == PDF
    assert done.sha256 == hashlib.sha256(PDF).hexdigest() == found.sha256
    assert (found.name, found.media_type, found.size) == ("fiche.pdf", "application/pdf", len(PDF))
    assert json.loads(entry["body"])["valeurs"]["sha256"] == done.sha256
    assert "SECRET" not in entry["body"] + entry["personal"]
    assert "fiche" not in entry["body"]
    assert world.row(Dossier, stage.dossier)["version"] == version
    assert world.flaws() == []


def test_the_same_file_joined_twice_is_there_once(world: World) -> None:
    dossier = world.dossier()
    first, again = join(world, dossier), join(world, dossier)

    assert (again.piece, again.repeated, first.repeated) == (first.piece, True, False)
    assert len(world.rows(JournalRow, act="joindre_piece")) == 1


def test_the_same_bytes_are_kept_once_for_all_dossiers(world: World) -> None:
    for dossier in (world.dossier(), world.dossier()):
        join(world, dossier)

    assert len(world.rows(Piece)) == 2
    assert len(world.rows(FileContent)) == 1


def test_a_file_is_on_the_tableau_with_its_line(world: World) -> None:
    stage = journeys.en_icl(world)
    join(world, stage.dossier, line=line_of(world, stage.icl))
    join(world, stage.dossier, name="contrat.pdf", content=PDF + b"2")
    (line,) = tableau(world.store, world.rulebook, stage.icl).lines

    assert [(one.name, one.sort) for one in line.pieces] == [("fiche.pdf", "presaisine")]


def test_a_service_that_sits_sees_the_files_of_the_lines_that_it_sees(world: World) -> None:
    stage = journeys.en_icl(world)
    world.convene(stage.icl, "preparer")
    join(world, stage.dossier, line=line_of(world, stage.icl))
    join(world, stage.dossier, name="contrat.pdf", content=PDF + b"2")
    every = shown.of_dossier(world.store, stage.dossier)

    def visible(viewer: int) -> list[str]:
        return [one.name for one in seen(world.store, world.rulebook, every, viewer)]

    assert visible(ALI) == ["fiche.pdf", "contrat.pdf"]
    assert visible(FRANCE_TRAVAIL) == []
    world.convene(stage.icl, "partager_tableau", AGENT_ALI, service=ALI)
    assert visible(FRANCE_TRAVAIL) == ["fiche.pdf"]
    assert visible(ALI_ELSEWHERE) == []


def test_a_file_taken_away_stays_in_the_registry(world: World) -> None:
    dossier = world.dossier()
    number = join(world, dossier).piece
    assert remove(world, number) == dossier

    assert shown.of_dossier(world.store, dossier) == []
    (gone,) = shown.of_dossier(world.store, dossier, removed=True)
    assert gone.removed is not None
    assert shown.content(world.store, number) == PDF
    (entry,) = world.rows(JournalRow, act="retirer_piece")
    assert "erreur" in entry["personal"]
    assert world.flaws() == []


def test_a_file_taken_away_says_who_did_it_when_and_why(world: World) -> None:
    dossier = world.dossier()
    first = join(world, dossier).piece
    second = join(world, dossier, name="contrat.pdf", content=PDF + b"2").piece
    world.wait(days=1)
    remove(world, first)
    told = {one.id: one.removed for one in shown.of_dossier(world.store, dossier, removed=True)}
    gone = told[first]

    assert told[second] is None
    assert gone is not None
    assert (gone.by, gone.at, gone.motive) == (AGENT_ALI.name, world.now, "erreur")
    assert shown.piece(world.store, first).removed == gone


def test_a_file_taken_away_may_be_joined_again(world: World) -> None:
    dossier = world.dossier()
    remove(world, join(world, dossier).piece)

    assert not join(world, dossier).repeated


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("fiche.exe", PDF, "genre_de_piece"),
        ("fiche", PDF, "genre_de_piece"),
        ("fiche.docx", PDF, "contenu_de_piece"),
        ("fiche.pdf", b"", "piece_vide"),
        ("fiche.pdf", PDF + bytes(2**20), "piece_trop_grande"),
        ("f" * 117 + ".pdf", PDF, "nom_de_piece"),
        ("fi\nche.pdf", PDF, "nom_de_piece"),
    ],
)
def test_a_file_that_is_not_taken_says_why_and_leaves_nothing(
    world: World, name: str, content: bytes, code: str
) -> None:
    dossier = world.dossier()
    with pytest.raises(Refused) as refused:
        join(world, dossier, name=name, content=content)

    assert codes(refused) == [code]
    assert world.rows(Piece) == world.rows(FileContent) == []
    (entry,) = world.rows(JournalRow, act="refus")
    assert json.loads(entry["body"])["refus"] == [code]


def test_the_form_of_a_line_is_joined_by_whoever_presents_it_or_by_the_departement(
    world: World,
) -> None:
    stage = journeys.en_icl(world)
    world.convene(stage.icl, "preparer")
    world.convene(stage.icl, "partager_tableau", AGENT_ALI, service=ALI)
    line = line_of(world, stage.icl)
    join(world, stage.dossier, AGENT_FT, line=line, sort=Sort.AUTRE)
    with pytest.raises(Refused) as other:
        join(world, stage.dossier, AGENT_FT, line=line)
    join(world, stage.dossier, BAT, line=line, content=PDF + b"2")
    join(world, stage.dossier, AGENT_ALI, line=line, content=PDF + b"3")

    assert codes(other) == ["presaisine_d_un_autre"]
    assert [row["sort"] for row in world.rows(Piece)] == ["autre", "presaisine", "presaisine"]


def test_a_file_that_is_there_becomes_the_form_and_its_trail_says_what_it_was(
    world: World,
) -> None:
    dossier = world.dossier()
    first = join(world, dossier, sort=Sort.AUTRE)
    form, again, back = (
        join(world, dossier, sort=sort) for sort in (Sort.PRESAISINE, Sort.PRESAISINE, Sort.AUTRE)
    )

    assert (form.piece, form.repeated, form.qualified) == (first.piece, True, True)
    assert not again.qualified
    assert not back.qualified
    assert {one.sort for one in (form, again, back)} == {Sort.PRESAISINE}
    assert [row["sort"] for row in world.rows(Piece)] == ["presaisine"]
    (entry,) = world.rows(JournalRow, act="qualifier_piece")
    told = json.loads(entry["body"])["valeurs"]
    assert (told["piece"], told["etait"], told["sorte"]) == (first.piece, "autre", "presaisine")
    assert world.flaws() == []


def test_a_file_taken_away_is_served_to_who_joined_it_and_no_longer_to_the_others(
    world: World,
) -> None:
    stage = journeys.en_icl(world)
    world.convene(stage.icl, "preparer")
    world.convene(stage.icl, "partager_tableau", AGENT_ALI, service=ALI)
    line = line_of(world, stage.icl)
    of_the_ali = join(world, stage.dossier, line=line).piece
    of_ft = join(
        world, stage.dossier, AGENT_FT, line=line, content=PDF + b"2", sort=Sort.AUTRE
    ).piece
    of_the_bat = join(world, stage.dossier, BAT, line=line, content=PDF + b"3").piece

    def visible(viewer: int) -> list[int]:
        every = shown.of_dossier(world.store, stage.dossier, removed=True)
        return [one.id for one in seen(world.store, world.rulebook, every, viewer)]

    before = [visible(ALI), visible(FRANCE_TRAVAIL)]
    for number in (of_the_ali, of_ft, of_the_bat):
        remove(world, number, BAT)
    (on_the_tableau,) = tableau(world.store, world.rulebook, stage.icl).lines

    assert before == [[of_the_ali, of_ft, of_the_bat]] * 2
    assert (visible(ALI), visible(FRANCE_TRAVAIL)) == ([of_the_ali], [of_ft])
    assert visible(ALI_ELSEWHERE) == []
    assert on_the_tableau.pieces == ()
    assert len(shown.of_dossier(world.store, stage.dossier, removed=True)) == 3


def test_the_departement_chooses_which_kinds_it_takes(world: World) -> None:
    limits = FileLimits(types=frozenset({FileType.PNG}))
    with pytest.raises(Refused) as refused:
        join(world, world.dossier(), limits=limits)

    assert "(png)" in refused.value.refusals[0].sentence


def test_the_services_of_a_line_join_files_to_it_and_only_its_own_to_the_dossier(
    world: World,
) -> None:
    stage = journeys.en_icl(world)
    world.convene(stage.icl, "preparer")
    line = line_of(world, stage.icl)
    with pytest.raises(Refused) as unseen:
        join(world, stage.dossier, AGENT_FT, line=line, sort=Sort.AUTRE)
    world.convene(stage.icl, "partager_tableau", AGENT_ALI, service=ALI)
    join(world, stage.dossier, AGENT_FT, line=line, sort=Sort.AUTRE)
    join(world, stage.dossier, BAT)
    with pytest.raises(Refused) as dossier:
        join(world, stage.dossier, AGENT_FT, sort=Sort.AUTRE)
    with pytest.raises(Refused) as stranger:
        join(world, stage.dossier, AGENTS[ALI_ELSEWHERE], line=line, sort=Sort.AUTRE)
    with pytest.raises(Refused) as other:
        join(world, world.dossier(), line=line)

    assert codes(unseen) == codes(dossier) == codes(stranger) == ["piece_d_un_autre"]
    assert codes(other) == ["ligne_inconnue"]


def test_a_file_is_taken_away_by_who_joined_it_or_by_the_departement_with_a_motive(
    world: World,
) -> None:
    stage = journeys.en_icl(world)
    number = join(world, stage.dossier, line=line_of(world, stage.icl)).piece
    with pytest.raises(Refused) as other:
        remove(world, number, AGENT_SSD)
    with pytest.raises(Refused) as mute:
        remove(world, number, motif=" ")
    remove(world, number, BAT)
    with pytest.raises(Refused) as twice:
        remove(world, number)
    with pytest.raises(Refused) as none:
        remove(world, 99)

    assert codes(other) == ["piece_d_un_autre"]
    assert codes(mute) == ["champ_manquant"]
    assert codes(twice) == ["piece_deja_retiree"]
    assert codes(none) == ["piece_inconnue"]


def test_what_is_not_there_is_told(world: World) -> None:
    with pytest.raises(UnknownDossier):
        join(world, 99)
    for look in (shown.piece, shown.content):
        with pytest.raises(UnknownPiece):
            look(world.store, 99)


def test_a_correction_looks_past_the_files(world: World) -> None:
    """A file is no act of the procedure: the last act is undone, the file stays."""
    dossier = journeys.presaisine(world)
    join(world, dossier)
    world.correct(dossier)

    assert world.state(dossier) == "accompagnement"
    assert len(shown.of_dossier(world.store, dossier)) == 1
