"""The fields of a letter: what is said of facts, and what cannot be left unsaid."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from notifications.letters import specimens
from notifications.letters.models import MODELS, Model, Need, UnknownModel, model
from notifications.letters.wording import MissingFacts, fields
from rules.actors import Genre
from rules.letters.kinds import Kind
from tests.notifications.letters.reading import HEAD, said
from workflow.reading.letter_facts import LetterFacts

ACCEPTED, REFUSED = MODELS["reorientation_acceptee"], MODELS["reorientation_refusee"]
WHOLE = specimens.whole(ACCEPTED)


def missing(of: Model, facts: LetterFacts) -> tuple[Need, ...]:
    with pytest.raises(MissingFacts) as refused:
        said(of, facts)
    return refused.value.missing


def test_every_letter_that_a_dossier_may_call_for_has_its_model() -> None:
    assert {kind.value for kind in Kind} <= set(MODELS)


def test_a_model_that_does_not_exist_is_told_with_those_that_do() -> None:
    with pytest.raises(UnknownModel, match="reorientation_refusee"):
        model("reorientation")


def test_a_page_always_finds_the_same_keys_whatever_is_known() -> None:
    for one in MODELS.values():
        full = said(one)
        least = said(one, specimens.bare(one), specimens.sparse(HEAD))

        assert list(full) == list(least), one.code


@pytest.mark.parametrize(
    ("title", "call"),
    [
        ("Madame", "Madame,"),
        ("MME", "Madame,"),
        ("MR", "Monsieur,"),
        ("Monsieur", "Monsieur,"),
        (None, "Madame, Monsieur,"),
        ("?", "Madame, Monsieur,"),
    ],
)
def test_somebody_is_called_by_their_title_or_by_neither(title: str | None, call: str) -> None:
    told = said(ACCEPTED, replace(WHOLE, recipient=replace(WHOLE.recipient, civilite=title)))

    assert told["appel"] == call
    assert call[:-1] in str(told["politesse"])


def test_a_letter_cannot_be_written_without_what_it_is_for() -> None:
    service = WHOLE.service
    assert service is not None
    nowhere = replace(WHOLE, recipient=replace(WHOLE.recipient, address=()))

    assert missing(ACCEPTED, nowhere) == (Need.ADRESSE,)
    assert missing(ACCEPTED, replace(WHOLE, service=None)) == (Need.SERVICE, Need.COORDONNEES)
    assert missing(ACCEPTED, replace(WHOLE, decision=None)) == (Need.DECISION,)
    for unreachable in (replace(service, telephone=None), replace(service, address=())):
        assert missing(ACCEPTED, replace(WHOLE, service=unreachable)) == (Need.COORDONNEES,)


def test_a_refusal_without_a_motive_is_not_written() -> None:
    facts = specimens.whole(REFUSED)
    assert facts.decision is not None

    for motive in (None, ""):
        bare = replace(facts, decision=replace(facts.decision, motive=motive))
        assert missing(REFUSED, bare) == (Need.MOTIF,)


def test_an_orientation_by_an_algorithm_is_not_written_without_its_mention() -> None:
    one = MODELS["orientation_algorithme"]

    with pytest.raises(MissingFacts, match="algorithme"):
        said(one, specimens.whole(one), replace(HEAD, algorithm=None))


def test_an_agency_of_france_travail_is_reached_by_the_telephone_of_all() -> None:
    service = WHOLE.service
    assert service is not None
    agency = replace(service, genre=Genre.FRANCE_TRAVAIL, telephone=None, address=())
    told = said(MODELS["orientation_corrigee"], replace(WHOLE, service=agency))

    assert told["france_travail"] == {"site": "www.francetravail.fr", "telephone": "39\xa049"}
    assert said(MODELS["orientation_corrigee"], WHOLE)["france_travail"] is None


def test_dates_and_hours_are_those_of_the_departement() -> None:
    seance = specimens.whole(MODELS["convocation"]).seance
    assert seance is not None
    late = replace(seance, held=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    told = said(MODELS["convocation"], replace(WHOLE, seance=late))["seance"]

    assert isinstance(told, dict)
    assert (told["date"], told["heure"]) == (
        "mercredi 1er\xa0juillet\xa02026",
        "0\xa0h\xa030",
    )


@pytest.mark.parametrize(
    ("typed", "set_so"),
    [
        ("l'EP dit : non !", "l’EP dit\xa0: non\xa0!"),
        ("de 9 h 30 à 12 h", "de 9\xa0h\xa030 à 12\xa0h"),
        ("01 48 95 00 00", "01\xa048\xa095\xa000\xa000"),
        ("« oui »", "«\xa0oui\xa0»"),
        ("https://exemple.fr", "https://exemple.fr"),
        ("5' et 6'", "5' et 6'"),
    ],
)
def test_what_was_typed_is_set_as_french_is(typed: str, set_so: str) -> None:
    service = WHOLE.service
    assert service is not None
    told = said(ACCEPTED, replace(WHOLE, service=replace(service, hours=typed)))["service"]

    assert isinstance(told, dict)
    assert told["horaires"] == set_so


def test_the_letter_of_a_diagnostic_says_so_and_another_orientation_does_not() -> None:
    one = MODELS["orientation"]

    assert said(one)["diagnostic"] is True
    assert said(one, replace(specimens.whole(one), origin="manuelle"))["diagnostic"] is False


def test_professionals_are_told_nothing_of_personal_data_nor_of_recours() -> None:
    for code in ("convocation_membre", "confirmation_partenaire", "ordre_du_jour"):
        told = fields(MODELS[code], specimens.whole(MODELS[code]), HEAD, day=specimens.DAY)

        assert told["donnees"] is None
        assert told["recours"] is None


@pytest.mark.parametrize(
    ("kept", "read"),
    [("0148950000", "01 48 95 00 00"), ("39 49", "39 49"), ("+33148950000", "+33148950000")],
)
def test_a_telephone_is_told_by_two_figures(kept: str, read: str) -> None:
    service = WHOLE.service
    assert service is not None
    told = said(ACCEPTED, replace(WHOLE, service=replace(service, telephone=kept)))["service"]

    assert isinstance(told, dict)
    assert told["telephone"].replace("\xa0", " ") == read


def test_an_algorithm_that_chose_france_travail_tells_both_its_rules_and_how_to_register() -> None:
    service = WHOLE.service
    assert service is not None
    agency = replace(service, genre=Genre.FRANCE_TRAVAIL)
    told = said(MODELS["orientation_algorithme"], replace(WHOLE, service=agency))

    assert told["algorithme"]
    assert told["france_travail"]
