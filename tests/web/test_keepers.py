"""Who keeps whom among the agents, on the pages and by the API: what is proposed, and refused."""

import json
import re
from typing import Any

import httpx
import pytest
from lxml import html

from rules.accounts.acts import INVITED
from tests.web.api.calling import calling, codes
from tests.web.reading import form_of, post, text_of
from tests.web.served import Served
from tests.web.town import OFFICES
from tests.workflow.accounts import ADMINISTRATOR, Office
from tests.workflow.build import ALI, ALI_ELSEWHERE, ELSEWHERE, FRANCE_TRAVAIL, HERE, execute
from workflow.accounts.hashing import Hashing
from workflow.tables.agents import Agent, Habilitation
from workflow.tables.trail import JournalRow

AGENTS = "/parametres/agents"
PRESIDENT = {"role": "president", "du": "2026-05-05"}
ANY = {"If-Match": "*"}


def number_of(served: Served, who: str) -> int:
    """The number of that agent."""
    return int(served.town.rows(Agent, nom=OFFICES[who].name)[0]["id"])


def limit(served: Served, who: str) -> None:
    """That agent is habilitated here alone."""
    number = number_of(served, who)
    execute(
        served.town.store,
        f"UPDATE habilitation SET circonscription = '{HERE}' WHERE agent_id = {number}",
    )


def attempts(served: Served, who: str, code: str) -> int:
    """How many refusals of that code the chain of that agent keeps."""
    rows = served.town.rows(JournalRow, kind="agent", subject_id=number_of(served, who))
    return sum(code in json.dumps(row, default=str) for row in rows)


def answers(page: httpx.Response, name: str) -> set[str]:
    """What the form lets choose for that field."""
    tree: Any = html.fromstring(page.text)
    found = tree.xpath(
        f"//main//select[@name='{name}']/option/@value | //main//input[@name='{name}']/@value"
    )
    return {one for one in found if one}


def links(page: httpx.Response) -> set[str]:
    """Where the page leads, as the last word of each address."""
    return {
        one.rpartition("/")[2]
        for one in re.findall(r'href="/parametres/agents/([^"]+)"', page.text)
    }


@pytest.mark.parametrize("who", ["bop", "administrateur"])
def test_nobody_gives_themselves_anything_and_the_journal_keeps_the_attempt(
    served: Served, who: str
) -> None:
    own = number_of(served, who)
    before = served.town.rows(Habilitation)
    with served.visitor(who) as client, calling(served, who) as program:
        sheet = client.get(f"{AGENTS}/{own}")
        form = client.get(f"{AGENTS}/{own}/habiliter")
        token = form_of(client.get(f"{AGENTS}/{own}/modifier"))
        posted = client.post(
            f"{AGENTS}/{own}/habiliter", data=token | {"role": "bat", "du": "5/5/2026"}
        )
        called = program.post(
            f"/api/agents/{own}/actes/habiliter",
            json={"role": "bat", "du": "2026-05-05"},
            headers=ANY,
        )

    assert links(sheet) & {"habiliter", "deshabiliter"} == set()
    assert "Personne ne s’habilite" in text_of(form)
    assert answers(form, "role") == set()
    assert posted.status_code == called.status_code == 422
    assert "Personne ne s’habilite" in text_of(posted)
    assert codes(called) == ["habilitation_de_soi"]
    assert attempts(served, who, "habilitation_de_soi") == 2
    assert served.town.rows(Habilitation) == before


def test_whoever_decides_is_made_by_the_administrator_alone(served: Served) -> None:
    there = f"{AGENTS}/{number_of(served, 'referente')}/habiliter"
    path = f"/api/agents/{number_of(served, 'referente')}/actes/habiliter"
    with served.visitor("bop") as client, calling(served, "bop") as program:
        form = client.get(there)
        refused = post(client, there, role="president", du="05/05/2026")
        called = program.post(path, json=PRESIDENT, headers=ANY)
        sheet = client.get(f"{AGENTS}/{number_of(served, 'president')}")
    with calling(served, "administrateur") as program:
        done = program.post(path, json=PRESIDENT, headers=ANY)

    assert answers(form, "role") == {"referent", "responsable_service", "bat", "bop"}
    assert refused.status_code == called.status_code == 422
    assert codes(called) == ["administrateur_seul"]
    assert attempts(served, "referente", "administrateur_seul") == 2
    assert links(sheet) & {"modifier", "deshabiliter"} == set()
    assert done.status_code == 200, done.text


def test_whoever_is_limited_to_a_place_is_proposed_that_place_and_those_who_work_there(
    served: Served,
) -> None:
    limit(served, "bop")
    number = number_of(served, "sans_qualite")
    path = f"/api/agents/{number}/actes/habiliter"
    with served.visitor("bop") as client, calling(served, "bop") as program:
        form = client.get(f"{AGENTS}/{number}/habiliter")
        refused = post(client, f"{AGENTS}/{number}/habiliter", role="bop", du="05/05/2026")
        wide = program.post(path, json={"role": "bop", "du": "2026-05-05"}, headers=ANY)
        sheet = client.get(f"{AGENTS}/{number_of(served, 'ailleurs')}")
        done = post(
            client,
            f"{AGENTS}/{number}/habiliter",
            role="referent",
            service=str(ALI),
            circonscription=HERE,
            du="05/05/2026",
        )

    assert answers(form, "circonscription") == {HERE}
    assert {str(ALI), str(FRANCE_TRAVAIL)} <= answers(form, "service")
    assert str(ALI_ELSEWHERE) not in answers(form, "service")
    assert ELSEWHERE not in form.text
    assert refused.status_code == 422
    assert codes(wide) == ["hors_de_votre_territoire"]
    assert links(sheet) & {"modifier", "deshabiliter"} == set()
    assert done.status_code == 303, text_of(done)


def test_a_manager_looks_at_the_agents_and_is_proposed_nothing(served: Served) -> None:
    number = number_of(served, "referente")
    with served.visitor("manager") as client, calling(served, "manager") as program:
        listed = client.get(AGENTS)
        sheet = client.get(f"{AGENTS}/{number}")
        forms = [client.get(f"{AGENTS}/{number}/{what}") for what in ("habiliter", "modifier")]
        created = program.post("/api/agents", json={"nom": "X", "courriel": "x@x.example"})

    assert "creer" not in links(listed)
    assert links(sheet) <= {str(number), "agents"}
    assert all("ne vous est pas ouvert" in text_of(one) for one in forms)
    assert codes(created) == ["acteur_non_autorise"]


def test_whoever_changes_their_own_name_is_not_asked_whether_they_leave(looked_at: Served) -> None:
    with looked_at.visitor("bop") as client:
        own = client.get(f"{AGENTS}/{number_of(looked_at, 'bop')}/modifier")
        other = client.get(f"{AGENTS}/{number_of(looked_at, 'referente')}/modifier")

    assert "actif" not in form_of(own)
    assert answers(other, "actif") != set()


def test_a_link_that_is_over_says_so_as_soon_as_it_is_opened(served: Served) -> None:
    office = Office(world=served.town, hashing=Hashing())
    number = number_of(served, "sans_qualite")
    execute(served.town.store, "UPDATE account SET password_hash = NULL")
    old, new = (office.keep(INVITED, number, ADMINISTRATOR).token for _ in range(2))
    with served.visitor() as client:
        alive = client.get(f"/compte/lien/{new}")
        shut = [client.get(f"/compte/lien/{one}") for one in (old, "rien")]
        served.town.wait(days=8)
        shut.append(client.get(f"/compte/lien/{new}"))

    assert alive.status_code == 200
    assert "mot_de_passe" in form_of(alive)
    assert [one.status_code for one in shut] == [410, 410, 410]
    assert all("Ce lien n’ouvre rien : il a servi, il a expiré" in text_of(one) for one in shut)
    assert all('type="password"' not in one.text for one in shut)
