"""Files of webRSA taken in: whom they bring, what is told of bad lines, what is never written."""

from pathlib import Path

import pytest

from exchanges.imports import import_files
from exchanges.webrsa.changes import write_changes
from exchanges.webrsa.problems import UnreadableFile
from exchanges.webrsa.referentiel import read_referentiel
from exchanges.webrsa.sample.answers import PersonChange, write_diff
from exchanges.webrsa.sample.files import write_samples
from rules.actors import Genre
from tests.exchanges.office import (
    ALI_ELSEWHERE,
    ALI_HERE,
    HERE,
    IMPORTED,
    Office,
    at_eight,
    sound,
    spoil,
)
from tests.workflow.build import execute
from workflow.database.store import Store
from workflow.tables.post import Gap, ReceivedFile
from workflow.tables.subjects import CodeLine as StoredCode
from workflow.tables.subjects import Dossier, Personne, Service
from workflow.tables.trail import DeadlineRow

BODIES = ("personne", "dossier", "fact", "deadline", "journal", "gap", "outbox", "received_file")


# --- the same again


def test_the_same_file_twice_writes_nothing_at_all(office: Office) -> None:
    path = office.file(IMPORTED, office.accompanied(1), office.person(2))
    office.take(path)
    before = office.everything()
    copy = path.with_name("une copie.xml")
    copy.write_bytes(path.read_bytes())
    again = office.take(copy, at="2026-02-03")

    assert office.everything() == before
    assert again.already == at_eight(IMPORTED)
    assert not again.people


def test_the_same_referential_twice_writes_nothing_at_all(office: Office) -> None:
    before = office.everything()
    (again,) = office.reports(office.lists[0])

    assert office.everything() == before
    assert again.already is not None


def test_an_unchanged_person_of_another_file_does_nothing(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1), office.person(2))
    remembered = ("personne.seen_in", "personne.seen_at", "received_file")
    before = office.everything(*remembered)
    report = office.stock("2026-02-09", office.person(2), office.accompanied(1))

    assert office.everything(*remembered) == before
    assert report.people == {"inchangee": 2}


def test_a_person_in_the_files_of_two_ali_is_one(office: Office) -> None:
    here = office.file(IMPORTED, office.accompanied(1))
    there = office.file(IMPORTED, office.accompanied(1), ali=ALI_ELSEWHERE)
    report = office.take(here, there)

    assert report.people == {"inchangee": 1}
    assert len(office.world.rows(Personne)) == len(office.world.rows(Dossier)) == 1


def test_an_older_file_does_not_turn_back_what_a_newer_one_said(office: Office) -> None:
    office.stock("2026-02-09", office.person(1, right="4"))
    report = office.stock(IMPORTED, office.person(1, right="2"))

    assert report.aside == {"déjà lue dans un fichier plus récent": 1}
    assert office.last(1)["droit"] == "suspendu"


# --- a trial


def crowd(office: Office) -> tuple[Path, Path]:
    """Two months of one ALI, with a bit of everything."""
    first = office.file(
        IMPORTED,
        office.accompanied(1),
        office.person(2),
        office.person(3, right="5"),
        office.person(4, office.orientation(office.social, "2026-01-22")),
        office.person(5, ville="Lille"),
    )
    second = office.file(
        "2026-03-02",
        office.accompanied(1, right="5"),
        office.person(2, office.orientation(office.ali, "2026-02-10", tag=True)),
        office.person(4, office.orientation(office.social, "2026-01-22")),
        office.person(6),
    )
    return first, spoil(second, "<id_personne>6", "<id_personne>six")


def test_a_trial_writes_nothing_and_tells_exactly_what_the_import_tells(office: Office) -> None:
    paths = crowd(office)
    office.world.now = at_eight("2026-03-02")
    before = office.everything()
    tried = [report.as_dict() for report in office.reports(*paths, trial=True)]

    assert office.everything() == before
    done = [report.as_dict() for report in office.reports(*paths)]
    assert done == tried
    assert done[1]["ecarts"] == {"absent_du_stock": 1}
    assert office.everything() != before


def test_a_trial_of_the_first_files_of_all_reads_the_people_by_their_lists(
    store: Store, tmp_path: Path
) -> None:
    files = write_samples(tmp_path, people=30, seed=2, alis=2, at=at_eight(IMPORTED))
    office = Office(store=store, folder=tmp_path, codes=read_referentiel(files[0]), lists=files)
    before = office.everything()
    office.world.now = at_eight(IMPORTED)
    tried = [report.as_dict() for report in office.reports(*files, trial=True)]

    assert office.everything() == before
    assert [report.as_dict() for report in office.reports(*files)] == tried


def test_others_write_while_an_import_is_tried(office: Office) -> None:
    paths = crowd(office)
    office.world.now = at_eight("2026-03-02")
    trial = import_files(office.store, office.counter, paths, now=office.world.now, trial=True)
    told = [next(trial).as_dict()]
    dossier = office.world.dossier("naitre_a_orienter", service=None)
    told += [report.as_dict() for report in trial]

    assert office.world.state(dossier) == "a_orienter"
    assert told == [report.as_dict() for report in office.reports(*paths)]


# --- bad lines


def test_bad_lines_are_told_and_the_good_ones_taken(office: Office) -> None:
    path = office.file(IMPORTED, *(office.person(number) for number in (1, 2, 3, 3)))
    spoil(path, "<nom>NOM2</nom>", "<nom> </nom>")
    report = office.take(path)
    told = report.as_dict()["lignes_refusees"]
    lines = path.read_text(encoding="utf-8").splitlines()

    assert report.people == {"nouvelle": 2, "refusee": 2}
    assert isinstance(told, list)
    assert [line["numero"] for line in told] == [2, 4]
    assert [lines[line["ligne"] - 1].strip() for line in told] == ["<dossier>"] * 2
    assert told[0]["problemes"] == [
        {"champ": "allocataire/nom", "valeur": None, "raison": "valeur vide"}
    ]
    assert told[1]["problemes"][0]["champ"] == "id_personne"
    assert "déjà présente dans ce fichier, au dossier n° 3" in told[1]["problemes"][0]["raison"]


def test_an_unknown_code_is_told_with_the_name_of_its_list(office: Office) -> None:
    path = office.file(IMPORTED, office.person(1))
    known = office.code("etatdos", "2")
    spoil(path, f"<etat_droit>{known}", "<etat_droit>987654")
    (bad,) = office.take(path).bad

    assert [str(problem) for problem in bad.problems] == [
        "allocataire/etat_droit : code inconnu de la liste « État du droit RSA » du référentiel"
        " (« 987654 »)"
    ]
    assert not office.world.rows(Personne)


def test_a_code_that_is_no_longer_active_is_only_a_warning(office: Office) -> None:
    closed = office.service("Projet insertion emploi")
    report = office.stock(
        IMPORTED,
        office.person(
            1,
            office.orientation(closed, "2020-01-10", origin="manuelle"),
            office.reoriented(office.social, "2026-01-20"),
        ),
    )

    assert report.people == {"nouvelle": 1}
    assert {problem.field for _, problem in report.warnings} == {
        "orientations/orientation[1]/structure_referente",
        "orientations/orientation[1]/type_orient",
    }
    assert (office.last(1)["service_id"], office.last(1)["rank"]) == (office.social, 2)


def test_a_bad_line_does_not_make_its_person_absent(office: Office) -> None:
    office.stock(IMPORTED, office.person(1))
    path = office.file("2026-03-02", office.person(1))
    office.take(spoil(path, "<ville>Bobigny</ville>", ""))

    assert office.gaps(1) == []


# --- files that cannot be taken


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def bomb(path: Path) -> None:
    spoil(path, "<WebRSA-ALI>", '<!DOCTYPE a [<!ENTITY b "cccc">]><WebRSA-ALI>')


def latin(path: Path) -> None:
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", "replace"))


def zipped(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + path.read_bytes())


@pytest.mark.parametrize("harm", [cut, bomb, latin, zipped], ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("trial", [False, True])
def test_a_hostile_file_is_refused_whole(sqlite_office: Office, harm: object, trial: bool) -> None:
    office = sqlite_office
    path = office.file(IMPORTED, *(office.person(number) for number in range(1, 300)))
    assert callable(harm)
    harm(path)
    before = office.everything()

    with pytest.raises(UnreadableFile, match="ne peut pas être lu"):
        office.take(path, trial=trial)
    assert office.everything() == before


def test_people_before_any_referential_are_refused_with_what_to_do(
    store: Store, tmp_path: Path, lists: list[Path]
) -> None:
    codes = read_referentiel(lists[0])
    office = Office(store=store, folder=tmp_path, codes=codes, lists=lists)

    with pytest.raises(UnreadableFile, match="importez d’abord le référentiel"):
        office.stock(IMPORTED, office.person(1))
    assert not any(rows for name, rows in office.everything().items() if name in BODIES)


def test_a_file_from_the_future_is_refused(sqlite_office: Office) -> None:
    office = sqlite_office
    path = office.file("2026-02-03", office.person(1))

    with pytest.raises(UnreadableFile, match=r"écrit le mardi 3\sfévrier\s2026 à 6\sh, à venir"):
        office.take(path, at=IMPORTED)
    assert not office.world.rows(Personne)


def test_a_file_made_for_webrsa_is_not_one_to_import(sqlite_office: Office) -> None:
    path = sqlite_office.folder / "import_ali_webrsa.xml"
    at = at_eight("2026-01-02")
    write_changes(path, ali_id=ALI_HERE, generated_at=at, stock=False, changes=[])

    with pytest.raises(UnreadableFile, match="un fichier envoyé à webRSA"):
        sqlite_office.take(path, at=IMPORTED)


# --- referentials


def test_services_are_known_by_their_kind_and_their_territory(office: Office) -> None:
    services = {row["id"]: row for row in office.world.rows(Service)}

    assert services[office.ali]["genre"] == Genre.ALI.value
    assert services[office.ali]["circonscriptions"] == f'["{HERE}"]'
    assert services[office.france_travail]["circonscriptions"] == '["93-01", "93-07"]'
    assert services[office.service("Association Tremplin 93")]["circonscriptions"] == "[]"


def test_a_diff_of_the_referential_keeps_what_it_does_not_repeat(office: Office) -> None:
    text = office.lists[0].read_text(encoding="utf-8")
    start, end = text.index("<liste_structuresreferentes"), text.index("</Referentiel_WebRSA>")
    stop = text.index("</liste_structuresreferentes>") + len("</liste_structuresreferentes>")
    header = text[: text.index("<liste_")].replace("2026-01-01", "2026-01-02")
    path = office.folder / "referentiels_webrsa_ali_41_diff_2026-01-02_05-00-00.xml"
    content = header + text[start:stop] + text[end:]
    path.write_text(content.replace("Association Tremplin 93", "Tremplin"), encoding="utf-8")
    before = {row["id"]: row for row in office.world.rows(Service)}
    codes = len(office.world.rows(StoredCode))
    office.reports(path)
    after = {row["id"]: row for row in office.world.rows(Service)}
    (changed,) = [key for key in after if after[key] != before[key]]

    assert after[changed] == {**before[changed], "libelle": "Tremplin"}
    assert len(office.world.rows(StoredCode)) == codes


# --- the sample


def test_the_sample_and_its_diff_are_taken_without_a_refusal(office: Office) -> None:
    files = write_samples(office.folder, people=60, seed=93, alis=2, at=at_eight("2026-01-05"))
    office.world.now = at_eight("2026-02-02")
    stock = office.reports(*files)[-1]
    known = [
        row["webrsa_id"] for row in office.world.rows(Personne) if row["seen_in"] == ALI_ELSEWHERE
    ]
    changes = [
        PersonChange(id_personne=known[1], etat_droit="5"),
        PersonChange(id_personne=known[2], moved_to=("93170", "Bagnolet")),
    ]
    diff = write_diff(
        office.folder,
        referentiel=read_referentiel(files[2]),
        earlier=files[1::2],
        at=at_eight("2026-02-02"),
        changes=changes,
    )
    (report,) = office.reports(diff)

    assert not stock.bad
    assert sum(stock.people.values()) == stock.total == 31
    assert report.acts == {"fermer_droit": 1, "demenager_intra": 1}
    assert [row for row in office.world.rows(Gap) if row["nature"] == "acte_refuse"] == []
    assert office.world.flaws() == []


def test_every_file_is_remembered_with_what_came_of_it(office: Office) -> None:
    office.stock(IMPORTED, office.person(1))
    kept = office.world.rows(ReceivedFile)[-1]

    assert (kept["flow"], kept["ali_id"]) == ("export_webrsa_ali", 41)
    assert '"dossiers_nes": {"a_orienter": 1}' in kept["report"]
    assert "NOM1" not in kept["report"]


def test_a_commune_told_after_the_right_was_closed_says_where_the_person_is(
    sqlite_office: Office,
) -> None:
    office = sqlite_office
    office.stock(IMPORTED, office.accompanied(1))
    office.stock("2026-02-10", office.accompanied(1, right="6"))
    nowhere = "circonscription = NULL"  # as of somebody whose commune nobody knew
    execute(office.store, f"UPDATE personne SET {nowhere}", f"UPDATE dossier SET {nowhere}")
    execute(office.store, f"UPDATE deadline SET {nowhere}")

    office.stock("2026-02-20", office.accompanied(1, right="6", ville="Bobigny", nom="AUTRE"))

    place = office.personne(1)["circonscription"]
    assert place is not None
    assert {row["circonscription"] for row in office.world.rows(DeadlineRow)} == {place}
    assert sound(office)
