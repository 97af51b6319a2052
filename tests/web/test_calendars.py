"""The calendars: the year with the source of each day off, a change tried without writing anything,
another calendar put in use with its motive."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.reading import form_of, lines_of, post, text_of
from tests.web.served import Served
from workflow.tables.accounts import Errand
from workflow.tables.law import CalendarUse
from workflow.tables.trail import DeadlineRow, JournalRow

PATH = "/parametres/calendriers"
CLOSING: dict[str, Any] = {"du": "06/05/2026", "au": "07/05/2026", "libelle": "travaux"}
LINE = "  - {du: 2026-05-06, au: 2026-05-07, libelle: travaux}\n"


def outcome(client: httpx.Client, answer: httpx.Response) -> httpx.Response:
    """The page of what came of a work, once it is over."""
    assert answer.status_code == 303, text_of(answer)
    for _ in range(200):
        page = client.get(answer.headers["location"], follow_redirects=True)
        if "En cours" not in text_of(page):
            return page
    raise AssertionError("ce travail ne finit pas")


def configuration(served: Served) -> Path:
    """The file that the département writes its choices in."""
    path: Path = served.app.state.assembly.config
    return path


def close_two_days(served: Served) -> None:
    """Written in the file: nothing follows it yet."""
    path = configuration(served)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("fermetures:\n", f"fermetures:\n{LINE}"), encoding="utf-8")


def dates(served: Served) -> Mapping[int, Any]:
    """When each deadline that is current is due, by its number."""
    rows = served.town.rows(DeadlineRow)
    return {one["id"]: one["due_at"] for one in rows if one["status"] == "ouverte"}


def registry(served: Served) -> tuple[object, ...]:
    """What a passage would change."""
    return dates(served), served.town.rows(JournalRow), served.town.rows(CalendarUse)


def test_the_year_tells_each_day_off_and_what_makes_it_so_to_everybody(looked_at: Served) -> None:
    with looked_at.visitor("referente") as client:
        page = client.get(PATH)
        other = client.get(f"{PATH}?annee=2027")

    written = configuration(looked_at).read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(written, 1) if "pont de l’Ascension" in line)
    law = "Code du travail, art. L. 3133-1"
    assert f"Ven. 8 mai | férié : Fête de la Victoire | {law}" in lines_of(page)
    assert f"Ven. 15 mai | fermé : pont de l’Ascension | config.yaml, ligne {number}" in lines_of(
        page
    )
    assert "Mai 16 jours ouvrés" in text_of(page)
    assert "Essayer" not in text_of(page)
    assert f"Lun. 17 mai 2027 | férié : Lundi de Pentecôte | {law}" in lines_of(other)
    assert "pont de l’Ascension" not in text_of(other)


@pytest.mark.parametrize("who", ["referente", "responsable", "ep", "president"])
def test_trying_another_calendar_is_closed_to_whoever_does_not_answer_for_it(
    looked_at: Served, who: str
) -> None:
    with looked_at.visitor(who) as client:
        form = form_of(client.get("/preferences"), "/preferences/affichage")
        asked = client.get(f"{PATH}/essayer/fermeture")
        tried = client.post(f"{PATH}/essayer/fermeture", data=form | CLOSING)
        applied = client.post(f"{PATH}/appliquer", data=form | {"motif": "travaux"})

    assert [asked.status_code, tried.status_code, applied.status_code] == [403, 403, 403]


def test_a_change_is_tried_without_writing_anything(looked_at: Served) -> None:
    before, file = registry(looked_at), configuration(looked_at).read_bytes()
    with looked_at.visitor("manager") as client:
        page = outcome(client, post(client, f"{PATH}/essayer/fermeture", **CLOSING))
        words = text_of(page)

    assert "échéances bougeraient" in text_of(page, "//h1")
    assert "Mercredi 6 mai 2026 | ouvré | fermeture locale : travaux" in lines_of(page)
    assert "fermeture locale : travaux et 1 autre jour" in words
    assert '- {du: 2026-05-06, au: 2026-05-07, libelle: "travaux"}' in words
    assert registry(looked_at) == before
    assert configuration(looked_at).read_bytes() == file


def test_the_administrator_is_told_how_many_deadlines_would_move_and_nobodys(
    looked_at: Served,
) -> None:
    with looked_at.visitor("administrateur") as client, looked_at.visitor("manager") as other:
        counted = outcome(client, post(client, f"{PATH}/essayer/fermeture", **CLOSING))
        named = outcome(other, post(other, f"{PATH}/essayer/fermeture", **CLOSING))
        number = str(counted.url).rpartition("/")[2]
        borrowed = other.get(f"{PATH}/essais/{number}")

    assert text_of(counted, "//h1") == text_of(named, "//h1")
    assert "personne n’est nommé" in text_of(counted)
    assert "Nadia BENALI" in text_of(named)
    assert "BENALI" not in text_of(counted)
    assert borrowed.status_code == 404


def test_a_change_that_cannot_be_keeps_what_was_typed(looked_at: Served) -> None:
    backwards = CLOSING | {"au": "01/05/2026"}
    with looked_at.visitor("bat") as client:
        refused = post(client, f"{PATH}/essayer/fermeture", **backwards)
        gone = post(client, f"{PATH}/essayer/reouverture", ligne="fermetures:9999")

    assert refused.status_code == gone.status_code == 422
    kept = form_of(refused)
    assert {name: kept[name] for name in backwards} == backwards
    assert "n’y est plus" in text_of(gone)


def test_a_calendar_is_put_in_use_with_its_motive_once_and_told_in_the_trail(
    served: Served,
) -> None:
    before, works = dates(served), len(served.town.rows(Errand))
    close_two_days(served)
    with served.visitor("manager") as client:
        warned = text_of(client.get(PATH))
        untouched = dates(served)
        silent = post(client, f"{PATH}/appliquer")
        form = form_of(client.get(f"{PATH}/appliquer")) | {"motif": "travaux de l’hôtel"}
        done = client.post(f"{PATH}/appliquer", data=form)
        again = client.post(f"{PATH}/appliquer", data=form)
        page = outcome(client, done)
        late = client.post(f"{PATH}/appliquer", data=form)
        year = client.get(PATH)

    assert "dit autre chose que ce qui est en vigueur" in warned
    assert "mercredi 6 mai 2026 : ouvré → fermeture locale : travaux" in warned
    assert untouched == before
    assert silent.status_code == 422
    assert again.headers["location"] == late.headers["location"] == done.headers["location"]
    assert len(served.town.rows(Errand)) == works + 1
    assert "C’est en vigueur" in text_of(page)
    assert any(line.startswith("Mer. 6 mai | fermé : travaux") for line in lines_of(year))
    assert any("Manon Girard | travaux de l’hôtel | " in line for line in lines_of(year))
    use = served.town.rows(CalendarUse)[-1]
    assert (use["actor"], use["motive"]) == ("Manon Girard", "travaux de l’hôtel")
    moved = [one for one in before if dates(served).get(one) != before[one]]
    told = served.town.rows(JournalRow, act="recalcul")
    assert use["changed"] == len(told) >= len(moved) > 0


def test_a_calendar_is_put_in_use_by_a_manager_only(served: Served) -> None:
    close_two_days(served)
    with served.visitor("bop") as client, served.visitor("manager") as manager:
        shown = text_of(client.get(f"{PATH}/appliquer"))
        form = form_of(manager.get(f"{PATH}/appliquer")) | {"motif": "travaux"}
        token = form_of(client.get(f"{PATH}/essayer/fermeture"))["jeton"]
        before = registry(served)
        refused = client.post(f"{PATH}/appliquer", data=form | {"jeton": token})

    assert "n’est pas possible pour votre rôle" in shown
    assert refused.status_code == 422
    assert registry(served) == before


def test_a_file_that_cannot_be_read_is_said_and_moves_nothing(served: Served) -> None:
    with served.visitor("manager") as client:
        configuration(served).write_text("fermetures: oui\n", encoding="utf-8")
        page = client.get(PATH)
        tried = client.get(f"{PATH}/essayer/fermeture")
        applied = client.get(f"{PATH}/appliquer")

    assert "ne se lit pas" in text_of(page)
    assert "Les échéances suivent toujours le calendrier ci-dessous" in text_of(page)
    assert "ne se lit pas" in text_of(tried)
    assert "ne se lit pas" in text_of(applied)
