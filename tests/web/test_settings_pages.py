"""Agents, accounts, health and rules, as those who keep the application have them."""

import re

import pytest

from tests.web.reading import form_of, lines_of, notice_after, post, rows_of, text_of
from tests.web.served import Served
from tests.workflow.build import ALI, execute
from workflow.database.instants import to_micros
from workflow.tables.accounts import Account
from workflow.tables.agents import Agent, Habilitation


def test_who_heads_a_service_goes_on_with_the_agent_whom_they_created(served: Served) -> None:
    create = "/parametres/agents/creer"
    with served.visitor("responsable") as one, served.visitor("bop") as other:
        made = post(one, create, nom="Lina Costa", courriel="lina@cd93.example")
        there = made.headers["location"]
        sheet = one.get(there)
        done = post(one, f"{there}/habiliter", role="referent", service=str(ALI), du="05/05/2026")
        not_theirs = post(other, create, nom="Léo Costa", courriel="leo@cd93.example")
        closed = one.get(not_theirs.headers["location"])

    assert [sheet.status_code, done.status_code, closed.status_code] == [200, 303, 404]


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


def test_agents_are_found_by_name_and_by_role_page_after_page(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("entrypoints.web.pages.settings.agents._ROWS", 3)
    with served.visitor("administrateur") as client:
        first = client.get("/parametres/agents")
        found = client.get("/parametres/agents?mots=haddad+samira")
        offices = rows_of(client.get("/parametres/agents?role=bat"))
        following = re.search(r'href="(/parametres/agents\?apres=[^"]+)"', first.text)
        assert following is not None
        second = client.get(following[1])

    assert [row.split()[0] for row in rows_of(found)] == ["Samira"]
    assert "ouvert" in text_of(found)
    assert [row.split()[0] for row in offices] == ["Bruno", "Denise"]
    assert len(rows_of(first)) == len(rows_of(second)) == 3
    assert rows_of(first)[-1] < rows_of(second)[0]


def test_a_rule_says_what_opens_it_who_is_awaited_its_alerts_its_source_and_when_it_counts(
    looked_at: Served,
) -> None:
    with looked_at.visitor("referente") as client:
        lines = lines_of(client.get("/parametres/regles"))
        president = lines_of(client.get("/parametres/regles?de=president"))

    rights = next(line for line in lines if "1A-DEUX-SEMAINES" in line)
    assert "| le BOP | moins de 2 semaines après l’ouverture s’ouvre : Demande de RSA" in rights
    assert "est tenu : Droits notifiés à la personne par la CAF ou la MSA |" in rights
    assert "S1, indicateur 1a" in rights
    old, new = (line for line in lines if "L2-SIX-SEMAINES" in line)
    assert "rappel : 10 jours ouvrés avant ; niveau 1 : 3 jours ouvrés avant ; niveau 2" in new
    assert "pas en vigueur aujourd’hui : jusqu’au 31 décembre 2024" in old
    assert "depuis le 1er janvier 2025" in new
    assert [line.partition(" |")[0] for line in president[1:]] == ["Prendre la décision I-DECISION"]


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
    town = served.town
    with served.visitor("administrateur") as client:
        stuck = text_of(client.get("/parametres/sante"))
        execute(town.store, f"UPDATE outbox SET not_before = {to_micros(town.now)}")
        well = text_of(client.get("/parametres/sante"))
        town.wait(days=2)
        town.wait(hours=0)
    with served.visitor("administrateur") as client:
        silent = text_of(client.get("/parametres/sante"))
        execute(town.store, "DELETE FROM sweep")
        never = text_of(client.get("/parametres/sante"))

    assert re.search(r"messages attendent de partir depuis le \w+ \d", stuck)
    assert "Tout va bien" in well
    assert "aucune alerte ne part" in silent
    assert "aucun balayage n’a encore eu lieu" in never
    assert "Tout va bien" not in stuck + silent + never


def test_rules_drawing_and_rights_are_shown_to_every_role(looked_at: Served) -> None:
    for who in ("referente", "manager", "administrateur"):
        with looked_at.visitor(who) as client:
            assert "Déposer la saisine après l’avis favorable" in text_of(
                client.get("/parametres/regles")
            )
            drawing = client.get("/parametres/procedure/dossier.svg")
            assert drawing.headers["content-type"] == "image/svg+xml"
            page = client.get("/parametres/procedure")
            (glance,) = re.findall(r'<img src="([^"]+)" alt="[^"]+', page.text)
            assert "ACCOMPAGNEMENT" in client.get(glance).text
            assert client.get("/parametres/procedure/rien.svg").status_code == 404
            rights = client.get("/parametres/qui-peut-quoi")
            assert "journal" in text_of(rights)
            told = dict.fromkeys(lines_of(rights))
            consult = next(one for one in told if one.startswith("Enregistrer la consultation"))
            assert consult.split(" | ")[1:] == ["de son service"] * 2 + ["non"] * 4
            send = next(one for one in told if one.startswith("Renvoyer le tableau"))
            assert send.split(" | ")[1:] == ["non"] * 2 + ["qui coordonne"] * 3 + ["non"]
