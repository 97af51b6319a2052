"""The tableau commun on screen: who sees and writes what of it, row by row, without a script."""

import io
from typing import Any

import httpx
import openpyxl
from lxml import html

from tests.web.pages import HEAVIEST, weight
from tests.web.reading import form_of, notice_after, text_of
from tests.web.served import Served
from tests.web.town import Town
from tests.workflow.build import AGENT_FT, ALI, FRANCE_TRAVAIL, HERE
from tests.workflow.journeys import en_icl
from workflow.tables.accounts import Consultation
from workflow.tables.subjects import Dossier, Passage, Seance
from workflow.tables.tableau import Piece
from workflow.tables.trail import JournalRow

ANSWER, REMARK = f"reponse:{FRANCE_TRAVAIL}", f"remarque:{FRANCE_TRAVAIL}"


def soon(town: Town) -> int:
    """The séance that is being prepared, where the ALI shared its lines."""
    found = town.rows(Seance, state="preparee", circonscription=HERE)
    return int(found[0]["id"])


def lines_of(town: Town, seance: int) -> list[dict[str, Any]]:
    """Its lines, in order."""
    return sorted(town.rows(Passage, seance_id=seance), key=lambda one: one["id"])


def acts_on(served: Served, line: dict[str, Any]) -> list[str]:
    """The acts of its dossier, in order."""
    rows = served.town.rows(JournalRow, kind="dossier", subject_id=line["dossier_id"])
    return [row["act"] for row in sorted(rows, key=lambda row: row["seq"])]


def grid_form(page: httpx.Response) -> dict[str, str]:
    """What the grid would send, nothing being typed."""
    return form_of(page, page.request.url.raw_path.decode())


def filled(workbook: bytes, line: int) -> bytes:
    """The workbook, where the answer of that line says « connu »."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    header = next(row for row in rows if any(cell.value == "Ligne" for cell in row))
    at = {cell.value: place for place, cell in enumerate(header)}
    answer = next(place for name, place in at.items() if str(name).startswith("Réponse – France"))
    row = next(row for row in rows if str(row[at["Ligne"]].value) == str(line))
    row[answer].value = "connu"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def row_of(page: httpx.Response, line: int) -> str:
    """The words of a line, and what is said below it."""
    return text_of(page, f"//tbody[@id='l{line}']")


def test_a_service_writes_its_own_answers_and_no_other(looked_at: Served) -> None:
    number = soon(looked_at.town)
    with looked_at.visitor("conseiller") as theirs, looked_at.visitor("referente") as own:
        form = grid_form(theirs.get(f"/seances/{number}/tableau"))
        of_owner = grid_form(own.get(f"/seances/{number}/tableau"))
    line = lines_of(looked_at.town, number)[0]["id"]

    assert {f"{line}.{ANSWER}", f"{line}.{REMARK}"} <= form.keys()
    assert f"{line}.priorite" not in form
    assert f"{line}.priorite" in of_owner
    assert not any("reponse" in name for name in of_owner)


def test_a_line_that_is_not_shared_is_seen_by_its_service_and_whoever_prepares(
    served: Served,
) -> None:
    number = soon(served.town)
    draft = served.town.dossier(service=FRANCE_TRAVAIL)
    served.town.act(draft, "inscrire_ligne", AGENT_FT, seance=number, nature="soutien")
    counts = []
    for who in ("conseiller", "bat", "referente", "manager"):
        with served.visitor(who) as client:
            page = client.get(f"/seances/{number}/tableau")
        counts.append(page.text.count('<tbody id="l'))

    assert counts == [4, 4, 3, 3]


def test_a_row_is_saved_alone_and_the_others_stay_as_typed(served: Served) -> None:
    number = soon(served.town)
    first, second, _ = lines_of(served.town, number)
    path = f"/seances/{number}/tableau"
    with served.visitor("conseiller") as client:
        typed = {
            f"{first['id']}.{ANSWER}": "connu",
            f"{second['id']}.{REMARK}": "À revoir ensemble",
        }
        page = client.post(
            path, data={**grid_form(client.get(path)), **typed, "ligne": str(first["id"])}
        )

    assert page.status_code == 200
    assert "✓ enregistrée" in row_of(page, first["id"])
    assert "● non enregistrée" in row_of(page, second["id"])
    assert "À revoir ensemble" in page.text
    assert acts_on(served, first)[-1] == "repondre"
    assert "repondre" not in acts_on(served, second)


def test_every_changed_row_is_saved_at_once_and_twice_is_once(served: Served) -> None:
    number = soon(served.town)
    lines = lines_of(served.town, number)
    path = f"/seances/{number}/tableau"
    with served.visitor("conseiller") as client:
        form = grid_form(client.get(path)) | {f"{one['id']}.{ANSWER}": "suivi" for one in lines}
        said = notice_after(client, client.post(path, data=form))
        again = client.post(path, data=form)

    assert said.startswith("3 lignes enregistrées.")
    assert again.status_code == 303
    assert [acts_on(served, one).count("repondre") for one in lines] == [1, 1, 1]


def test_two_who_write_in_one_cell_are_told_and_nothing_is_lost(served: Served) -> None:
    number = soon(served.town)
    line = lines_of(served.town, number)[0]
    path = f"/seances/{number}/tableau"
    answer, remark = f"{line['id']}.{ANSWER}", f"{line['id']}.{REMARK}"
    with served.visitor("conseiller") as client:
        seen = grid_form(client.get(path))
        client.post(path, data=seen | {answer: "suivi"})
        page = client.post(path, data=seen | {answer: "connu", remark: "Vue deux fois"})
        kept = client.post(path, data=grid_form(page) | {"garder": str(line["id"])})
        after = client.get(path)

    assert page.status_code == 409
    assert "Enregistré : « suivi » ; vous : « connu »" in row_of(page, line["id"])
    assert kept.status_code == 303
    assert acts_on(served, line).count("repondre") == 2  # « suivi », then the remark alone
    assert grid_form(after) == grid_form(after) | {answer: "suivi", remark: "Vue deux fois"}


def test_the_words_of_the_second_are_taken_when_they_say_so(served: Served) -> None:
    number = soon(served.town)
    line = lines_of(served.town, number)[0]
    path = f"/seances/{number}/tableau"
    answer = f"{line['id']}.{ANSWER}"
    with served.visitor("conseiller") as client:
        seen = grid_form(client.get(path))
        client.post(path, data=seen | {answer: "suivi"})
        page = client.post(path, data=seen | {answer: "connu"})
        saved_again = client.post(path, data=grid_form(page))
        client.post(path, data=grid_form(page) | {"mettre": str(line["id"])})
        after = client.get(path)

    assert saved_again.status_code == 409
    assert grid_form(after)[answer] == "connu"


def test_what_the_procedure_refuses_is_told_below_the_row(served: Served) -> None:
    number = soon(served.town)
    line = lines_of(served.town, number)[0]
    path = f"/seances/{number}/tableau"
    key = f"{line['id']}.priorite"
    with served.visitor("referente") as client:
        page = client.post(path, data=grid_form(client.get(path)) | {key: "beaucoup"})

    assert page.status_code == 422
    assert "✕ à revoir" in row_of(page, line["id"])
    assert grid_form(page)[key] == "beaucoup"


def test_a_cell_that_is_not_theirs_is_not_written_whatever_is_posted(served: Served) -> None:
    number = soon(served.town)
    line = lines_of(served.town, number)[0]
    path = f"/seances/{number}/tableau"
    forged = {
        str(line["id"]): "priorite= nul= reponse:1=",
        f"{line['id']}.priorite": "1",
        f"{line['id']}.nul": "x",
        f"{line['id']}.reponse:1": "connu",
    }
    with served.visitor("conseiller") as client:
        page = client.post(path, data=grid_form(client.get(path)) | forged)

    assert page.status_code == 422
    assert "prioriser" not in acts_on(served, line)
    assert "repondre" not in acts_on(served, line)


def test_the_script_is_answered_by_the_row_alone(served: Served) -> None:
    number = soon(served.town)
    line = lines_of(served.town, number)[0]
    path = f"/seances/{number}/tableau"
    with served.visitor("conseiller") as client:
        form = grid_form(client.get(path))
        told = {f"{line['id']}.{ANSWER}": "connu", "ligne": str(line["id"]), "partie": "ligne"}
        answer = client.post(path, data=form | told)
    page: Any = html.fromstring(answer.text)

    assert answer.status_code == 200
    assert [one.get("id") for one in page.xpath("//tbody")] == [f"l{line['id']}"]
    assert "✓ enregistrée" in answer.text


def test_a_line_has_its_page_and_its_files(served: Served) -> None:
    number = soon(served.town)
    line = lines_of(served.town, number)[0]
    path = f"/seances/{number}/tableau/lignes/{line['id']}"
    with served.visitor("referente") as client:
        form = form_of(client.get(path), f"{path}/pieces")
        form.pop("fichier", None)
        nothing = client.post(f"{path}/pieces", data=form)
        said = notice_after(
            client,
            client.post(
                f"{path}/pieces",
                data=form,
                files={"fichier": ("fiche.pdf", b"%PDF-1.4 essai", "application/pdf")},
            ),
        )
        told = client.post(
            f"/seances/{number}/tableau",
            data=form_of(client.get(path), f"/seances/{number}/tableau")
            | {
                f"{line['id']}.prevenue_le": "04/05/2026",
                f"{line['id']}.prevenue_par": "S. Haddad",
                f"{line['id']}.prevenue_moyen": "entretien",
                "ligne": str(line["id"]),
            },
        )

    assert nothing.status_code == 422
    assert said.startswith("La pièce est jointe à la ligne.")
    assert len(served.town.rows(Piece, passage_id=line["id"])) == 1
    assert told.status_code == 303, text_of(told)
    assert acts_on(served, line)[-1] == "dire_prevenue"


def test_a_line_is_added_from_ones_own_perimeter(served: Served) -> None:
    town = served.town
    number = soon(town)
    mine = town.rows(Dossier, state="accompagnement", service_id=ALI)[0]["id"]
    theirs = town.rows(Dossier, service_id=FRANCE_TRAVAIL)[0]["id"]
    path = f"/seances/{number}/tableau/ajouter"
    with served.visitor("referente") as client:
        found = client.get(path, params={"q": str(mine)})
        closed = client.get(path, params={"dossier": theirs})
        form = form_of(client.get(path, params={"dossier": mine}))
        empty = client.post(f"{path}?dossier={mine}", data=form)
        added = client.post(f"{path}?dossier={mine}", data={**form, "nature": "soutien technique"})
        said = notice_after(client, added)

    assert f'href="{path}?dossier={mine}"' in found.text
    assert closed.status_code == 404
    assert empty.status_code == 422
    assert "Choisissez l’objet de la ligne." in text_of(empty)
    assert said.endswith("est au tableau.")
    assert len(lines_of(town, number)) == 4


def test_rows_of_a_spreadsheet_are_looked_at_then_taken(served: Served) -> None:
    number = soon(served.town)
    first, second, _ = lines_of(served.town, number)
    path = f"/seances/{number}/tableau"
    pasted = (
        f"Ligne\tRéponse\tRemarque\n{first['id']}\tConnu\tVu en mars\n"
        f"{second['id']}\tpeut-être\t\n999\tsuivi\t"
    )
    with served.visitor("conseiller") as client:
        form = form_of(client.get(f"{path}/coller"))
        preview = client.post(f"{path}/coller", data={**form, "texte": pasted})
        before = acts_on(served, first)
        said = notice_after(client, client.post(path, data=form_of(preview, path)))
        headless = client.post(f"{path}/coller", data={**form, "texte": "connu\tsuivi"})

    assert "1 ligne changerait, 2 lignes ne sont pas prises en entier." in text_of(preview)
    assert "Réponse « peut-être » ne se lit pas : connu, suivi, inconnu." in text_of(preview)
    assert "Cette ligne n’est pas au tableau que vous voyez" in text_of(preview)
    assert "repondre" not in before
    assert said.startswith("1 ligne enregistrée.")
    assert acts_on(served, first)[-1] == "repondre"
    assert "La première ligne donne les titres" in text_of(headless)


def test_the_tableau_leaves_and_comes_back_as_a_workbook(served: Served) -> None:
    number = soon(served.town)
    line = lines_of(served.town, number)[0]
    path = f"/seances/{number}/tableau/fichier"
    with served.visitor("conseiller") as client:
        form = form_of(client.get(path), f"{path}/exporter")
        weak = client.post(f"{path}/exporter", data={**form, "mot_de_passe": "court"})
        sealed = client.post(f"{path}/exporter", data={**form, "mot_de_passe": "long et sûr"})
        exported = client.post(f"{path}/exporter", data=form)
        book = filled(exported.content, line["id"])
        back = form_of(client.get(path), f"{path}/reprendre")
        back.pop("fichier", None)
        upload = {"fichier": ("tableau.xlsx", book, "application/octet-stream")}
        trial = client.post(f"{path}/reprendre", data={**back, "essai": "oui"}, files=upload)
        before = acts_on(served, line)
        taken = client.post(f"{path}/reprendre", data=back, files=upload)
        bad = {"fichier": ("notes.txt", b"bonjour", "text/plain")}
        unread = client.post(f"{path}/reprendre", data=back, files=bad)

    assert weak.status_code == 422
    assert "au moins 8 caractères" in text_of(weak)
    assert sealed.content.startswith(b"\xd0\xcf\x11\xe0")
    assert "1 case prise" in text_of(trial)
    assert "repondre" not in before
    assert "1 case prise" in text_of(taken)
    assert acts_on(served, line)[-1] == "repondre"
    assert unread.status_code == 422
    assert "ce n’est pas un classeur XLSX" in text_of(unread)
    noted = served.town.rows(Consultation, what="exporter_tableau")
    assert {one["lines"] for one in noted} == {3}


def test_an_office_that_does_not_coordinate_reads_what_is_shared_and_writes_nothing(
    looked_at: Served,
) -> None:
    number = soon(looked_at.town)
    with looked_at.visitor("manager") as client:
        page = client.get(f"/seances/{number}/tableau")
        file = client.get(f"/seances/{number}/tableau/fichier")

    assert page.status_code == 200
    assert "Enregistrer" not in page.text
    assert "Ajouter une ligne" not in text_of(page)
    assert "Reprendre un fichier" not in text_of(file)
    assert "Exporter le tableau n’est pas possible pour votre rôle" in text_of(file)


def test_sixty_lines_stay_light(served: Served) -> None:
    town = served.town
    number = soon(town)
    for _ in range(57):
        en_icl(town, seance=number)
    for who in ("conseiller", "bat"):
        with served.visitor(who) as client:
            page = client.get(f"/seances/{number}/tableau")

            assert page.text.count('<tbody id="l') == 60
            assert weight(client.get, page) < HEAVIEST
