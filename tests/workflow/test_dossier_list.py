"""The list of dossiers: whose it is, its filters, its order from page to page, what it finds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    ALI,
    BOP,
    ELSEWHERE,
    FRANCE_TRAVAIL,
    HERE,
    World,
    execute,
    insert,
)
from tests.workflow.populated import Populated
from workflow.access.perimeter import WHOLE, Reader
from workflow.people import from_tables
from workflow.reading import dossier_list, dossier_pages, wanted_dossiers
from workflow.reading.cursors import BadCursor
from workflow.reading.dossier_filters import Asked
from workflow.reading.dossier_list import DossierLine, Sort
from workflow.reading.wanted_dossiers import Count
from workflow.tables.letters import Letter
from workflow.tables.subjects import Dossier

MORE_THAN_THERE_ARE = 1_000
OF_A_NAME = Asked(search="fer")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def found(world: World, reader: Reader = WHOLE, **asked: object) -> list[int]:
    """The numbers of the dossiers of that filter; their count says the same."""
    wanted = Asked(**asked)  # type: ignore[arg-type]  # each filter has its type
    page = dossier_list.listing(world.store, wanted, reader=reader, now=world.now, most=100)
    count = dossier_list.counted(world.store, wanted, reader=reader, now=world.now)
    assert (count.number, count.more) == (len(page.lines), False)
    return [line.id for line in page.lines]


def pages(
    world: World,
    sort: Sort,
    *,
    backwards: bool = False,
    most: int = 7,
    asked: Asked | None = None,
    reader: Reader = WHOLE,
) -> Iterator[DossierLine]:
    """Every dossier, page after page."""
    after = None
    for _ in range(MORE_THAN_THERE_ARE):
        page = dossier_list.listing(
            world.store,
            asked or Asked(),
            reader=reader,
            now=world.now,
            sort=sort,
            backwards=backwards,
            after=after,
            most=most,
        )
        yield from page.lines
        after = page.following
        if after is None:
            return
        assert len(page.lines) == most


def person(world: World, nom: str, prenom: str = "JEAN", **said: object) -> int:
    """A dossier of somebody of that name."""
    everything = {"nom": nom, "prenom": prenom, "date_naissance": "1980-01-01", **said}
    with world.store.write() as tx:
        known = from_tables.register(tx, everything, circonscription=HERE, droit="ouvert")
    return world.dossier(personne=known)


def test_dossiers_are_found_by_what_they_are(world: World) -> None:
    dossier = journeys.presaisine(world)
    other = world.dossier("importer_oriente", service=FRANCE_TRAVAIL, circonscription=ELSEWHERE)

    assert found(world) == [dossier, other]
    assert found(world, states=("presaisine",)) == [dossier]
    assert found(world, states=("presaisine", "notifie")) == [dossier, other]
    assert found(world, services=(FRANCE_TRAVAIL,)) == [other]
    assert found(world, circonscriptions=(ELSEWHERE,)) == [other]
    assert found(world, search="100%") == []
    assert found(world, search="'; --") == []


def test_a_list_is_within_the_perimeter_of_whoever_reads_it(world: World) -> None:
    dossier = journeys.presaisine(world)
    other = world.dossier("importer_oriente", service=FRANCE_TRAVAIL, circonscription=ELSEWHERE)
    here = replace(BOP, circonscriptions=frozenset({HERE}))

    assert found(world, AGENT_ALI) == [dossier]
    assert found(world, here) == [dossier]
    assert found(world, here, services=(FRANCE_TRAVAIL,)) == []
    assert found(world, BOP) == [dossier, other]
    assert found(world, None) == []


def test_what_becomes_of_dossiers_is_a_filter(world: World) -> None:
    plain = world.dossier()
    suspended, waits, lost, gone = (world.dossier() for _ in range(4))
    execute(
        world.store,
        f"UPDATE dossier SET droit = 'suspendu' WHERE id = {suspended}",
        f"UPDATE dossier SET state = 'a_reinscrire' WHERE id = {waits}",
        f"UPDATE dossier SET state = 'adresse_a_retrouver' WHERE id = {lost}",
    )
    world.act(gone, "fermer_droit", BOP, date=world.now.date().isoformat(), motif="fin")

    assert found(world, suspended=True) == [suspended]
    assert found(world, to_inscribe=True) == [waits]
    assert found(world, lost=True) == [lost]
    assert found(world, open_only=True) == [plain, suspended, waits, lost]
    since = world.now + timedelta(hours=1)
    world.wait(hours=2)
    assert found(world, changed_since=since) == []
    world.act(plain, "ouvrir_reorientation", AGENT_ALI, motif_code="3", service_souhaite=2)
    assert found(world, changed_since=since) == [plain]
    assert found(world, AGENT_ALI, changed_since=since) == [plain]
    elsewhere = replace(BOP, circonscriptions=frozenset({"93-02"}))
    assert found(world, elsewhere, changed_since=since) == []


def test_a_line_without_request_that_left_its_seance_is_to_be_inscribed_again(
    world: World,
) -> None:
    seance = world.seance("2026-04-09")
    dossier, _ = journeys.soutien(world, seance)
    before = found(world, to_inscribe=True)
    world.convene(seance, "annuler", motif="salle inondée")

    assert before == []
    assert found(world, to_inscribe=True) == [dossier]


def test_a_letter_that_came_back_is_lost_until_another_leaves(world: World) -> None:
    dossier = world.dossier()
    written = {
        "dossier_id": dossier,
        "entree": 1,
        "produced_at": 1,
        "produced_by": "bop",
        "produced_seq": 1,
        "decidee_le": "2026-03-02",
        "envoyee_le": "2026-03-03",
    }
    insert(world.store, Letter, modele="a", retour="npai", revenue_le="2026-03-09", **written)
    before = found(world, lost=True)
    insert(world.store, Letter, modele="b", **written)

    assert before == [dossier]
    assert found(world, lost=True) == []


def test_a_request_put_off_twice_is_found_until_it_is_over(world: World) -> None:
    stage = journeys.before_icl(world)
    world.until("2026-03-02")
    execute(world.store, "UPDATE passage SET state = 'reporte', open = 0")
    once = found(world, put_off=True)
    execute(
        world.store,
        "INSERT INTO passage (seance_id, dossier_id, demande_id, nature, state, open,"
        " inscribed_at) SELECT seance_id, dossier_id, demande_id, nature, 'ajourne', 0, 0"
        " FROM passage",
    )
    twice = found(world, put_off=True)
    execute(world.store, "UPDATE demande SET closed_at = 1, issue = 'retiree'")

    assert (once, twice) == ([], [stage.dossier])
    assert found(world, put_off=True) == []


def test_who_is_without_referent_for_two_months_is_found_once_they_are(world: World) -> None:
    dossier = world.dossier("naitre_a_orienter", service=None, rank=None)
    world.wait(days=10)
    early = found(world, without_referent=True)
    world.wait(days=80)

    assert early == []
    assert found(world, without_referent=True) == [dossier]


def test_a_dossier_of_the_list_bears_its_nearest_deadline_and_since_when_it_is_there(
    world: World,
) -> None:
    born = world.now
    dossier = world.dossier()
    world.wait(days=3)
    journeys.presaisine(world, dossier)
    month = world.deadline("D27-UN-MOIS")

    page = dossier_list.listing(world.store, Asked(), reader=WHOLE, now=world.now)
    later = world.now + timedelta(days=90)
    late = dossier_list.listing(world.store, Asked(late=True), reader=WHOLE, now=later)

    (line,) = page.lines
    assert line.due is not None
    assert int(line.due.timestamp() * 1_000_000) <= month["due_at"]
    assert (line.late, late.lines[0].late) == (False, True)
    assert line.since == born + timedelta(days=3)
    assert found(world, late=True) == []


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("sort", list(Sort))
def test_pages_give_every_dossier_once_in_order_whatever_is_equal(
    world: World, sort: Sort, backwards: bool
) -> None:
    Populated(world, 3)
    execute(
        world.store,
        "UPDATE personne SET prenom = 'A' WHERE id % 3 = 0",
        "UPDATE dossier SET born_at = born_at + id % 4",
        "UPDATE dossier SET due_at = 1000 + id % 3 WHERE id % 5 <> 0",
    )
    lines = list(pages(world, sort, backwards=backwards))
    numbers = [line.id for line in lines]

    assert sorted(numbers) == [row["id"] for row in world.rows(Dossier)]

    def key(line: DossierLine) -> tuple[Any, ...]:
        match sort:
            case Sort.ECHEANCE:
                return (line.due.timestamp() if line.due else 0, line.id)
            case Sort.NOM:
                return (line.nom, line.prenom, line.id)
            case Sort.ANCIENNETE:
                return (world.row(Dossier, line.id)["born_at"], line.id)
            case Sort.NUMERO:
                return (line.id,)

    dated = [line for line in lines if line.due is not None or sort is not Sort.ECHEANCE]
    assert lines[: len(dated)] == dated
    for some in (dated, lines[len(dated) :]):
        keys = [key(line) for line in some]
        assert all((a > b) if backwards else (a < b) for a, b in pairwise(keys))
    if sort is Sort.ECHEANCE:
        assert 3 < len(dated) < len(lines)


@pytest.fixture
def few_are_gathered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Five are already many."""
    composed = (wanted_dossiers._count, dossier_pages.gathered)
    for module in (wanted_dossiers, dossier_pages, dossier_list):
        monkeypatch.setattr(module, "GATHERED", 4)
    for one in composed:
        one.cache_clear()
    yield
    for one in composed:
        one.cache_clear()


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("reader", [WHOLE, AGENT_ALI], ids=["whole", "service"])
def test_those_that_are_searched_for_are_in_the_order_of_the_whole_list(
    world: World, sort: Sort, reader: Reader, backwards: bool
) -> None:
    _some_of_one_name(world)
    everybody = [line.id for line in pages(world, sort, backwards=backwards)]
    seen = {line.id for line in pages(world, Sort.NUMERO, reader=reader)}
    named = {line.id for line in pages(world, Sort.NUMERO) if line.nom == "Ferry"}

    lines = list(pages(world, sort, backwards=backwards, asked=OF_A_NAME, reader=reader))

    assert [line.id for line in lines] == [one for one in everybody if one in seen & named]
    assert len(lines) > 4


@pytest.mark.usefixtures("few_are_gathered")
@pytest.mark.parametrize("reader", [WHOLE, AGENT_ALI], ids=["whole", "service"])
@pytest.mark.parametrize("asked", [OF_A_NAME, Asked()], ids=["searched", "all"])
def test_more_than_are_gathered_are_met_in_the_same_order(
    world: World, asked: Asked, reader: Reader
) -> None:
    _some_of_one_name(world)
    everybody = [line.id for line in pages(world, Sort.NOM)]
    seen = {line.id for line in pages(world, Sort.NUMERO, asked=asked, reader=reader)}

    lines = list(pages(world, Sort.NOM, asked=asked, reader=reader))

    assert [line.id for line in lines] == [one for one in everybody if one in seen]
    assert len(lines) > 4


@pytest.mark.parametrize("reader", [WHOLE, AGENT_ALI], ids=["whole", "service"])
def test_those_that_are_searched_for_are_counted_with_any_page_of_them(
    world: World, reader: Reader
) -> None:
    _some_of_one_name(world)
    nobody = Asked(search="personne d'autre")

    def listed(asked: Asked, after: str | None = None) -> dossier_list.Page:
        return dossier_list.listing(
            world.store, asked, reader=reader, now=world.now, after=after, most=3
        )

    first = listed(OF_A_NAME)
    every = dossier_list.counted(world.store, OF_A_NAME, reader=reader, now=world.now)
    assert first.count == listed(OF_A_NAME, first.following).count == every
    assert listed(nobody).count == Count(number=0, more=False)
    assert listed(Asked()).count is None


def test_what_is_kept_of_a_list_names_nobody(world: World) -> None:
    asked = Asked(search="lefevre marie", changed_since=world.now)

    assert asked.alike == replace(asked, search="du pont", changed_since=EPOCH).alike
    assert asked.alike != replace(asked, search="lefevre").alike
    assert Asked(search="0639980001").alike == Asked(search="1234567 K").alike


def _some_of_one_name(world: World) -> None:
    Populated(world, 3)
    execute(
        world.store,
        "UPDATE personne SET nom = 'Ferry' WHERE id % 3 <> 0",
        "INSERT INTO personne_word (personne_id, word)"
        " SELECT id, 'ferry' FROM personne WHERE nom = 'Ferry'",
        "UPDATE dossier SET due_at = 1000 + id % 3 WHERE id % 5 <> 0",
    )


def test_a_cursor_is_of_one_list(world: World) -> None:
    world.dossier()
    world.dossier()
    following = dossier_list.listing(
        world.store, Asked(), reader=WHOLE, now=world.now, most=1
    ).following

    for token in (following, "", "x", "é", "bnVsbA", "WyJub20iLGZhbHNlLDFd"):
        with pytest.raises(BadCursor, match="reprenez-la du début"):
            dossier_list.listing(
                world.store, Asked(), reader=WHOLE, now=world.now, sort=Sort.NOM, after=token
            )


def test_a_count_stops_where_it_is_told(world: World) -> None:
    for _ in range(3):
        world.dossier()
    counts = [
        dossier_list.counted(world.store, Asked(), reader=WHOLE, now=world.now, most=most)
        for most in (2, 3)
    ]

    assert [(one.number, one.more) for one in counts] == [(2, True), (3, False)]


def test_what_a_service_opens_is_counted_by_every_way_it_is_found(world: World) -> None:
    Populated(world, 3)
    own = len(found(world, AGENT_ALI, services=(ALI,)))
    every = len(found(world, AGENT_ALI))
    counts = [
        dossier_list.counted(world.store, Asked(), reader=AGENT_ALI, now=world.now, most=most)
        for most in (own - 1, own, every - 1)
    ]

    assert 1 < own < every
    assert [(one.number, one.more) for one in counts] == [
        *((own - 1, True), (own, True), (every - 1, True))
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("lefèvre", "LEFEVRE", "marie le", "du lefe", "le fèvre-du", "anne-marie", "mar ann"),
        *("0639980001", "06 39 98 00 01", "+33 6 39.98.00.01", "6-39-98-00-01"),
        *("1234567 k", "1234567K", "00012345678", "r-77"),
    ],
)
def test_somebody_is_found_by_their_name_or_by_a_number_however_it_is_written(
    world: World, text: str
) -> None:
    wanted = person(
        world,
        "LE FÈVRE-DUPONT" if "fèvre-du" in text or text == "marie le" else "DU LEFÈVRE",
        "Anne-Marie",
        telephone="06 39 98 00 01",
        numero_caf="1234567K",
        numero_demande_rsa="00012345678",
        reference="R77",
    )
    person(world, "FEVRE", "Anne", telephone="0639980002", numero_caf="1234567")

    assert found(world, search=text) == [wanted]


@pytest.mark.parametrize("text", ["evre", "lefevre jean", "063998000", "1234567", "-", "07"])
def test_nobody_is_found_by_the_middle_of_a_word_or_part_of_a_number(
    world: World, text: str
) -> None:
    person(world, "DU LEFÈVRE", "Marie", telephone="0639980001", numero_caf="1234567K")

    assert found(world, search=text) == []


def test_a_number_is_that_of_a_dossier_too(world: World) -> None:
    first, second = world.dossier(), world.dossier()

    assert found(world, search=f" {second} ") == [second]
    assert found(world, search="9" * 30) == []
    assert first not in found(world, search=str(second))


def test_somebody_is_found_by_what_is_said_of_them_now(world: World) -> None:
    dossier = person(world, "MARTIN", telephone="0639980001")
    known = world.row(Dossier, dossier)["personne_id"]
    said = {"nom": "BERNARD", "telephone": "0639980009"}
    with world.store.write() as tx:
        from_tables.complete(tx, known, said, BOP, world.now, "lot")

    assert found(world, search="bernard") == found(world, search="0639980009") == [dossier]
    assert found(world, search="martin") == found(world, search="0639980001") == []
