"""Several dossiers at once: ticked as they were shown, looked at, done, told line by line."""

import re
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from lxml import html

from entrypoints.web.rendering import portions
from tests.web.reading import form_of, notice_after, text_of
from tests.web.served import Served
from tests.web.test_dossiers import entries
from tests.workflow.build import AGENT_ALI, ALI, ALI_ELSEWHERE
from workflow.tables.batches import Batch, BatchLine
from workflow.tables.subjects import Dossier
from workflow.tables.trail import JournalRow

EVENT = "reaffecter"


def followed(served: Served, most: int = 3) -> list[int]:
    """Dossiers in accompagnement that the référente's service follows."""
    found = [
        int(one["id"])
        for one in served.town.rows(Dossier, state="accompagnement", service_id=ALI)[:most]
    ]
    return found + [served.town.dossier(service=ALI) for _ in range(most - len(found))]


def ticked(served: Served, *dossiers: int) -> list[str]:
    """The boxes of these dossiers, as they would now be shown."""
    known = {one["id"]: one["version"] for one in served.town.rows(Dossier)}
    return [f"{one}:{known[one]}" for one in dossiers]


def select(client: httpx.Client, boxes: Sequence[str], **more: str) -> httpx.Response:
    """Ticks these boxes of the list of dossiers, and posts them."""
    form: dict[str, str | list[str]] = dict(form_of(client.get("/dossiers"), "/lots"))
    form.pop("page", None)
    form.pop("tous", None)
    return client.post("/lots", data={**form, "coche": list(boxes), "acte": EVENT, **more})


def previewed(client: httpx.Client, selected: httpx.Response, **typed: str) -> httpx.Response:
    """Answers the act's questions; the preview."""
    path = selected.headers["location"]
    form = form_of(client.get(path))
    return client.post(path, data={**form, "referent": "7", **typed}, follow_redirects=True)


def done(client: httpx.Client, preview: httpx.Response, **chosen: str) -> httpx.Response:
    """Does what the preview says; the outcome."""
    form = form_of(preview)
    path = preview.request.url.path.replace("apercu", "faire")
    return client.post(path, data={**form, **chosen}, follow_redirects=True)


@pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])
def test_an_act_is_done_once_to_each_dossier_that_was_ticked(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    served: Served = request.getfixturevalue(fixture)
    dossiers = followed(served)
    with served.visitor("referente") as client:
        preview = previewed(client, select(client, ticked(served, *dossiers)))
        outcome = done(client, preview)
        again = client.post(
            preview.request.url.path.replace("apercu", "faire"), data=form_of(preview)
        )
        said = notice_after(client, again)

    assert "3 possibles." in text_of(preview)
    assert "3 dossiers faits." in text_of(outcome)
    assert said.startswith("Déjà fait à 9 h")
    assert [entries(served, one).count(EVENT) for one in dossiers] == [1, 1, 1]
    batches = {one["batch"] for one in served.town.rows(JournalRow, act=EVENT)}
    assert len(batches) == 1


def test_a_selection_is_taken_by_the_page_without_any_script(served: Served) -> None:
    with served.visitor("referente") as client:
        form = dict(form_of(client.get("/dossiers"), "/lots"))
        answer = client.post("/lots", data={**form, "page": _page(client), "acte": ""})
        page = client.get(answer.headers["location"])

    (lot,) = served.town.rows(Batch)
    lines = served.town.rows(BatchLine, batch_id=lot["id"])
    assert f"{len(lines)} dossiers cochés" in text_of(page)
    assert "Confier le dossier à une autre personne référente" in text_of(page)


def test_the_whole_filter_is_taken_as_it_is_at_that_hour(served: Served) -> None:
    with served.visitor("referente") as client:
        form = dict(form_of(client.get("/dossiers?etape=accompagnement"), "/lots"))
        form.pop("page", None)
        client.post("/lots", data={**form, "tous": "oui", "acte": EVENT})

    lines = served.town.rows(BatchLine)
    known = {one["id"]: one for one in served.town.rows(Dossier)}
    assert {known[one["dossier_id"]]["state"] for one in lines} == {"accompagnement"}
    assert all(one["version"] == known[one["dossier_id"]]["version"] for one in lines)


def test_what_is_elsewhere_is_not_kept_and_nothing_ticked_is_told(served: Served) -> None:
    elsewhere = served.town.rows(Dossier, service_id=ALI_ELSEWHERE)[0]["id"]
    with served.visitor("referente") as client:
        hidden, none = (
            notice_after(client, select(client, boxes))
            for boxes in (ticked(served, elsewhere), ["7", "x:1"])
        )

    assert hidden == none == "Cochez au moins une ligne."
    assert served.town.rows(Batch) == []


def test_a_dossier_that_changed_since_it_was_ticked_is_left_unless_one_says_otherwise(
    served: Served,
) -> None:
    left, taken, third = followed(served)
    with served.visitor("referente") as client:
        selected = select(client, ticked(served, left, taken, third))
        for one in (left, taken):
            served.town.act(one, "relancer", AGENT_ALI, nature="courrier", date="2026-05-05")
        preview = previewed(client, selected)
        outcome = done(client, preview, **{f"choix_{taken}": "faire"})

    assert "1 possible, 2 choix à faire." in text_of(preview)
    assert "Le dossier a changé : « Relancer la personne »" in text_of(preview)
    assert "2 dossiers faits, 1 laissé." in text_of(outcome)
    assert [entries(served, one).count(EVENT) for one in (left, taken, third)] == [0, 1, 1]


def test_a_long_selection_is_read_page_after_page_and_what_is_chosen_is_kept(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "ROWS", 2)
    taken, *others = followed(served, 5)
    with served.visitor("referente") as client:
        selected = select(client, ticked(served, taken, *others))
        served.town.act(taken, "relancer", AGENT_ALI, nature="courrier", date="2026-05-05")
        offered = [client.get(f"/lots/1?apres={start}") for start in (0, 2, 4)]
        preview = previewed(client, selected)
        turned = turn(client, preview, aller="2", **{f"choix_{taken}": "faire"})
        last = turn(client, turned, aller="4")
        back = turn(client, last, aller="0")
        outcome = done(client, last)
        told = [outcome, *(client.get(f"/lots/1/issue?apres={start}") for start in (2, 4))]

    seen = [dossiers_of(one, "//ul[@class='plain']") for one in offered]
    assert seen == [[taken, others[0]], others[1:3], others[3:]]
    pages = [dossiers_of(one) for one in (preview, turned, last)]
    assert pages == [[taken, others[0]], others[1:3], others[3:]]
    assert "3 à 4 sur 5" in text_of(turned)
    assert form_of(back)[f"choix_{taken}"] == "faire"
    assert [dossiers_of(one) for one in told] == pages
    assert "5 dossiers faits." in text_of(outcome)
    assert [entries(served, one).count(EVENT) for one in (taken, *others)] == [1] * 5


def turn(client: httpx.Client, preview: httpx.Response, **typed: str) -> httpx.Response:
    """Another page of the preview."""
    path = "/lots/1/apercu"
    return client.post(path, data={**form_of(preview, "/lots/1/faire"), **typed})


def dossiers_of(page: httpx.Response, path: str = "//tbody") -> list[int]:
    """The dossiers that a page lists, in their order."""
    found: Any = html.fromstring(page.text)
    hrefs = found.xpath(f"{path}//a[starts-with(@href, '/dossiers/')]/@href")
    return [int(one.removeprefix("/dossiers/")) for one in hrefs]


def test_only_what_was_not_done_is_begun_again(served: Served) -> None:
    left, kept = followed(served, 2)
    with served.visitor("referente") as client:
        selected = select(client, ticked(served, left, kept))
        served.town.act(left, "relancer", AGENT_ALI, nature="courrier", date="2026-05-05")
        outcome = done(client, previewed(client, selected))
        path = outcome.request.url.path.replace("issue", "recommencer")
        again = client.post(path, data=form_of(outcome, path))
        second = done(client, previewed(client, again))

    assert "Recommencer celui qui reste" in text_of(outcome)
    assert "2 dossiers faits." in text_of(second)
    assert [entries(served, one).count(EVENT) for one in (left, kept)] == [1, 1]


def test_what_is_missing_is_told_beside_its_field_before_any_preview(served: Served) -> None:
    with served.visitor("referente") as client:
        selected = select(client, ticked(served, *followed(served, 2)))
        answer = previewed(client, selected, referent="", date="31/12/2026")

    assert answer.status_code == 422
    assert "Erreur : " in text_of(answer, "//title")
    assert 'value="31/12/2026"' in answer.text


def test_a_dossier_that_does_not_offer_the_act_is_told_why(served: Served) -> None:
    own = followed(served, 1)[0]
    other = served.town.rows(Dossier, state="presaisine", service_id=ALI)[0]["id"]
    with served.visitor("referente") as client:
        boxes = ticked(served, own, other)
        preview = previewed(
            client, select(client, boxes, acte="consulter"), date="04/05/2026", accord="oui"
        )
        outcome = done(client, preview)

    assert "1 possible, 1 impossible." in text_of(preview)
    assert "1 dossier fait, 1 impossible." in text_of(outcome)
    assert entries(served, other).count("consulter") == 1
    assert "consulter" not in entries(served, own)


def test_a_selection_is_opened_by_its_owner_alone(served: Served) -> None:
    with served.visitor("referente") as client, served.visitor("responsable") as other:
        path = select(client, ticked(served, *followed(served))).headers["location"]
        number = re.findall(r"[0-9]+", path)[0]
        closed = [
            other.get(f"/lots/{one}").status_code
            for one in (number, f"{number}/apercu", f"{number}/issue", f"{number}/actes/{EVENT}")
        ]

    assert closed == [404] * 4


def test_its_outcome_leaves_as_a_file_for_who_may_export_alone(served: Served) -> None:
    dossiers = followed(served, 2)
    with served.visitor("responsable") as client, served.visitor("referente") as without:
        outcome = done(client, previewed(client, select(client, ticked(served, *dossiers))))
        path = outcome.request.url.path.replace("issue", "csv")
        file = client.post(path, data=form_of(outcome, path))
        shown = done(without, previewed(without, select(without, ticked(served, *dossiers))))

    assert file.headers["content-type"].startswith("text/csv")
    assert len(file.content.decode("utf-8-sig").splitlines()) == 3
    assert "Télécharger" not in text_of(shown)


def test_what_was_done_on_several_dossiers_is_found_again_from_the_day(served: Served) -> None:
    with served.visitor("referente") as client:
        done(client, previewed(client, select(client, ticked(served, *followed(served, 2)))))
        day = text_of(client.get("/journee"))
        every = text_of(client.get("/lots"))

    assert "Confier le dossier à une autre personne référente, 2 sur 2" in day
    assert "2 sur 2 dossiers" in every


def _page(client: httpx.Client) -> str:
    """What the box of the heading says."""
    found = re.search(r'name="page" value="([^"]+)"', client.get("/dossiers").text)
    assert found is not None
    return found[1]
