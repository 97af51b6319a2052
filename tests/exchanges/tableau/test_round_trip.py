"""A tableau exported, filled in and taken back: what each cell becomes."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exchanges.tableau import columns, rows
from exchanges.tableau.reports import Change
from rules.rulebook import Rulebook
from tests.exchanges.tableau.desk import (
    ANSWER,
    HEADER,
    MEANS,
    REMARK,
    Desk,
    add,
    fill,
    place,
    row_of,
    write,
)
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    AGENT_SSD,
    ALI,
    BAT,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
)
from workflow.database.store import Store
from workflow.reading.tableau import Tableau, tableau
from workflow.tables.subjects import Passage
from workflow.tables.trail import JournalRow

TOLD = {"Personne prévenue le": date(2026, 3, 2), "Prévenue par": "Mme Alba", MEANS: "téléphone"}


def test_a_tableau_taken_back_as_it_left_changes_nothing(desk: Desk) -> None:
    desk.answer(desk.mine, FRANCE_TRAVAIL, "suivi", remarque="  deux\nlignes, =1+1  ")
    before = desk.told()
    for viewer, by in ((ALI, AGENT_ALI), (FRANCE_TRAVAIL, AGENT_FT), (None, BAT)):
        report = desk.take(desk.export(viewer), by)

        assert (report.changes, report.conflicts, report.refused) == ([], [], [])
        assert report.unchanged == len(desk.look(viewer).lines)
    assert desk.told() == before


def test_what_is_typed_becomes_acts_and_is_told_before_and_after(desk: Desk) -> None:
    mine, theirs = desk.line(desk.mine), desk.line(desk.theirs)
    path = write(desk.export(), mine.id, {**TOLD, "Priorité du service": 2})
    write(path, theirs.id, {ANSWER.format(ALI): "suivi", REMARK.format(ALI): "vue en février"})

    report = desk.take(path)

    assert report.whole
    assert [(one.where, one.before, one.after) for one in report.changes] == [
        ("Q6", "", "2"),
        ("R6", "", "2026-03-02"),
        ("S6", "", "Mme Alba"),
        ("T6", "", "téléphone"),
        ("U7", "", "suivi"),
        ("V7", "", "vue en février"),
    ]
    told, (answer,) = desk.line(desk.mine).told, desk.line(desk.theirs).answers
    assert told is not None
    assert (told.day, told.by, told.means) == (date(2026, 3, 2), "Mme Alba", "telephone")
    assert desk.line(desk.mine).priority == 2
    assert (answer.service_id, answer.answer, answer.remark) == (ALI, "suivi", "vue en février")
    assert desk.world.flaws() == []


def test_a_file_taken_twice_does_nothing_the_second_time(desk: Desk) -> None:
    path = write(desk.export(), desk.line(desk.mine).id, TOLD)
    person = desk.world.dossier(service=ALI)
    add(path, {"Dossier": person, "Objet": "soutien technique"})
    first = desk.take(path)
    entries = len(desk.world.rows(JournalRow))

    again = desk.take(path)

    assert (len(first.changes), len(first.inscribed)) == (3, 1)
    assert (again.changes, again.conflicts, again.refused, again.inscribed) == ([], [], [], [])
    assert len(desk.world.rows(JournalRow)) == entries


def test_a_trial_says_the_same_and_writes_nothing(desk: Desk) -> None:
    path = write(desk.export(), desk.line(desk.mine).id, {**TOLD, "Priorité du service": "deux"})
    add(path, {"Dossier": desk.world.dossier(service=ALI), "Objet": "soutien technique"})
    before, entries = desk.told(), len(desk.world.rows(JournalRow))

    tried = desk.take(path, trial=True)

    assert (desk.told(), len(desk.world.rows(JournalRow))) == (before, entries)
    done = desk.take(path)
    assert (tried.changes, tried.refused) == (done.changes, done.refused)
    assert [one.line for one in tried.inscribed] == [None]
    assert len(done.inscribed) == 1


def test_a_cell_that_two_services_changed_is_kept_and_told_and_the_others_go_through(
    desk: Desk,
) -> None:
    line = desk.line(desk.mine).id
    path = write(
        desk.export(FRANCE_TRAVAIL),
        line,
        {
            ANSWER.format(FRANCE_TRAVAIL): "inconnu",
            REMARK.format(FRANCE_TRAVAIL): "rien au dossier",
        },
    )
    desk.world.wait(hours=1)
    desk.answer(desk.mine, FRANCE_TRAVAIL, "suivi")

    report = desk.take(path, AGENT_FT)

    (conflict,) = report.conflicts
    assert conflict.heading == ANSWER.format(FRANCE_TRAVAIL)
    assert (conflict.exported, conflict.now, conflict.typed) == ("", "suivi", "inconnu")
    assert [one.heading for one in report.changes] == [REMARK.format(FRANCE_TRAVAIL)]
    (answer,) = desk.line(desk.mine).answers
    assert (answer.answer, answer.remark) == ("suivi", "rien au dossier")


def test_the_second_of_two_files_gets_its_conflict_cell_by_cell(desk: Desk) -> None:
    line = desk.line(desk.mine).id
    first, second = desk.export(name="a.xlsx"), desk.export(name="b.xlsx")
    write(first, line, TOLD)
    write(second, line, {**TOLD, "Prévenue par": "M. Blanc"})
    desk.take(first)

    report = desk.take(second)

    assert [(one.heading, one.now, one.typed) for one in report.conflicts] == [
        ("Prévenue par", "Mme Alba", "M. Blanc")
    ]
    assert report.changes == []


def test_the_same_change_made_on_both_sides_is_no_conflict(desk: Desk) -> None:
    line = desk.line(desk.mine).id
    path = write(desk.export(FRANCE_TRAVAIL), line, {ANSWER.format(FRANCE_TRAVAIL): "connu"})
    desk.answer(desk.mine, FRANCE_TRAVAIL, "connu")

    report = desk.take(path, AGENT_FT)

    assert (report.changes, report.conflicts, report.unchanged) == ([], [], 2)


def test_whoever_coordinates_types_what_a_service_sent_back(desk: Desk) -> None:
    line = desk.line(desk.mine).id
    path = write(desk.export(SERVICE_SOCIAL), line, {ANSWER.format(SERVICE_SOCIAL): "inconnu"})
    report = desk.take(path, BAT)

    assert report.whole
    (answer,) = desk.line(desk.mine).answers
    assert (answer.service_id, answer.answer) == (SERVICE_SOCIAL, "inconnu")


def test_a_service_takes_a_line_off_the_list(desk: Desk) -> None:
    line = desk.line(desk.theirs).id
    report = desk.take(write(desk.export(), line, {"Examen collégial demandé": "oui"}))

    assert [(one.before, one.after) for one in report.changes] == [("", "oui")]
    assert desk.line(desk.theirs).methode == "collegiale"


def test_a_request_typed_at_the_bottom_is_opened_consulted_and_inscribed(desk: Desk) -> None:
    person = desk.world.dossier(service=ALI)
    path = add(
        desk.export(),
        {
            "Dossier": person,
            "Objet": "réorientation",
            "Motif": "Mobilité (n° 3)",
            "Service souhaité": f"Service 2 (n°{chr(160)}2)",
            "Personne consultée le": date(2026, 3, 2),
            "Accord de la personne": "oui",
            **TOLD,
        },
    )

    report = desk.take(path)

    (new,) = report.inscribed
    line = desk.line(person)
    assert (new.line, new.dossier, report.refused) == (line.id, person, [])
    assert (line.motive, line.wished_id, line.accord) == ("Mobilité", FRANCE_TRAVAIL, True)
    assert line.told is not None


def test_a_newcomer_refused_at_any_step_leaves_nothing(desk: Desk) -> None:
    person = desk.world.dossier(service=ALI)
    path = add(
        desk.export(),
        {
            "Dossier": person,
            "Objet": "réorientation",
            "Motif": "Mobilité (n° 3)",
            "Service souhaité": "Service 2 (n° 2)",
        },
    )

    report = desk.take(path)

    assert "n’a pas encore été consultée" in report.refused[0].reason
    assert desk.world.state(person) == "accompagnement"
    assert desk.world.rows(Passage, dossier_id=person) == []


def test_a_line_typed_once_the_agenda_is_settled_is_added_seance_tenante(desk: Desk) -> None:
    desk.world.convene(desk.seance, "arreter", BAT)
    path = desk.export()
    why, mute = desk.world.dossier(service=ALI), desk.world.dossier(service=ALI)
    add(
        path,
        {
            "Dossier": why,
            "Objet": "soutien technique",
            "Ajoutée séance tenante, pourquoi": "expulsion demain",
        },
    )
    add(path, {"Dossier": mute, "Objet": "soutien technique"})

    report = desk.take(path)

    added = desk.line(why).added
    assert added is not None
    assert (added.motive, added.by, added.service_id) == ("expulsion demain", "agent 1", ALI)
    assert [one.heading for one in report.refused] == ["Ajoutée séance tenante, pourquoi"]


def test_columns_and_rows_may_be_moved(desk: Desk) -> None:
    path = write(desk.export(), desk.line(desk.mine).id, TOLD)

    def shuffle(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADER)]
        moved = [row[::-1] for row in (rows[0], *reversed(rows[1:]))]
        for down, row in enumerate(moved):
            for right, value in enumerate(row, start=1):
                sheet.cell(HEADER + down, right).value = value

    report = desk.take(fill(path, shuffle))

    assert [one.heading for one in report.changes] == list(TOLD)
    assert report.whole


def test_only_what_may_be_filled_in_is_unlocked(desk: Desk) -> None:
    sheet = openpyxl.load_workbook(desk.export())["Tableau"]
    mine = row_of(sheet, desk.line(desk.mine).id)
    theirs = row_of(sheet, desk.line(desk.theirs).id)

    def locked(row: int, heading: str) -> bool:
        return bool(sheet.cell(row, place(sheet, heading)).protection.locked)

    assert sheet.protection.sheet
    assert not locked(mine, "Prévenue par")
    assert locked(theirs, "Prévenue par")
    assert locked(mine, ANSWER.format(ALI))
    assert not locked(theirs, ANSWER.format(ALI))
    assert locked(theirs, ANSWER.format(FRANCE_TRAVAIL))
    assert locked(mine, "Nom")
    assert not locked(theirs + 1, "Nom")
    assert sheet.column_dimensions["A"].hidden
    assert sheet.freeze_panes == f"F{HEADER + 1}"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    lists = {one.sqref: one.formula1 for one in sheet.data_validations.dataValidation}
    assert '"connu,suivi,inconnu"' in lists.values()
    assert any("Listes!" in str(one) for one in lists.values())


def test_an_answer_to_a_line_that_is_not_shared_is_protected_in_another_shade_and_told_why(
    desk: Desk,
) -> None:
    person = desk.world.dossier(service=SERVICE_SOCIAL)
    desk.world.act(person, "inscrire_ligne", AGENT_SSD, seance=desk.seance, nature="soutien")
    sheet = openpyxl.load_workbook(desk.export(None))["Tableau"]
    row, shared = row_of(sheet, desk.line(person).id), row_of(sheet, desk.line(desk.mine).id)

    def cell(row: int, heading: str) -> Any:
        return sheet.cell(row, place(sheet, heading))

    shades = {
        cell(*where).fill.fgColor.rgb
        for where in (
            (row, ANSWER.format(ALI)),
            (row, ANSWER.format(SERVICE_SOCIAL)),
            (shared, ANSWER.format(FRANCE_TRAVAIL)),
        )
    }
    assert len(shades) == 3
    for heading in (ANSWER.format(ALI), REMARK.format(FRANCE_TRAVAIL)):
        assert cell(row, heading).protection.locked
        assert cell(row, heading).comment.text == (
            "Le service qui présente la ligne ne l’a pas encore partagée : les autres n’y répondent"
            " pas."
        )
    assert not cell(shared, ANSWER.format(FRANCE_TRAVAIL)).protection.locked
    assert cell(shared, ANSWER.format(FRANCE_TRAVAIL)).comment is None
    assert cell(row, ANSWER.format(SERVICE_SOCIAL)).comment is None
    assert not cell(row, "Prévenue par").protection.locked
    assert "plus sombres" in str(sheet.cell(3, 2).value)
    theirs = openpyxl.load_workbook(desk.export())["Tableau"]
    assert "plus sombres" not in str(theirs.cell(3, 2).value)


def test_an_answer_typed_all_the_same_is_told_why_not_until_the_line_is_shared(desk: Desk) -> None:
    person = desk.world.dossier(service=SERVICE_SOCIAL)
    desk.world.act(person, "inscrire_ligne", AGENT_SSD, seance=desk.seance, nature="soutien")
    path = write(desk.export(None), desk.line(person).id, {ANSWER.format(ALI): "connu"})

    too_soon = desk.take(path, BAT)
    desk.world.convene(desk.seance, "partager_tableau", AGENT_SSD, service=SERVICE_SOCIAL)
    shared = desk.take(path, BAT)

    assert [(one.heading, one.reason) for one in too_soon.refused] == [
        (ANSWER.format(ALI), columns.NOT_SHARED)
    ]
    assert [one.after for one in shared.changes] == ["connu"]


def test_the_same_tableau_gives_the_same_bytes(desk: Desk) -> None:
    first = desk.export(name="a.xlsx").read_bytes()

    assert desk.export(name="b.xlsx").read_bytes() == first


def test_a_formula_in_a_remark_leaves_as_words(desk: Desk) -> None:
    desk.answer(desk.mine, FRANCE_TRAVAIL, "connu", remarque='=HYPERLINK("http://x","y")')
    sheet = openpyxl.load_workbook(desk.export())["Tableau"]
    cell = sheet.cell(row_of(sheet, desk.line(desk.mine).id), place(sheet, REMARK.format(2)))

    assert cell.data_type == "s"
    assert cell.value == '=HYPERLINK("http://x","y")'


def test_a_report_names_each_change(desk: Desk, tmp_path: Path) -> None:
    path = write(desk.export(), desk.line(desk.mine).id, {"Priorité du service": 1})
    report = desk.take(path)

    assert report.changes == [
        Change(
            where="Q6",
            line=desk.line(desk.mine).id,
            who="NOM-SECRET PRENOM-SECRET",
            heading="Priorité du service",
            before="",
            after="1",
        )
    ]


def test_somebody_who_acts_while_the_file_is_taken_is_not_overwritten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row is compared again with what they said: another answer is a conflict."""
    line = desk.line(desk.mine).id
    path = write(desk.export(FRANCE_TRAVAIL), line, {ANSWER.format(FRANCE_TRAVAIL): "inconnu"})
    looks: list[int] = []

    def look(*about: Any, **more: Any) -> Tableau:
        shown = tableau(*about, **more)
        looks.append(len(looks))
        if len(looks) == 1:
            desk.answer(desk.mine, FRANCE_TRAVAIL, "suivi")
        return shown

    monkeypatch.setattr("exchanges.tableau.rows.tableau", look)
    report = desk.take(path, AGENT_FT)

    assert [(one.now, one.typed) for one in report.conflicts] == [("suivi", "inconnu")]
    assert report.changes == []
    assert len(looks) == 2


def test_what_was_said_on_several_lines_stays_so_when_another_cell_is_changed(desk: Desk) -> None:
    said = "premier\nsecond  mot"
    desk.answer(desk.theirs, ALI, "connu", remarque=said)
    path = write(desk.export(), desk.line(desk.theirs).id, {ANSWER.format(ALI): "suivi"})

    report = desk.take(path)

    answer = desk.line(desk.theirs).answer_of(ALI)
    assert answer is not None
    assert (answer.answer, answer.remark) == ("suivi", said)
    assert [(one.before, one.after) for one in report.changes] == [("connu", "suivi")]


@pytest.mark.parametrize("trial", [True, False])
def test_a_person_typed_twice_at_the_bottom_is_told_in_the_trial_as_in_the_import(
    desk: Desk, trial: bool
) -> None:
    path, person = desk.export(), desk.world.dossier(service=ALI)
    add(path, {"Dossier": person, "Objet": "soutien technique"})
    add(path, {"Dossier": person, "Objet": "soutien technique", **TOLD})

    report = desk.take(path, trial=trial)

    assert [(one.row, one.dossier) for one in report.inscribed] == [(8, person)]
    assert [(one.where, one.reason) for one in report.refused] == [
        ("rangée 9", "cette personne est déjà plus haut dans le fichier, rangée 8")
    ]
    assert (report.changes, report.conflicts) == ([], [])


@pytest.mark.parametrize("trial", [True, False])
def test_a_person_whose_line_is_in_the_file_is_not_taken_again_at_the_bottom(
    desk: Desk, trial: bool
) -> None:
    path = write(desk.export(), desk.line(desk.mine).id, TOLD)
    add(path, {"Dossier": desk.mine, "Priorité du service": 1})

    report = desk.take(path, trial=trial)

    assert len(report.changes) == len(TOLD)
    assert [one.reason for one in report.refused] == [
        "cette personne est déjà plus haut dans le fichier, rangée 6"
    ]


@pytest.mark.parametrize("trial", [True, False])
def test_a_new_line_is_told_with_the_name_that_the_registry_has(desk: Desk, trial: bool) -> None:
    path, person = desk.export(), desk.world.dossier(service=ALI)
    add(path, {"Dossier": person, "Objet": "soutien technique"})

    assert [one.who for one in desk.take(path, trial=trial).inscribed] == [
        "NOM-SECRET PRENOM-SECRET"
    ]


def test_of_somebody_who_is_not_theirs_a_service_learns_no_name(desk: Desk) -> None:
    path, person = desk.export(), desk.world.dossier(service=FRANCE_TRAVAIL)
    add(path, {"Dossier": person, "Objet": "soutien technique"})

    report = desk.take(path, trial=True)

    assert [(one.dossier, one.who) for one in report.inscribed] == [(person, "")]
    assert "NOM-SECRET" not in f"{report}"


def test_rows_typed_at_the_bottom_do_not_read_the_tableau_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []

    def counted(store: Store, rulebook: Rulebook, seance: int, **more: Any) -> Tableau:
        reads.append(seance)
        return tableau(store, rulebook, seance, **more)

    monkeypatch.setattr(rows, "tableau", counted)
    path = desk.export()
    people = [desk.world.dossier(service=ALI) for _ in range(3)]
    for person in people:
        add(path, {"Dossier": person, "Objet": "soutien technique"})

    report = desk.take(path)

    assert [one.dossier for one in report.inscribed] == people
    assert len(reads) == 1
