"""What is written of a séance, taken away by each office of each territory: nobody is named to
whoever has not to know them."""

from typing import Any

import httpx
import pytest
from lxml import html

from entrypoints.web.forms.posted import TOKEN
from tests.web.api.calling import calling, codes
from tests.web.reading import text_of
from tests.web.served import Served
from tests.web.sittings import ep_sitting, line_of
from tests.web.town import Town
from tests.workflow.build import (
    ASSOCIATION,
    BOP,
    ELSEWHERE,
    EP,
    FRANCE_TRAVAIL,
    HERE,
    execute,
)
from workflow.tables.accounts import Consultation

_ANY = {"If-Match": "*"}
READERS = ("bop", "ep", "president", "manager")


def _held(town: Town) -> tuple[int, dict[str, int]]:
    """An EP of the whole département whose procès-verbal was sent, and a dossier of it in each
    circonscription."""
    ep, dossiers = ep_sitting(town)
    there = dossiers[0]
    execute(town.store, f"UPDATE dossier SET circonscription = '{ELSEWHERE}' WHERE id = {there}")
    for dossier in dossiers:
        town.act(dossier, "refuser", EP, motif="accompagnement à poursuivre")
    town.convene(ep, "lever", BOP)
    town.wait(days=1).tick()
    town.convene(ep, "restituer", BOP)
    return ep, {HERE: dossiers[1], ELSEWHERE: there}


def _habilitate(town: Town, place: str | None) -> None:
    """The offices of the département are those of that circonscription from now on."""
    told = "NULL" if place is None else f"'{place}'"
    execute(
        town.store, f"UPDATE habilitation SET circonscription = {told} WHERE service_id IS NULL"
    )


def _written(ep: int) -> list[str]:
    """Where what is written of the séance is served."""
    page, api = f"/seances/{ep}/compte-rendu", f"/api/seances/{ep}/compte-rendu"
    last = [page, f"{page}.pdf", f"{page}.xlsx", api]
    files = [f"{api}/contenu", f"{api}/contenu?sorte=xlsx", f"{api}/versions"]
    return [*last, *(f"{one}?version=1" for one in last), *files]


def _token(client: httpx.Client, ep: int) -> str:
    """What its forms bear."""
    page: Any = html.fromstring(client.get(f"/seances/{ep}").text)
    token: str = page.xpath(f"//input[@name='{TOKEN}']/@value")[0]
    return token


@pytest.mark.parametrize("who", READERS)
def test_what_is_written_of_a_séance_is_read_whole_or_not_at_all(served: Served, who: str) -> None:
    town = served.town
    ep, dossiers = _held(town)
    lines = {place: line_of(town, dossier, ep) for place, dossier in dossiers.items()}
    wrong = []
    for place in (None, HERE, ELSEWHERE):
        _habilitate(town, place)
        with served.visitor(who) as client, calling(served, who) as program:
            for address in _written(ep):
                asking = program if address.startswith("/api") else client
                answer = asking.get(address)
                if answer.status_code != (200 if place is None else 403):
                    wrong.append(f"{address} ({place}) : {answer.status_code}")
            shown = program.get(f"/api/seances/{ep}/lignes").json()["lignes"]
        seen = {one["ligne"] for one in shown} & set(lines.values())
        if seen != (set(lines.values()) if place is None else {lines[place]}):
            wrong.append(f"le tableau ({place}) : {seen}")

    assert wrong == []


def test_whoever_is_refused_is_told_where_their_lines_are_and_whom_to_ask(served: Served) -> None:
    ep, _ = _held(served.town)
    tab = f'href="/seances/{ep}/compte-rendu"'
    with served.visitor("manager") as client:
        whole = client.get(f"/seances/{ep}").text
        _habilitate(served.town, ELSEWHERE)
        part = client.get(f"/seances/{ep}").text
    with served.visitor("manager") as client:
        said = text_of(client.get(f"/seances/{ep}/compte-rendu"))
    with calling(served, "manager") as program:
        problem = program.get(f"/api/seances/{ep}/compte-rendu")

    assert (tab in whole, tab in part) == (True, False)
    assert "nomme aussi des personnes hors de votre périmètre" in said
    assert "demandez à qui coordonne la séance" in said
    assert codes(problem) == ["compte_rendu_entier"]


def test_whoever_may_not_read_it_whole_neither_completes_nor_sends_it(served: Served) -> None:
    town = served.town
    ep, dossiers = ep_sitting(town)
    execute(
        town.store,
        f"UPDATE dossier SET circonscription = '{ELSEWHERE}' WHERE id = {dossiers[0]}",
    )
    _habilitate(town, HERE)
    there = f"/seances/{ep}/compte-rendu"
    with served.visitor("bop") as client:
        asked = [client.get(there), client.get(f"{there}/envoi")]
        form = {TOKEN: _token(client, ep)}
        asked += [client.post(one, data=form) for one in (there, f"{there}/envoi")]
        fiches = client.get(f"/seances/{ep}/syntheses.pdf")
    with calling(served, "bop") as program:
        acts = [
            program.post(f"/api/seances/{ep}/actes/{act}{tried}", json={}, headers=_ANY)
            for act in ("restituer", "completer_compte_rendu", "renvoyer_compte_rendu")
            for tried in ("", "/essai")
        ]
        offered = program.get(f"/api/seances/{ep}/actes").json()["actes"]
    noted = town.rows(Consultation, what="exporter_tableau")

    assert [one.status_code for one in asked] == [403] * 4
    assert [(one.status_code, codes(one)) for one in acts] == [(403, ["compte_rendu_entier"])] * 6
    assert "compte_rendu_entier" in {
        why["code"]
        for one in offered
        if one["acte"] == "completer_compte_rendu"
        for why in one["refus"]
    }
    assert fiches.status_code == 200
    assert [one["lines"] for one in noted] == [2]


SERVED = {"referente": HERE, "responsable": HERE, "conseiller": None, "ailleurs": ELSEWHERE}


@pytest.mark.parametrize("who", SERVED)
def test_an_agent_of_a_service_opens_nobodys_dossiers_where_it_works_and_no_closed_one(
    served: Served, who: str
) -> None:
    town, place = served.town, SERVED[who]
    nobodys = {
        there: town.dossier("naitre_a_orienter", service=None, rank=None, circonscription=there)
        for there in (HERE, ELSEWHERE)
    }
    closed = town.dossier(service=ASSOCIATION)
    execute(
        town.store, f"UPDATE dossier SET state = 'clos_corrige', closed_at = 1 WHERE id = {closed}"
    )
    expected = {one: place in (None, there) for there, one in nobodys.items()} | {closed: False}
    with served.visitor(who) as client, calling(served, who) as program:
        for dossier, opened in expected.items():
            answers = [
                client.get(f"/dossiers/{dossier}"),
                program.get(f"/api/dossiers/{dossier}"),
                program.get(f"/api/dossiers/{dossier}/actes"),
            ]
            found = [one.status_code < 400 for one in answers]
            assert found == [opened] * 3, (dossier, [one.status_code for one in answers])


def test_a_colleague_who_has_just_opened_a_dossier_is_told_as_far_as_they_still_open_it(
    served: Served,
) -> None:
    town = served.town
    dossier = town.dossier("importer_diagnostic")
    execute(town.store, f"UPDATE dossier SET service_id = {FRANCE_TRAVAIL} WHERE id = {dossier}")
    path = f"/dossiers/{dossier}"
    with served.visitor("referente") as diagnoses, served.visitor("bat") as office:
        opened = [one.get(path).status_code for one in (diagnoses, office)]
    with served.visitor("bop") as client:
        told = text_of(client.get(path))
        execute(
            town.store,
            f"UPDATE habilitation SET circonscription = '{ELSEWHERE}' WHERE role = 'bat'",
        )
        moved = text_of(client.get(path))

    assert opened == [200, 200]
    assert "Samira Haddad, " in told
    assert "Bruno Tessier, " in told
    assert "Samira Haddad, " in moved
    assert "Bruno Tessier, " not in moved
