"""Each letter, read as a letter.

The snapshots are rewritten by ``REECRIRE_LES_COURRIERS=1``; the difference is then to be proofread.
"""

import difflib
import os
from pathlib import Path

import pytest

from notifications.letters.models import MODELS, Act, Audience
from notifications.letters.specimens import whole
from tests.notifications.letters.reading import HEAD, SPACE, pages, printed, text

SNAPSHOTS = Path(__file__).parent / "snapshots"
PEOPLE_S = [code for code, model in MODELS.items() if model.to is Audience.ALLOCATAIRE]
ORIENTS = [
    code for code, model in MODELS.items() if model.act in (Act.ORIENTATION, Act.REORIENTATION)
]


@pytest.mark.parametrize("code", MODELS)
def test_a_letter_is_word_for_word_the_one_that_was_proofread(code: str) -> None:
    written = "\n\f\n".join(pages(printed(code))).replace(SPACE, " ") + "\n"
    path = SNAPSHOTS / f"{code}.txt"
    if os.environ.get("REECRIRE_LES_COURRIERS"):
        path.write_text(written, encoding="utf-8")
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    difference = difflib.unified_diff(kept.split("\n"), written.split("\n"), path.name, "imprimé")

    assert not list(difference), code


def test_no_snapshot_is_of_a_letter_that_is_no_more() -> None:
    assert {path.stem for path in SNAPSHOTS.iterdir()} == set(MODELS)


@pytest.mark.parametrize("code", PEOPLE_S)
def test_a_letter_to_the_person_explains_the_rsa_and_uses_no_other_acronym_bare(code: str) -> None:
    words = text(printed(code))

    assert "revenu de solidarité active (RSA)" in words
    for acronym in ("EP", "ICL", "ICL-I", "BOP", "BAT", "ALI", "PPAE", "CER", "DIEESS", "DPO"):
        assert acronym not in words.replace(",", " ").replace(".", " ").split()


@pytest.mark.parametrize("code", ORIENTS)
def test_every_orientation_says_how_to_express_another_wish(code: str) -> None:
    assert HEAD.wish in text(printed(code))


@pytest.mark.parametrize("code", [code for code in MODELS if "france_travail" in code])
def test_an_orientation_to_france_travail_says_how_to_register_and_whom_to_call(code: str) -> None:
    words = text(printed(code))

    assert "www.francetravail.fr" in words
    assert "39 49" in words


@pytest.mark.parametrize("act", HEAD.remedies)
def test_a_decision_says_how_long_to_whom_and_before_which_court_it_is_contested(act: Act) -> None:
    for model in (model for model in MODELS.values() if model.act is act):
        words = text(printed(model.code))

        assert "Vous avez deux mois à partir du jour où vous recevez cette lettre" in words
        assert "Monsieur le président du conseil départemental" in words
        assert "tribunal administratif de Montreuil" in words
        assert "citoyens.telerecours.fr" in words


@pytest.mark.parametrize("code", ["convocation", "information_passage", "reorientation_reportee"])
def test_what_decides_nothing_tells_of_no_recours(code: str) -> None:
    assert "contester" not in text(printed(code))


@pytest.mark.parametrize("code", MODELS)
def test_a_letter_says_who_signs_and_in_what_quality(code: str) -> None:
    seance = whole(MODELS[code]).seance
    genre = None if seance is None else seance.genre
    signatory = HEAD.signatures.of(MODELS[code].act, genre)
    words = text(printed(code))

    assert signatory.name in words
    assert signatory.quality in words


def test_an_orientation_by_an_algorithm_says_its_purpose_and_how_to_have_its_rules() -> None:
    words = text(printed("orientation_algorithme"))

    assert HEAD.algorithm is not None
    for said in (
        "traitement algorithmique",
        HEAD.algorithm.purpose,
        HEAD.algorithm.published,
        HEAD.algorithm.contact,
        "Vous avez le droit de demander les règles",
        "L. 311-3-1",
        "Commission d’accès aux documents administratifs",
    ):
        assert said in words


def test_a_granted_request_gives_the_new_service_whole() -> None:
    words = text(printed("reorientation_acceptee"))

    for told in ("Paul Durand", "12, rue de la République", "01 48 95 00 00", "de 9 h à 12 h"):
        assert told in words


def test_a_refusal_gives_its_motive() -> None:
    assert "Votre santé vous empêche aujourd’hui" in text(printed("reorientation_refusee"))


def test_a_convocation_says_when_where_and_that_one_may_be_assisted_or_write() -> None:
    words = text(printed("convocation"))

    for told in ("mardi 9 juin 2026, à 9 h 30", "salle 204", "la personne de votre choix"):
        assert told in words
    assert "vous voulez dire : votre lettre sera lue" in words


def test_what_goes_to_members_names_nobody() -> None:
    for code in ("convocation_membre", "ordre_du_jour", "confirmation_partenaire"):
        assert "DIALLO" not in text(printed(code))
