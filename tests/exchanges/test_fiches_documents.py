"""The fiches of a dossier: the saisine to send, the synthesis for the EP, and the one that names
nobody."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from exchanges.documents.fiche_words import Words
from exchanges.documents.fiches import Bound, saisines, syntheses
from exchanges.documents.fiches_page import page_data, write_fiches
from rules.actors import Genre
from rules.seances.kinds import Body
from rules.wording import NBSP, day_of_month
from tests.exchanges.test_programme_documents import _tags, text_of
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BOP, EP, PRESIDENT, World, rulebook_of_the_house, settle
from workflow.acts.cases import UnknownDossier
from workflow.database.store import Store
from workflow.reading import fiches
from workflow.reading.fiche import Asked, Fiche, Heard, Somebody, Structure
from workflow.seances.commands import UnknownSeance

DAY = date(2026, 4, 23)
AVIS = Heard(
    seance_id=1,
    genre="icl",
    body=Body.CONCERTATION,
    circonscription="93-01",
    held=datetime(2026, 4, 9, 7, 30, tzinfo=UTC),
    nature="reorientation",
    state="favorable",
    method="liste",
    open=False,
)
BEFORE = replace(
    AVIS,
    seance_id=2,
    genre="ep",
    body=Body.DECISION,
    held=datetime(2025, 11, 6, 8, 30, tzinfo=UTC),
    state="refuse",
)
FICHE = Fiche(
    dossier_id=4127,
    seance_id=9,
    line=3,
    rank=12,
    webrsa_rank=2,
    droit="ouvert",
    circonscription="93-01",
    origin="Algorithme",
    type="Emploi",
    service=Structure(id=1, label="ALI de Bobigny", type="Socioprofessionnel", genre=Genre.ALI),
    referent="M. REFERENT",
    person=Somebody(
        webrsa_id=900_417,
        civilite="Madame",
        nom="DUPONT",
        prenom="ALICE",
        born=date(1980, 5, 2),
        numero_caf="7654321",
        numero_demande_rsa="00012345678",
        role="DEM",
        address=("12 RUE DES LILAS", "93000 BOBIGNY"),
        telephone="0612345678",
        email="alice@exemple.fr",
        situation_familiale="Célibataire",
        enfants=2,
        niveau_etude="Niveau V : CAP ou BEP",
        since=date(2021, 3, 1),
    ),
    asked=Asked(
        opened=datetime(2026, 3, 2, 8, tzinfo=UTC),
        motive="Problème de santé",
        words="Alice a déménagé",
        wished=Structure(
            id=2, label="France Travail Bobigny", type="Emploi", address="2 place de la Mairie"
        ),
        consulted=date(2026, 3, 3),
        unreachable=False,
        accord=True,
        welcome=False,
        welcome_refused="Mme Dupont est déjà venue",
        urgent=True,
        channel=None,
        webrsa_number=None,
    ),
    heard=(BEFORE, AVIS),
    oriented=datetime(2025, 9, 1, 8, tzinfo=UTC),
    contract=datetime(2025, 10, 6, 8, tzinfo=UTC),
    registered=None,
)


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    store = Store.open(sqlite_url)
    yield settle(store)
    store.close()


def words() -> Words:
    return Words(rulebook=rulebook_of_the_house(), day=DAY)


def saisine_of(*found: Fiche) -> Bound:
    return saisines(words(), found, about="ICL-I", departement="93", bop="bop@exemple.fr")


def synthesis_of(*found: Fiche, nameless: bool = False) -> Bound:
    return syntheses(words(), found, about="EP", departement="93", nameless=nameless)


def printed(path: Path, bound: Bound) -> str:
    return text_of(write_fiches(path, bound))


# --- the saisine


def test_the_saisine_says_who_from_where_to_where_why_and_with_whose_accord(tmp_path: Path) -> None:
    text = printed(tmp_path / "p.pdf", saisine_of(FICHE))

    for told in (
        "Madame DUPONT ALICE · dossier n° 4127",
        "Naissance 2 mai 1980 (45 ans)",
        "N° de demande RSA 00012345678",
        "12 RUE DES LILAS, 93000 BOBIGNY",
        "2. Service référent initial Service ALI de Bobigny",
        "Date de la demande 2 mars 2026",
        "Motif Problème de santé",
        "Précisions Alice a déménagé",
        "Service préconisé France Travail Bobigny",
        "Ses coordonnées 2 place de la Mairie",
        "Urgence oui",
        "Accord de la personne oui Consultation 3 mars 2026",
        "Accord non Motif du refus Mme Dupont est déjà venue",
        "Séance ICL-I 93-01, 9 avril 2026 Avis Avis favorable Méthode sur liste",
        "Par courriel au BOP bop@exemple.fr",
        "Signature",
    ):
        assert told in text


def test_somebody_who_could_not_be_reached_refused_nothing(tmp_path: Path) -> None:
    asked = FICHE.asked
    assert asked is not None
    fiche = replace(FICHE, asked=replace(asked, accord=None, unreachable=True))

    assert "la personne n’a pas pu être consultée" in printed(tmp_path / "p.pdf", saisine_of(fiche))


def test_what_nobody_gave_is_left_to_complete_on_a_saisine_and_left_out_of_a_synthesis() -> None:
    fiche = replace(FICHE, person=replace(FICHE.person, telephone=None))
    rows = [
        [row for section in sheet["sections"] for row in section["rows"]]
        for bound in (saisine_of(fiche), synthesis_of(fiche))
        for sheet in page_data(bound)["sheets"]  # type: ignore[attr-defined]  # JSON
    ]

    assert ["Téléphone", []] in rows[0]
    assert "Téléphone" not in [name for name, _ in rows[1]]


# --- the synthesis


def test_the_synthesis_has_the_earlier_passages_and_room_for_the_decision(tmp_path: Path) -> None:
    text = printed(tmp_path / "p.pdf", synthesis_of(FICHE))

    for told in (
        "Célibataire",
        "RSA demandé le 1er mars 2021 (5 ans et plus)",
        "Dernier contrat 6 octobre 2025",
        "Passages précédents EP 93-01, 6 novembre 2025 Réorientation : Refusée en EP",
        "Avis ou décision Acceptée Refusée Reportée au Annulée",
    ):
        assert told in text
    assert text.count("ICL-I 93-01, 9 avril 2026") == 1  # the avis, not an earlier passage


def test_the_anonymised_one_says_what_a_decision_needs(tmp_path: Path) -> None:
    text = printed(tmp_path / "p.pdf", synthesis_of(FICHE, nameless=True))

    for told in (
        "Situation n° 12",
        "Âge 45 ans",
        "Situation familiale seul·e avec enfant",
        "Enfants au foyer 2",
        "Niveau d’étude CAP ou BEP",
        "Au RSA depuis 5 ans et plus",
        "Dernier contrat octobre 2025",
        "Motif Problème de santé",
        "Accord du service d’accueil non",
        "Variante anonymisée",
        "Séance ICL-I, avril 2026",
    ):
        assert told in text
    assert "93-01" not in text
    assert "9 avril" not in text


TOKENS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=8, max_size=12).map(lambda t: f"zq{t}")
NUMBERS = st.integers(10**9, 10**12).map(str)


@given(
    texts=st.lists(TOKENS, min_size=12, max_size=12, unique=True),
    numbers=st.lists(NUMBERS, min_size=4, max_size=4, unique=True),
    born=st.dates(date(1950, 1, 1), date(2005, 12, 31)),
    dossier=st.integers(10**6, 10**8),
)
def test_nothing_of_the_anonymised_one_names_anybody(
    texts: list[str], numbers: list[str], born: date, dossier: int
) -> None:
    """Whatever the person is called, wherever they live, whatever was typed of them."""
    named = _named(texts, numbers, born, dossier)
    told = json.dumps(page_data(synthesis_of(named, nameless=True)), ensure_ascii=False)

    secrets = [*texts, *numbers, str(dossier), day_of_month(born), born.isoformat()]
    assert [one for one in (*secrets, f"{born:%d/%m/%Y}") if one in told] == []
    assert all(
        one in json.dumps(page_data(synthesis_of(named)), ensure_ascii=False)
        for one in (*texts[:8], str(dossier), day_of_month(born))
    )


def _named(texts: list[str], numbers: list[str], born: date, dossier: int) -> Fiche:
    nom, prenom, street, town, phone, mail, family, level, typed, refused, referent, title = texts
    asked = FICHE.asked
    assert asked is not None
    return replace(
        FICHE,
        dossier_id=dossier,
        referent=referent,
        asked=replace(asked, words=typed, welcome_refused=refused, webrsa_number=numbers[3]),
        person=replace(
            FICHE.person,
            webrsa_id=int(numbers[0]),
            civilite=title,
            nom=nom,
            prenom=prenom,
            born=born,
            numero_caf=numbers[1],
            numero_demande_rsa=numbers[2],
            address=(street, town),
            telephone=phone,
            email=mail,
            situation_familiale=family,
            niveau_etude=level,
        ),
    )


# --- all of them


def test_fiches_are_bound_in_order_a_page_each_and_the_same_bytes(tmp_path: Path) -> None:
    bound = synthesis_of(*(replace(FICHE, dossier_id=number) for number in range(100, 130)))
    path = write_fiches(tmp_path / "p.pdf", bound)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]

    assert len(pages) == 30
    assert [
        f"dossier n°{NBSP}{100 + rank}".replace(NBSP, " ") in page
        for rank, page in enumerate(pages)
    ] == [True] * 30
    assert path.read_bytes() == write_fiches(tmp_path / "q.pdf", bound).read_bytes()


def test_a_fiche_is_read_aloud_in_order(tmp_path: Path) -> None:
    reader = PdfReader(write_fiches(tmp_path / "p.pdf", saisine_of(FICHE)))
    catalogue = reader.trailer["/Root"]

    assert {"/H1", "/H2"} <= set(
        _tags(catalogue["/StructTreeRoot"])  # type: ignore[index]  # a dictionary of the file
    )


def test_what_was_typed_is_never_a_command_of_the_page(tmp_path: Path) -> None:
    asked = FICHE.asked
    assert asked is not None
    typed = '#panic("non") *2* $x$ \\ <b> "&" @fin'
    fiche = replace(FICHE, asked=replace(asked, words=typed))

    assert typed in printed(tmp_path / "p.pdf", saisine_of(fiche))


# --- what they draw on


def test_the_fiches_of_a_seance_stand_in_the_order_of_its_agenda(world: World) -> None:
    icl = world.seance("2026-04-09")
    dossiers = [journeys.en_icl(world, seance=icl).dossier for _ in range(3)]
    journeys.soutien(world, icl)
    world.sit(icl)
    journeys.favorable(world, dossiers[2])
    world.act(dossiers[1], "ajourner", AGENT_ALI, motif="pièce")
    found = fiches.of_seance(world.store, icl)
    favourable = fiches.of_seance(world.store, icl, states=("favorable",))

    assert [one.dossier_id for one in found] == dossiers
    assert [one.rank for one in found] == [1, 2, 3]
    assert [one.dossier_id for one in favourable] == [dossiers[2]]
    assert favourable[0].avis is not None
    assert favourable[0].avis.state == "favorable"
    with pytest.raises(UnknownSeance):
        fiches.of_seance(world.store, 99)


def test_a_fiche_tells_later_what_it_told_when_the_seance_was_held(world: World) -> None:
    stage = journeys.before_ep(world)
    before = fiches.of_seance(world.store, stage.ep)
    world.act(stage.dossier, "refuser", EP, motif="à mûrir")
    world.convene(stage.ep, "lever", BOP)
    world.wait(days=40)
    world.act(stage.dossier, "decider_refuser", PRESIDENT, motif="à mûrir")
    world.act(stage.dossier, "notifier_refus", BOP, date=str(world.now.date()), canal="postal")
    world.act(stage.dossier, "signer_contrat", AGENT_ALI, date=str(world.now.date()), nature="cer")
    (first,), (after,) = before, fiches.of_seance(world.store, stage.ep)
    now = fiches.of_dossier(world.store, stage.dossier)

    assert (after.contract, after.avis) == (first.contract, first.avis)
    assert [one.seance_id for one in after.heard] == [stage.icl, stage.ep]
    assert after.earlier == ()
    assert now.contract is not None
    assert [one.seance_id for one in now.earlier] == [stage.ep]


def test_the_fiche_of_a_dossier_has_its_last_request_and_what_was_typed_of_it(
    world: World,
) -> None:
    dossier = world.dossier()
    for typed in ("une première fois", "une seconde"):
        world.act(
            dossier,
            "ouvrir_reorientation",
            AGENT_ALI,
            motif_code="3",
            service_souhaite=2,
            motif=typed,
        )
        if typed == "une première fois":
            world.act(dossier, "retirer_demande", AGENT_ALI, motif="trop tôt")
    one = fiches.of_dossier(world.store, dossier)
    nothing = fiches.of_dossier(world.store, world.dossier())

    assert one.asked is not None
    assert (one.asked.words, one.asked.channel) == ("une seconde", None)
    assert one.asked.motive == "n° 3"  # no list of webRSA was imported here
    assert one.asked.wished is not None
    assert one.asked.wished.label == "Service 2"
    assert (nothing.asked, nothing.avis, nothing.line) == (None, None, None)
    with pytest.raises(UnknownDossier):
        fiches.of_dossier(world.store, 99)


def test_a_wide_agenda_asks_no_more_questions_than_a_narrow_one(world: World) -> None:
    asked: list[str] = []
    sa.event.listen(
        world.store.engine, "before_cursor_execute", lambda *said: asked.append(said[2])
    )
    icl = world.seance("2026-04-09")
    counts = []
    for _ in range(2):
        for _ in range(4):
            journeys.en_icl(world, seance=icl)
        asked.clear()
        found = fiches.of_seance(world.store, icl)
        counts.append((len(found), len(asked)))

    (few, once), (many, again) = counts
    assert (few, many) == (4, 8)
    assert once == again > 0
