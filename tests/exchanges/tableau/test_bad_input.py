"""What a tableau that comes back may get wrong: each its sentence, nothing lost."""

import shutil
import zipfile
from datetime import date

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exchanges.tableau.reports import TableauReport
from exchanges.webrsa.problems import UnreadableFile
from tests.exchanges.tableau.desk import (
    ANSWER,
    HEADER,
    LINE,
    MEANS,
    REMARK,
    Desk,
    add,
    fill,
    place,
    row_of,
    write,
)
from tests.workflow.build import AGENT_ALI, AGENT_FT, ALI, BAT, FRANCE_TRAVAIL, execute
from workflow.tables.trail import JournalRow

TOLD = {"Personne prévenue le": date(2026, 3, 2), "Prévenue par": "Mme Alba", MEANS: "téléphone"}


def refusals(report: TableauReport) -> list[tuple[str | None, str]]:
    return [(one.heading, one.reason) for one in report.refused]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "il est vide"),
        (b"Nom;Pr\xe9nom\n", "ce n’est pas un classeur XLSX"),
        (b"PK\x03\x04" + b"\0" * 40, "c’est un classeur abîmé ou incomplet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ce n’est pas un classeur XLSX"),
    ],
)
def test_what_is_no_workbook_is_told(desk: Desk, content: bytes, why: str) -> None:
    path = desk.folder / "recu.xlsx"
    path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=why):
        desk.take(path)


def test_a_workbook_that_is_no_tableau_of_ours_is_told(desk: Desk) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "Bonjour"
    book.save(path := desk.folder / "autre.xlsx")

    with pytest.raises(UnreadableFile, match="exporté par l’application"):
        desk.take(path)


def test_the_sheet_copied_into_another_workbook_is_told(desk: Desk) -> None:
    path = desk.export()
    book = openpyxl.load_workbook(path)
    del book["_origine"]
    book.save(path)

    with pytest.raises(UnreadableFile, match="recopié dans un autre classeur"):
        desk.take(path)


def test_the_tableau_of_another_seance_is_told(desk: Desk) -> None:
    path, first = desk.export(), desk.seance
    desk.seance = desk.world.seance("2026-05-12")

    with pytest.raises(UnreadableFile, match=rf"séance n°.{first}, pas celui de la séance n°.2"):
        desk.take(path)


def test_the_tableau_of_another_service_is_told(desk: Desk) -> None:
    with pytest.raises(UnreadableFile, match=r"exporté pour le service n°.1, et vous agissez"):
        desk.take(desk.export(ALI), AGENT_FT)


def test_a_row_of_another_seance_pasted_in_is_refused_alone(desk: Desk) -> None:
    line = desk.line(desk.mine).id
    path = write(desk.export(), line, {"Clé": f"99/{line}/4", **TOLD})
    write(path, desk.line(desk.theirs).id, {ANSWER.format(ALI): "connu"})

    report = desk.take(path)

    assert [reason for _, reason in refusals(report)] == [
        "cette ligne vient du tableau de la séance n°\N{NO-BREAK SPACE}99"
    ]
    assert [one.after for one in report.changes] == ["connu"]


def test_without_a_password_a_protected_file_is_told(desk: Desk) -> None:
    path = desk.export(password="neuf lettres")

    with pytest.raises(UnreadableFile, match="protégé par un mot de passe, et aucun"):
        desk.take(path)
    with pytest.raises(UnreadableFile, match="le mot de passe n’est pas le bon"):
        desk.take(path, password="autre chose")
    assert desk.take(path, password="neuf lettres").unchanged == 2


def test_a_damaged_protected_file_is_told(desk: Desk) -> None:
    path = desk.export(password="neuf lettres")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(64)
    path.write_bytes(bytes(content))

    with pytest.raises(UnreadableFile, match="abîmé"):
        desk.take(path, password="neuf lettres")


def test_a_column_that_is_gone_says_nothing(desk: Desk) -> None:
    desk.answer(desk.mine, FRANCE_TRAVAIL, "suivi", remarque="connue de longue date")

    def drop(sheet: Worksheet) -> None:
        sheet.delete_cols(place(sheet, REMARK.format(FRANCE_TRAVAIL)))

    report = desk.take(fill(desk.export(FRANCE_TRAVAIL), drop), AGENT_FT)

    assert (report.changes, report.refused, report.unchanged) == ([], [], 2)


def test_without_the_column_of_lines_nothing_can_be_taken(desk: Desk) -> None:
    def drop(sheet: Worksheet) -> None:
        for heading in ("Clé", LINE):
            sheet.delete_cols(place(sheet, heading))

    with pytest.raises(UnreadableFile, match="dit de quelle ligne il s’agit"):
        desk.take(fill(desk.export(), drop))


def test_a_column_that_is_there_twice_is_told(desk: Desk) -> None:
    def twice(sheet: Worksheet) -> None:
        sheet.cell(HEADER, sheet.max_column + 1).value = "prevenue PAR"

    with pytest.raises(UnreadableFile, match=r"Prévenue par.» y est deux fois"):
        desk.take(fill(desk.export(), twice))


def test_a_column_of_their_own_is_left_aside_and_told(desk: Desk) -> None:
    def more(sheet: Worksheet) -> None:
        sheet.cell(HEADER, sheet.max_column + 1).value = "Nos notes"

    report = desk.take(fill(desk.export(), more))

    assert any("Nos notes" in note for note in report.notes)
    assert report.whole


def test_a_renamed_column_of_answers_is_told_and_nothing_typed_in_it_is_lost_unsaid(
    desk: Desk,
) -> None:
    def rename(sheet: Worksheet) -> None:
        sheet.cell(HEADER, place(sheet, ANSWER.format(FRANCE_TRAVAIL))).value = "Ma réponse"

    with pytest.raises(UnreadableFile, match=r"Ma réponse.» n’en est pas une"):
        desk.take(fill(desk.export(FRANCE_TRAVAIL), rename), AGENT_FT)


def test_the_key_lost_the_number_of_the_line_is_enough(desk: Desk) -> None:
    def drop(sheet: Worksheet) -> None:
        sheet.delete_cols(place(sheet, "Clé"))

    path = write(desk.export(), desk.line(desk.mine).id, TOLD)

    assert len(desk.take(fill(path, drop)).changes) == 3


def test_merged_cells_are_refused_and_the_others_go_through(desk: Desk) -> None:
    mine, theirs = desk.line(desk.mine).id, desk.line(desk.theirs).id
    path = write(desk.export(), mine, {"Priorité du service": 1})
    write(path, theirs, {ANSWER.format(ALI): "connu"})

    def merge(sheet: Worksheet) -> None:
        column, row = place(sheet, "Priorité du service"), row_of(sheet, mine)
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)

    report = desk.take(fill(path, merge))

    assert refusals(report) == [
        ("Priorité du service", "cette cellule est fusionnée avec d’autres : défusionnez-les")
    ]
    assert [one.after for one in report.changes] == ["connu"]


def test_a_merge_over_the_whole_sheet_is_not_unfolded(desk: Desk) -> None:
    path = desk.export()
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    whole = b'<mergeCells count="1"><mergeCell ref="AH1:XFD1048576"/></mergeCells>'
    assert b"<dataValidations" in parts[sheet]
    parts[sheet] = parts[sheet].replace(b"<dataValidations", whole + b"<dataValidations")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    assert desk.take(path).whole


def test_a_formula_is_refused_where_it_may_be_filled_in(desk: Desk) -> None:
    path = write(desk.export(), desk.line(desk.mine).id, {"Priorité du service": "=1+1"})

    assert refusals(desk.take(path)) == [
        ("Priorité du service", "c’est une formule : tapez la valeur elle-même")
    ]
    assert desk.line(desk.mine).priority is None


def test_a_row_that_became_somebody_else_s_is_refused_whole(desk: Desk) -> None:
    """Somebody sorted the names alone, or typed over a row."""
    path = write(desk.export(), desk.line(desk.mine).id, {"Nom": "MARTIN", **TOLD})

    ((heading, reason),) = refusals(desk.take(path))

    assert heading is None
    assert "est celle de NOM-SECRET PRENOM-SECRET" in reason
    assert desk.line(desk.mine).told is None


def test_a_line_twice_in_the_file_is_taken_once(desk: Desk) -> None:
    line = desk.line(desk.mine).id

    def copy(sheet: Worksheet) -> None:
        row = row_of(sheet, line)
        for column in range(1, sheet.max_column + 1):
            sheet.cell(row + 2, column).value = sheet.cell(row, column).value
        sheet.cell(row + 2, place(sheet, "Priorité du service")).value = 4

    report = desk.take(fill(desk.export(), copy))

    assert [reason for _, reason in refusals(report)] == [
        f"la ligne n°\N{NO-BREAK SPACE}{line} est deux fois dans le fichier"
    ]
    assert desk.line(desk.mine).priority is None


def test_a_line_that_left_the_tableau_since_is_told(desk: Desk) -> None:
    line = desk.line(desk.theirs).id
    path = write(desk.export(), line, {ANSWER.format(ALI): "connu"})
    desk.world.act(desk.theirs, "retirer_ligne", AGENT_FT, passage=line, motif="partie")

    ((_, reason),) = refusals(desk.take(path))

    assert "n’est pas, ou plus, au tableau" in reason


def test_a_row_that_was_deleted_is_told_and_its_line_stays(desk: Desk) -> None:
    line = desk.line(desk.mine).id
    path = fill(desk.export(), lambda sheet: sheet.delete_rows(row_of(sheet, line)))

    report = desk.take(path)

    assert (
        report.notes[-1]
        .replace("\N{NO-BREAK SPACE}", " ")
        .startswith(f"La ligne n° {line} n’est plus dans le fichier : elle reste au tableau.")
    )
    assert desk.line(desk.mine).id == line
    assert not any("dans le fichier" in note for note in desk.take(desk.export()).notes)


def test_an_older_file_says_when_it_left_and_what_changed_since(desk: Desk) -> None:
    path = desk.export()
    desk.world.wait(days=1)
    desk.answer(desk.mine, FRANCE_TRAVAIL, "suivi")

    report = desk.take(path)

    assert report.notes[0].startswith("Exporté le lundi 2")
    assert report.notes[0].endswith("1\N{NO-BREAK SPACE}dossier a changé depuis.")
    assert report.whole  # what others said since is not taken back


def test_a_locked_cell_that_was_changed_is_told_and_kept(desk: Desk) -> None:
    path = write(desk.export(), desk.line(desk.theirs).id, {"Prévenue par": "M. Faux"})

    ((heading, reason),) = refusals(desk.take(path))

    assert (heading, reason.split(" : ")[0]) == (
        "Prévenue par",
        "cette cellule ne se change pas par ce fichier",
    )


def test_what_was_said_cannot_be_emptied_but_a_remark(desk: Desk) -> None:
    desk.answer(desk.mine, FRANCE_TRAVAIL, "suivi", remarque="à revoir")
    cells = {ANSWER.format(FRANCE_TRAVAIL): None, REMARK.format(FRANCE_TRAVAIL): None}
    path = write(desk.export(FRANCE_TRAVAIL), desk.line(desk.mine).id, cells)

    report = desk.take(path, AGENT_FT)

    assert refusals(report) == [
        (
            ANSWER.format(FRANCE_TRAVAIL),
            "ce qui a été dit ne s’efface pas d’ici : tapez une autre valeur",
        )
    ]
    (answer,) = desk.line(desk.mine).answers
    assert (answer.answer, answer.remark) == ("suivi", None)


@pytest.mark.parametrize(
    ("heading", "value", "why"),
    [
        (ANSWER.format(ALI), "peut-être", "choisissez parmi : connu, suivi, inconnu"),
        (REMARK.format(ALI), "à revoir", "Il manque : la réponse du service."),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_in_its_place(
    desk: Desk, heading: str, value: str, why: str
) -> None:
    report = desk.take(write(desk.export(), desk.line(desk.theirs).id, {heading: value}))

    (refused,) = report.refused
    assert why in refused.reason
    assert (refused.line, refused.where[-1]) == (desk.line(desk.theirs).id, "7")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"Personne prévenue le": "31/02/2026"}, "cette date n’existe pas"),
        ({"Personne prévenue le": date(2026, 3, 9)}, "date"),
        ({"Personne prévenue le": date(2026, 2, 1)}, "n’a pas pu en être prévenue"),
    ],
)
def test_the_day_on_which_somebody_was_told_is_checked(
    desk: Desk, typed: dict[str, object], why: str
) -> None:
    report = desk.take(write(desk.export(), desk.line(desk.mine).id, {**TOLD, **typed}))

    assert "Personne prévenue le" in [heading for heading, _ in refusals(report)]
    assert why in " ".join(reason for _, reason in refusals(report))
    assert desk.line(desk.mine).told is None


@pytest.mark.parametrize(
    ("cells", "heading", "why"),
    [
        ({"Dossier": 999}, "Dossier", "aucun dossier ne porte ce numéro"),
        ({"Nom": "INCONNU", "Prénom": "Jean"}, None, "personne n’y est nommé"),
        (
            {"Nom": "INCONNU", "Prénom": "Jean", "Date de naissance": date(1970, 1, 1)},
            None,
            "n’est pas connue ici",
        ),
        ({"Dossier": "douze"}, "Dossier", "un numéro de dossier est attendu"),
        ({"Objet": "mariage", "Dossier": 1}, "Objet", "choisissez parmi"),
    ],
)
def test_a_newcomer_who_is_nobody_is_told(
    desk: Desk, cells: dict[str, object], heading: str | None, why: str
) -> None:
    report = desk.take(add(desk.export(), {"Objet": "soutien technique", **cells}))

    ((told, reason),) = refusals(report)
    assert told == heading
    assert why in reason


def test_a_wrong_number_beside_another_name_is_told(desk: Desk) -> None:
    person = desk.world.dossier(service=ALI)
    cells = {"Dossier": person, "Nom": "DURAND", "Prénom": "Zoé"}
    path = add(
        desk.export(),
        {**cells, "Date de naissance": date(1999, 9, 9), "Objet": "soutien technique"},
    )

    assert refusals(desk.take(path)) == [
        ("Dossier", "ce numéro est celui de quelqu’un d’autre : vérifiez-le")
    ]


def test_two_people_of_one_name_are_told_apart_by_a_number(desk: Desk) -> None:
    who = {"Nom": "NOM-SECRET", "Prénom": "PRENOM-SECRET", "Date de naissance": date(1980, 1, 1)}

    ((_, reason),) = refusals(desk.take(add(desk.export(), {**who, "Objet": "soutien technique"})))

    assert "plusieurs personnes y répondent" in reason


def test_a_newcomer_is_recognised_by_name_and_birth(desk: Desk) -> None:
    person = desk.world.dossier(service=ALI)
    execute(
        desk.world.store,
        "UPDATE personne SET nom = 'DURAND', prenom = 'Zoé', date_naissance = '1999-09-09'"
        f" WHERE id = (SELECT personne_id FROM dossier WHERE id = {person})",
    )
    who = {"Nom": "Durand", "Prénom": "ZOE", "Date de naissance": "09/09/1999"}

    report = desk.take(add(desk.export(), {**who, "Objet": "Soutien Technique"}))

    assert [one.dossier for one in report.inscribed] == [person]


def test_without_its_object_a_newcomer_is_not_inscribed(desk: Desk) -> None:
    path = add(desk.export(), {"Dossier": desk.world.dossier(service=ALI)})

    assert refusals(desk.take(path))[0][0] == "Objet"


def test_a_line_that_a_service_did_not_share_cannot_be_guessed(desk: Desk) -> None:
    """A newcomer who is on the tableau already, in a line that the service does not see."""
    other = desk.world.seance("2026-05-12")
    desk.seance = other
    desk.world.convene(other, "preparer", BAT)
    person = desk.world.dossier(service=FRANCE_TRAVAIL)
    desk.world.act(person, "inscrire_ligne", AGENT_FT, seance=other, nature="soutien")
    path = add(desk.export(ALI), {"Dossier": person, "Objet": "soutien technique"})

    ((_, reason),) = refusals(desk.take(path, AGENT_ALI))

    assert "déjà au tableau, inscrite par son service" in reason


def test_a_refused_act_is_in_the_trail(desk: Desk) -> None:
    desk.take(write(desk.export(), desk.line(desk.theirs).id, {REMARK.format(ALI): "vue"}))

    (entry,) = desk.world.rows(JournalRow, act="refus")
    assert entry["subject_id"] == desk.theirs


def test_the_file_itself_is_left_as_it_is(desk: Desk) -> None:
    path = write(desk.export(), desk.line(desk.mine).id, TOLD)
    shutil.copyfile(path, desk.folder / "copie.xlsx")
    desk.take(path)

    assert path.read_bytes() == (desk.folder / "copie.xlsx").read_bytes()


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000])
def test_a_key_that_is_no_number_of_ours_says_nothing(desk: Desk, number: str) -> None:
    line = desk.line(desk.theirs).id
    path = write(
        desk.export(), line, {ANSWER.format(ALI): "connu", "Clé": f"{desk.seance}/{number}/1"}
    )

    assert [one.after for one in desk.take(path).changes] == ["connu"]


def test_a_heading_of_an_endless_service_is_none_of_ours(desk: Desk) -> None:
    def work(sheet: Worksheet) -> None:
        sheet.cell(HEADER, sheet.max_column + 1).value = f"Réponse n° {'9' * 5000}"

    report = desk.take(fill(desk.export(), work))

    assert report.notes[-1].startswith("Colonnes qui ne sont pas du tableau")
