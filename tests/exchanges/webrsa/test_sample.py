"""The sample: webRSA's real formats, the same for a seed, and a bit of everything in it."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from exchanges.webrsa.filenames import parse_name
from exchanges.webrsa.people import BadLine, PersonRecord, read_people
from exchanges.webrsa.referentiel import Referentiel, read_referentiel
from exchanges.webrsa.sample.answers import (
    NextOrientation,
    PersonChange,
    UnknownCode,
    UnknownPerson,
    write_diff,
)
from exchanges.webrsa.sample.files import TooManyAli, write_samples
from exchanges.webrsa.sample.territory import circonscriptions, communes
from exchanges.webrsa.schema import check_written, people_schema, referentiel_schema
from exchanges.webrsa.values import PARIS

AT = datetime(2025, 3, 3, 6, 0, tzinfo=PARIS)
LATER = AT + timedelta(days=30)


def people_of(path: Path, referentiel: Referentiel | None = None) -> list[PersonRecord]:
    records = list(read_people(path, referentiel).records())
    assert not [record for record in records if isinstance(record, BadLine)]
    return [record for record in records if isinstance(record, PersonRecord)]


def digests(paths: list[Path]) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def test_every_file_follows_its_schema_and_is_named_as_webrsa_names_it(
    sample: list[Path],
) -> None:
    for number, path in enumerate(sample):
        check_written(path, (referentiel_schema, people_schema)[number % 2](), name=path.name)
        named = parse_name(path.name)
        assert named is not None
        assert named.at == AT


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(
    sample: list[Path], tmp_path: Path
) -> None:
    again = write_samples(tmp_path / "a", people=60, seed=93, at=AT)
    other = write_samples(tmp_path / "b", people=60, seed=94, at=AT)

    assert digests(again) == digests(sample)
    assert not set(digests(other)) & set(digests(sample))


def test_another_process_writes_the_same_bytes(sample: list[Path], tmp_path: Path) -> None:
    script = (
        "import sys; from datetime import datetime; from pathlib import Path;"
        "from exchanges.webrsa.sample.files import write_samples;"
        "at = datetime.fromisoformat('2025-03-03T06:00:00+01:00');"
        "write_samples(Path(sys.argv[1]), people=60, seed=93, at=at)"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        env={**os.environ, "PYTHONHASHSEED": "12"},
        check=True,
    )

    assert digests([tmp_path / path.name for path in sample]) == digests(sample)


def test_every_person_is_good_for_the_referential_of_the_ali(sample: list[Path]) -> None:
    for lists, people in (sample[:2], sample[2:]):
        assert people_of(people, read_referentiel(lists))


def test_there_are_as_many_people_as_asked_and_one_is_in_both_files(sample: list[Path]) -> None:
    first, second = ({one.id_personne for one in people_of(path)} for path in sample[1::2])

    assert len(first | second) == 60
    assert len(first & second) == 1


def test_a_small_sample_has_a_bit_of_everything(
    sample: list[Path], referentiel: Referentiel
) -> None:
    people = people_of(sample[1])
    orientations = [one.current_orientation for one in people]
    branches = {
        kind.libelle
        for one in orientations
        if one is not None and (kind := referentiel.root_of(one.type_orient))
    }
    rights = {
        referentiel.code("etatdos", one.allocataire.etat_droit) for one in people if one.allocataire
    }

    assert branches == {"Emploi", "Social", "Socioprofessionnelle"}
    assert {"2", "4", "5"} <= rights
    assert any(one is None for one in orientations)
    assert any(one is not None and one.tag_entretien_diag for one in orientations)
    assert any(one is not None and one.rang == 2 for one in orientations)
    assert any(one.cers and one.referents_parcours for one in people)


def test_a_couple_shares_its_request_and_its_address(
    sample: list[Path], referentiel: Referentiel
) -> None:
    people = [one.allocataire for one in people_of(sample[1]) if one.allocataire is not None]
    requests = Counter(one.numero_demande_rsa for one in people)
    couples = [
        [one for one in people if one.numero_demande_rsa == request]
        for request, members in requests.items()
        if members == 2
    ]

    assert couples
    for first, second in couples:
        roles = {referentiel.code("rolepers", one.role_personne) for one in (first, second)}
        assert roles == {"DEM", "CJT"}
        assert first.adresse == second.adresse
        assert first.numero_caf == second.numero_caf
    assert len({one.numero_caf for one in people}) == len(requests)


def test_people_live_in_the_territory_of_their_ali(sample: list[Path]) -> None:
    place = circonscriptions()[0]
    towns = {(commune.postcode, commune.name) for commune in place.communes}

    lived_in = {
        (one.allocataire.code_postal, one.allocataire.ville)
        for one in people_of(sample[1])
        if one.allocataire
    }

    assert lived_in <= towns


def test_every_commune_belongs_to_one_circonscription() -> None:
    grouped = [commune for place in circonscriptions() for commune in place.communes]

    assert Counter(grouped) == Counter(communes())


def test_nothing_in_the_sample_is_later_than_its_instant(sample: list[Path]) -> None:
    for one in people_of(sample[1]):
        begun = [orientation.date_orient for orientation in one.orientations]
        assert all(day <= AT.date() for day in begun)
        assert one.allocataire is not None
        assert all(one.allocataire.date_demande_rsa < day for day in begun)
        assert begun == sorted(begun)


def test_progress_is_told_of_every_person_once(tmp_path: Path) -> None:
    told: list[int] = []

    write_samples(tmp_path, people=450, seed=1, at=AT, progress=told.append)

    assert sum(told) == 451  # one stands in two files
    assert len(told) < 10


@pytest.mark.parametrize(("people", "alis"), [(1, 1), (3, 2), (15, 13)])
def test_any_size_makes_good_files(tmp_path: Path, people: int, alis: int) -> None:
    written = write_samples(tmp_path, people=people, seed=5, alis=alis, at=AT)

    everyone = {one.id_personne for path in written[1::2] for one in people_of(path)}
    assert len(written) == 2 * alis
    assert len(everyone) == people


def test_an_impossible_number_of_ali_is_refused(tmp_path: Path) -> None:
    for asked in (0, 14):
        with pytest.raises(TooManyAli, match=f"de 1 à 13 ALI : {asked}"):
            write_samples(tmp_path, people=1, seed=1, alis=asked, at=AT)


def test_a_diff_holds_what_happened_and_only_that(
    sample: list[Path], referentiel: Referentiel, tmp_path: Path
) -> None:
    oriented = [one for one in people_of(sample[1]) if one.orientations]
    moved, closed, advanced, tagged = oriented[:4]
    social = next(s for s in referentiel.structures.values() if "Service social" in s.libelle)
    path = write_diff(
        tmp_path,
        referentiel=referentiel,
        earlier=[sample[1]],
        at=LATER,
        changes=[
            PersonChange(id_personne=moved.id_personne, moved_to=("93200", "Saint-Denis")),
            PersonChange(id_personne=closed.id_personne, etat_droit="5"),
            PersonChange(
                id_personne=advanced.id_personne,
                orientation=NextOrientation(
                    structure=social.identifiant, date_orient=date(2025, 3, 28)
                ),
            ),
            PersonChange(id_personne=tagged.id_personne, tag=True),
        ],
    )

    check_written(path, people_schema(), name=path.name)
    opened = read_people(path)
    after = {one.id_personne: one for one in people_of(path, referentiel)}
    assert (opened.stock, opened.ali_id, opened.generated_at) == (False, 41, LATER)
    there = after[moved.id_personne]
    assert there.present == {"allocataire"}
    assert there.allocataire is not None
    assert (there.allocataire.code_postal, there.allocataire.ville) == ("93200", "Saint-Denis")
    gone = after[closed.id_personne].allocataire
    assert gone is not None
    assert referentiel.code("etatdos", gone.etat_droit) == "5"
    new = after[advanced.id_personne].current_orientation
    assert after[advanced.id_personne].present == {"orientations"}
    assert new is not None
    assert new.rang == len(advanced.orientations) + 1
    assert referentiel.code("orient_origine", new.origine) == "reorientation"
    assert new.structure_referente == social.identifiant
    assert new.type_orient == social.type_orient
    marked = after[tagged.id_personne].current_orientation
    assert marked is not None
    assert marked.tag_entretien_diag


def test_a_diff_goes_on_from_the_diff_before(
    sample: list[Path], referentiel: Referentiel, tmp_path: Path
) -> None:
    one = next(one for one in people_of(sample[1]) if len(one.orientations) == 1)
    structure = referentiel.ali
    assert structure is not None
    earlier = [sample[1]]
    for month in (1, 2):
        change = PersonChange(
            id_personne=one.id_personne,
            orientation=NextOrientation(
                structure=structure.identifiant, date_orient=date(2025, 3 + month, 1)
            ),
        )
        at = AT + timedelta(days=32 * month)
        earlier.append(
            write_diff(tmp_path, referentiel=referentiel, earlier=earlier, at=at, changes=[change])
        )

    (last,) = people_of(earlier[-1])
    assert [orientation.rang for orientation in last.orientations] == [1, 2, 3]


def test_a_diff_about_nobody_or_nowhere_is_refused(
    sample: list[Path], referentiel: Referentiel, tmp_path: Path
) -> None:
    known = people_of(sample[1])[0].id_personne
    lost = PersonChange(
        id_personne=known,
        orientation=NextOrientation(structure=-1, date_orient=date(2025, 3, 28)),
    )

    for change, error in (
        (PersonChange(id_personne=1, tag=True), UnknownPerson),
        (PersonChange(id_personne=known, etat_droit="9"), UnknownCode),
        (lost, UnknownCode),
    ):
        with pytest.raises(error):
            write_diff(
                tmp_path, referentiel=referentiel, earlier=[sample[1]], at=LATER, changes=[change]
            )
    assert list(tmp_path.iterdir()) == []
