"""Agents, accounts, health and rules, as those who keep the application have them."""

import re

from tests.web.reading import form_of, notice_after, post, text_of
from tests.web.served import Served
from tests.workflow.build import ALI
from workflow.tables.accounts import Account
from workflow.tables.agents import Agent, Habilitation


def test_an_agent_is_created_habilitated_and_invited_by_a_link_that_is_told_once(
    served: Served,
) -> None:
    with served.visitor("administrateur") as client, served.visitor() as newcomer:
        created = post(
            client, "/parametres/agents/creer", nom="Lina Costa", courriel="lina@cd93.example"
        )
        there = created.headers["location"]
        done = post(
            client, f"{there}/habiliter", role="referent", service=str(ALI), du="05/05/2026"
        )
        said = notice_after(client, done)
        invited = client.post(f"{there}/compte/inviter", data=form_of(client.get(there)))
        link = re.search(r"/compte/lien/[\w-]+", invited.text)
        assert link is not None
        chosen = post(
            newcomer, link[0], mot_de_passe="les pommes sont mûres", encore="les pommes sont mûres"
        )
        told = notice_after(newcomer, chosen)
        again = post(
            newcomer, link[0], seen=newcomer.get("/connexion"), mot_de_passe="x", encore="x"
        )

    assert said == "Habiliter un agent : c’est fait."
    assert "une seule fois" in text_of(invited)
    assert "Votre mot de passe est choisi" in told
    assert again.status_code == 422
    agent = served.town.rows(Agent, nom="Lina Costa")[0]
    assert [one["role"] for one in served.town.rows(Habilitation, agent_id=agent["id"])] == [
        "referent"
    ]


def test_a_responsable_sees_the_agents_of_their_service_only(looked_at: Served) -> None:
    with looked_at.visitor("responsable") as client:
        page = text_of(client.get("/parametres/agents"))
        other = looked_at.town.rows(Agent, nom="Lucie Moreau")[0]["id"]
        hidden = client.get(f"/parametres/agents/{other}")

    assert "Samira Haddad" in page
    assert "Lucie Moreau" not in page
    assert hidden.status_code == 404


def test_a_lock_says_its_motive_and_closes_the_door(served: Served) -> None:
    agent = served.town.rows(Agent, nom="Samira Haddad")[0]["id"]
    with served.visitor("administrateur") as client, served.visitor("referente") as locked:
        page = client.get(f"/parametres/agents/{agent}")
        path = f"/parametres/agents/{agent}/compte/verrouiller"
        without = client.post(path, data=form_of(page, path))
        done = client.post(path, data=form_of(page, path) | {"motif": "téléphone volé"})
        out = locked.get("/journee")

    assert without.status_code == 422
    assert done.status_code == 303
    assert out.headers["location"].startswith("/connexion")
    assert served.town.rows(Account, agent_id=agent)[0]["locked_by"] == "Adrien Roux"


def test_accounts_are_kept_by_the_administrator_alone(looked_at: Served) -> None:
    agent = looked_at.town.rows(Agent, nom="Samira Haddad")[0]["id"]
    with looked_at.visitor("manager") as client:
        page = client.get(f"/parametres/agents/{agent}")
        form = form_of(client.get("/preferences"), "/preferences/affichage")
        refused = client.post(f"/parametres/agents/{agent}/compte/inviter", data=form)

    assert "Compte" not in text_of(page, "//h2")
    assert refused.status_code == 403


def test_health_says_in_words_that_all_is_well_or_what_is_not(served: Served) -> None:
    with served.visitor("administrateur") as client:
        well = text_of(client.get("/parametres/sante"))
        served.town.wait(days=2)
        served.town.wait(hours=0)
    with served.visitor("administrateur") as client:
        silent = text_of(client.get("/parametres/sante"))

    assert "Tout va bien" in well
    assert "aucune alerte ne part" in silent


def test_rules_drawing_and_rights_are_shown_to_every_role(looked_at: Served) -> None:
    for who in ("referente", "manager", "administrateur"):
        with looked_at.visitor(who) as client:
            assert "Déposer la saisine après l’avis favorable" in text_of(
                client.get("/parametres/regles")
            )
            drawing = client.get("/parametres/procedure/dossier.svg")
            assert drawing.headers["content-type"] == "image/svg+xml"
            assert "journal" in text_of(client.get("/parametres/qui-peut-quoi"))
