"""What an ALI tells webRSA: refused beforehand for what webRSA would refuse, then written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree

from exchanges.webrsa.changes import (
    OrientationChange,
    ReorientationRequest,
    TwoChanges,
    check_change,
    write_changes,
)
from exchanges.webrsa.referentiel import CodeLine, Referentiel
from exchanges.webrsa.schema import InvalidFile, changes_schema
from exchanges.webrsa.values import PARIS
from rules.delays.delay import NaiveInstant

AT = datetime(2025, 3, 10, 18, 0, 5, tzinfo=PARIS)
NOWHERE = 999_999


def number(referentiel: Referentiel, list_name: str, label: str) -> int:
    return next(x.identifiant for x in referentiel.lists[list_name] if label in (x.code, x.libelle))


def of_structure(referentiel: Referentiel, structure: int, *, actif: bool = True) -> int:
    return next(
        referent.identifiant
        for referent in referentiel.referents.values()
        if referent.structure == structure and referent.actif is actif
    )


@pytest.fixture(scope="module")
def change(referentiel: Referentiel) -> OrientationChange:
    """A réorientation that webRSA would take."""
    assert referentiel.ali is not None
    social = number(referentiel, "structuresreferentes", "Service social – Bobigny–Noisy-le-Sec")
    return OrientationChange(
        person_id=310_007,
        id_ali=12,
        id_referent=of_structure(referentiel, referentiel.ali.identifiant),
        date_demande=date(2025, 3, 7),
        id_origine=number(referentiel, "orient_origine_utilisable_ALI", "reorientation"),
        reorientation=ReorientationRequest(
            id_motif=number(referentiel, "reorientation_motifs", "Problème de santé"),
            accord_referent=False,
            motif_refus="Déjà suivie « ailleurs » & plus loin <sic>\x00",
            accord_allocataire=True,
            urgence=False,
        ),
        id_type_orientation=referentiel.structures[social].type_orient,
        id_structure_accueil=social,
        id_referent_accueil=of_structure(referentiel, social),
        id_statut=number(referentiel, "orient_statut", "Orienté"),
    )


def codes(
    change: OrientationChange,
    referentiel: Referentiel,
    *,
    known_person: bool = True,
    has_orientation: bool = True,
    open_ep: bool = False,
) -> list[str]:
    rejections = check_change(
        change,
        referentiel,
        ali_id=referentiel.ali_id,
        known_person=known_person,
        has_orientation=has_orientation,
        open_ep=open_ep,
    )
    assert all(rejection.sentence.endswith(".") for rejection in rejections)
    return [rejection.code for rejection in rejections]


def test_a_good_change_is_not_rejected(change: OrientationChange, referentiel: Referentiel) -> None:
    assert codes(change, referentiel) == []


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda good: replace(good, id_referent=NOWHERE), "referent_inconnu"),
        (lambda good: replace(good, id_origine=NOWHERE), "origine_inconnue"),
        (lambda good: replace(good, id_type_orientation=NOWHERE), "type_orient_inconnu"),
        (lambda good: replace(good, id_referent_accueil=NOWHERE), "ref_accueil_inconnu"),
        (lambda good: replace(good, id_statut=NOWHERE), "statut_inconnu"),
    ],
)
def test_an_unknown_number_has_webrsa_s_own_error_name(
    change: OrientationChange,
    referentiel: Referentiel,
    spoil: Callable[[OrientationChange], OrientationChange],
    code: str,
) -> None:
    assert codes(spoil(change), referentiel) == [code]


def test_an_unknown_structure_makes_its_referent_incoherent_too(
    change: OrientationChange, referentiel: Referentiel
) -> None:
    assert codes(replace(change, id_structure_accueil=NOWHERE), referentiel) == [
        "struct_accueil_inconnue",
        "ref_accueil_incoherent",
    ]


def test_the_person_and_her_ep_dossier_are_looked_at(
    change: OrientationChange, referentiel: Referentiel
) -> None:
    assert codes(change, referentiel, known_person=False) == ["personne_inconnue"]
    assert codes(change, referentiel, open_ep=True) == ["dossier_ep_en_cours"]
    assert codes(replace(change, id_webrsa=3), referentiel, open_ep=True) == []


def test_a_reorientation_supposes_an_orientation_and_a_motive(
    change: OrientationChange, referentiel: Referentiel
) -> None:
    bare = replace(change, reorientation=None)
    assert change.reorientation is not None
    vague = replace(change, reorientation=replace(change.reorientation, id_motif=NOWHERE))

    assert codes(change, referentiel, has_orientation=False) == ["reorient_orient_obligatoire"]
    assert codes(bare, referentiel) == ["motif_reorient_obligatoire"]
    assert codes(vague, referentiel) == ["motif_reorient_inconnu"]


def test_a_diagnostic_supposes_neither(change: OrientationChange, referentiel: Referentiel) -> None:
    origin = number(referentiel, "orient_origine_utilisable_ALI", "entdiag")
    diagnostic = replace(change, id_origine=origin, reorientation=None)

    assert codes(diagnostic, referentiel, has_orientation=False) == []


def test_an_origin_of_webrsa_s_that_an_ali_may_not_use_is_refused(
    change: OrientationChange, referentiel: Referentiel
) -> None:
    origin = number(referentiel, "orient_origine", "cohorte")

    assert codes(replace(change, id_origine=origin), referentiel) == ["origine_inconnue"]


def test_a_type_with_children_is_not_a_destination(
    change: OrientationChange, referentiel: Referentiel
) -> None:
    parent = number(referentiel, "typesorients", "Social")

    assert codes(replace(change, id_type_orientation=parent), referentiel) == ["type_orient_parent"]


def test_each_referent_belongs_to_the_right_structure(
    change: OrientationChange, referentiel: Referentiel
) -> None:
    swapped = replace(
        change,
        id_referent=change.id_referent_accueil or 0,
        id_referent_accueil=change.id_referent,
    )

    assert codes(swapped, referentiel) == ["referent_incoherent", "ref_accueil_incoherent"]


def test_a_code_that_is_no_longer_active_counts_as_unknown(
    change: OrientationChange, referentiel: Referentiel
) -> None:
    assert referentiel.ali is not None
    gone = of_structure(referentiel, referentiel.ali.identifiant, actif=False)
    closed = number(referentiel, "structuresreferentes", "Projet insertion emploi")

    assert codes(replace(change, id_referent=gone), referentiel) == ["referent_inconnu"]
    assert codes(
        replace(change, id_structure_accueil=closed, id_referent_accueil=None), referentiel
    ) == ["struct_accueil_inconnue"]


def test_all_that_is_wrong_is_said_at_once(
    change: OrientationChange, referentiel: Referentiel
) -> None:
    wrong = replace(
        change,
        id_referent=NOWHERE,
        id_type_orientation=NOWHERE,
        id_structure_accueil=NOWHERE,
        id_referent_accueil=NOWHERE,
        id_statut=NOWHERE,
        reorientation=None,
    )

    assert codes(wrong, referentiel, known_person=False, has_orientation=False, open_ep=True) == [
        "personne_inconnue",
        "referent_inconnu",
        "type_orient_inconnu",
        "struct_accueil_inconnue",
        "ref_accueil_inconnu",
        "statut_inconnu",
        "reorient_orient_obligatoire",
        "motif_reorient_obligatoire",
        "dossier_ep_en_cours",
    ]


def test_the_ali_is_known_by_its_number_when_no_label_is_hers(
    change: OrientationChange, referentiel: Referentiel
) -> None:
    ali = referentiel.ali
    assert ali is not None
    renamed = replace(referentiel, ali_label="Autre nom", ali_id=ali.identifiant)
    nobody = replace(referentiel, ali_label="Autre nom")

    assert codes(change, renamed) == []
    assert codes(change, nobody) == ["referent_incoherent"]


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(*changes: OrientationChange, name: str = "ali.xml", at: datetime = AT) -> Path:
        return write_changes(
            tmp_path / name, ali_id=41, generated_at=at, stock=False, changes=changes
        )

    return written


def test_what_is_written_is_what_was_asked(change: OrientationChange, write: Write) -> None:
    root = etree.parse(str(write(change))).getroot()

    assert root.tag == "ALI-WebRSA"
    assert root.findtext("entete/date_generation") == "2025-03-10 18:00:05"
    assert root.findtext("entete/id_structure_ali") == "41"
    assert root.findtext("dossiers/dossier/id_personne") == "310007"
    found = root.find("dossiers/dossier/liste_changements_orientation/changement_orientation")
    assert found is not None
    assert found.findtext("date_demande") == "2025-03-07"
    assert found.findtext("id_webrsa") is None
    assert found.findtext("reorientation/accord_referent") == "0"
    assert found.findtext("reorientation/accord_allocataire") == "1"
    assert found.findtext("reorientation/motif_refus") == (
        "Déjà suivie « ailleurs » & plus loin <sic>"
    )


def test_what_is_written_follows_the_schema(change: OrientationChange, write: Write) -> None:
    diagnostic = replace(change, person_id=5, reorientation=None, id_webrsa=8)

    for path in (write(change, diagnostic), write(name="vide.xml")):
        assert changes_schema().validate(etree.parse(str(path)))


def test_the_same_changes_give_the_same_bytes(change: OrientationChange, write: Write) -> None:
    first, again = write(change, name="a.xml"), write(change, name="b.xml", at=AT.astimezone(UTC))

    assert first.read_bytes() == again.read_bytes()


def test_a_file_that_webrsa_would_refuse_is_never_put_in_place(
    change: OrientationChange, write: Write, tmp_path: Path
) -> None:
    before = write(change).read_bytes()

    with pytest.raises(InvalidFile, match="n’a pas été produit"):
        write(replace(change, id_ali=0))

    assert (tmp_path / "ali.xml").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["ali.xml"]


def test_one_person_has_one_change_in_a_file(
    change: OrientationChange, write: Write, tmp_path: Path
) -> None:
    with pytest.raises(TwoChanges, match="n° 310007 a deux changements"):
        write(change, replace(change, id_ali=13))

    assert list(tmp_path.iterdir()) == []


def test_an_instant_without_zone_is_refused(change: OrientationChange, write: Write) -> None:
    with pytest.raises(NaiveInstant, match="fuseau horaire"):
        write(change, at=AT.replace(tzinfo=None))


def test_a_line_is_never_mistaken_for_another_list_s(referentiel: Referentiel) -> None:
    lines: list[CodeLine] = [line for of in referentiel.lists.values() for line in of]

    assert len({line.identifiant for line in lines}) == len(lines)
