"""The code lists: read whole or refused whole, and what they answer."""

from datetime import timedelta
from pathlib import Path

import pytest

from exchanges.webrsa import formats
from exchanges.webrsa.problems import UnreadableFile
from exchanges.webrsa.referentiel import CodeLine, Referentiel, read_referentiel


def line(identifiant: int, libelle: str, **extra: object) -> CodeLine:
    return CodeLine(identifiant=identifiant, libelle=libelle, code=None, actif=True, extra=extra)


def lists_of(referentiel: Referentiel, **lists: tuple[CodeLine, ...]) -> Referentiel:
    return Referentiel(
        generated_at=referentiel.generated_at + timedelta(days=1),
        ali_id=referentiel.ali_id,
        ali_label=referentiel.ali_label,
        stock=False,
        sha256="suivant",
        lists=lists,
        labels=dict.fromkeys(lists, "Liste"),
    )


def test_every_list_of_the_format_is_read(referentiel: Referentiel) -> None:
    known = {name.removeprefix("liste_") for name in formats.referentiel().children} - {"entete"}

    assert set(referentiel.lists) == known
    assert all(referentiel.lists.values())


def test_a_code_is_found_by_its_identifiant_and_back(referentiel: Referentiel) -> None:
    found = referentiel.by_code("orient_origine", "entdiag")

    assert found is not None
    assert found.libelle == "Entretien diagnostic"
    assert referentiel.line("orient_origine", found.identifiant) == found
    assert referentiel.code("orient_origine", found.identifiant) == "entdiag"
    assert referentiel.by_code("orient_origine", "inconnue") is None
    assert referentiel.code("orient_origine", -1) is None


def test_only_the_leaves_of_the_tree_receive_people(referentiel: Referentiel) -> None:
    by_label = {kind.libelle: kind for kind in referentiel.types.values()}
    leaf, root = by_label["Emploi – France Travail"], by_label["Emploi"]

    assert referentiel.is_leaf(leaf.identifiant)
    assert not referentiel.is_leaf(root.identifiant)
    assert not referentiel.is_leaf(-1)
    assert referentiel.root_of(leaf.identifiant) == root
    assert referentiel.root_of(root.identifiant) == root
    assert referentiel.root_of(-1) is None


def test_a_tree_that_loops_has_an_end(referentiel: Referentiel) -> None:
    looping = lists_of(
        referentiel, typesorients=(line(1, "Un", parent_id=2), line(2, "Deux", parent_id=1))
    )

    assert looping.root_of(1) is not None
    assert not looping.is_leaf(1)


def test_a_structure_has_its_address_type_and_zones(referentiel: Referentiel) -> None:
    ali = referentiel.ali

    assert ali is not None
    assert ali.libelle == referentiel.ali_label
    assert ali.type_orient in referentiel.types
    assert ali.adresse == "2 rue Gabriel-Péri"
    assert {referentiel.zones[zone].code_insee for zone in ali.zones} == {"93008", "93053"}


def test_the_ali_is_found_by_its_label_since_its_number_is_of_another_table(
    referentiel: Referentiel,
) -> None:
    assert referentiel.ali is not None
    assert referentiel.ali.identifiant != referentiel.ali_id


def test_a_referent_belongs_to_a_structure(referentiel: Referentiel) -> None:
    referents = referentiel.referents.values()
    gone = [referent for referent in referents if not referent.actif]

    assert {referent.structure for referent in referents} <= set(referentiel.structures)
    assert gone
    assert all(referent.date_cloture is not None for referent in gone)


def test_a_diff_replaces_and_adds_lines_and_forgets_none(referentiel: Referentiel) -> None:
    old = referentiel.lists["reorientation_motifs"]
    diff = lists_of(
        referentiel, reorientation_motifs=(line(old[0].identifiant, "Nouveau"), line(1, "Autre"))
    )

    merged = referentiel.updated_by(diff)

    assert [one.libelle for one in merged.lists["reorientation_motifs"]] == [
        "Nouveau",
        *(one.libelle for one in old[1:]),
        "Autre",
    ]
    assert merged.lists["etatdos"] == referentiel.lists["etatdos"]
    assert merged.generated_at == diff.generated_at
    assert merged.stock


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<code>entdiag</code>", "", "liste_orient_origine/orient_origine[6]/code : élément obl"),
        ("<actif>1</actif>", "<actif>oui</actif>", "doit valoir 0 ou 1"),
        ("liste_cmu", "liste_inconnue", "liste_inconnue : élément inconnu du format"),
        ("<date_generation>2025-03-03", "<date_generation>2025-02-31", "entete/date_generation"),
    ],
)
def test_a_fault_anywhere_refuses_the_lists_as_a_whole(
    sample: list[Path], tmp_path: Path, old: str, new: str, reason: str
) -> None:
    text = sample[0].read_text()
    path = tmp_path / "referentiel.xml"
    path.write_text(text.replace(old, new, -1 if "liste" in old else 1))

    with pytest.raises(UnreadableFile) as refused:
        read_referentiel(path)

    assert reason in str(refused.value)


def test_an_identifiant_twice_in_a_list_is_refused(sample: list[Path], tmp_path: Path) -> None:
    text = sample[0].read_text()
    start = text.index("<civilite>")
    end = text.index("</civilite>") + len("</civilite>")
    path = tmp_path / "referentiel.xml"
    path.write_text(text[:end] + text[start:end] + text[end:])

    with pytest.raises(UnreadableFile, match="liste_civilite : identifiant présent deux fois"):
        read_referentiel(path)
