"""What everybody reads and few change, by the API: the programme of the year, the calendars, the
procedure, who may do what, the health of the application."""

from collections.abc import Mapping
from typing import Any

from rules.access.grants import Right
from rules.actors import Role
from rules.telling import State
from tests.web.api.calling import calling, codes
from tests.web.api.test_lots import over
from tests.web.served import Served
from tests.web.test_calendars import close_two_days, registry
from tests.web.town import Town
from tests.workflow.build import execute, insert
from workflow.tables.law import CalendarUse
from workflow.tables.post import DeliveryRow, Outbox
from workflow.tables.subjects import Seance

KEY = {"Idempotency-Key": "5f0c0d1e-8a55"}
CLOSING = {"du": "2026-05-06", "au": "2026-05-07", "libelle": "travaux"}


def _standings(told: Mapping[str, Any]) -> set[str]:
    return {one["situation"] for one in told["seances"]}


def test_a_year_is_looked_at_then_made_once(served: Served) -> None:
    year = {"annee": 2027, "genre": "icl"}
    with calling(served, "bat") as client:
        looked = client.post("/api/programme/essai", json=year).json()
        before = len(served.town.rows(Seance))
        made = client.post("/api/programme", json=year).json()
        again = client.post("/api/programme", json=year).json()
        nowhere = client.post("/api/programme/essai", json={**year, "genre": "bal"})
        far = [client.post("/api/programme/essai", json={"annee": one}) for one in (1990, 2070)]
        told = client.get("/api/programme").json()
        files = [
            client.get("/api/programme/contenu", params={"annee": 2027, "sorte": one}).content[:4]
            for one in ("pdf", "xlsx", "ics")
        ]
    with calling(served, "referente") as client:
        refused = client.post("/api/programme", json={"annee": 2028})

    assert _standings(looked) == {"a_creer"}
    assert _standings(made) == {"creee"}
    assert _standings(again) == {"au_programme"}
    assert len(served.town.rows(Seance)) == before + len(made["seances"]) > before
    assert {one["situation"] for one in looked["seances"]} == {"a_creer"}
    assert codes(nowhere) == ["champ_invalide"]
    assert all(one.status_code in {200, 422} for one in far), [one.text for one in far]
    assert {one["genre"] for one in told["rythmes"]} <= {one["genre"] for one in told["genres"]}
    assert files == [b"%PDF", b"PK\x03\x04", b"BEGI"]
    assert refused.status_code == 422


def test_another_calendar_is_tried_without_writing_and_names_nobody_to_the_administrator(
    served: Served,
) -> None:
    path = "/api/calendriers/essais"
    with calling(served, "administrateur") as client:
        client.get("/api/calendriers")
        before = registry(served)
        counted = over(client, client.post(f"{path}/fermeture", json=CLOSING))["resultat"]
    with calling(served, "manager") as client:
        seen = over(client, client.post(f"{path}/fermeture", json=CLOSING))["resultat"]
        wrong = client.post(f"{path}/fermeture", json={**CLOSING, "au": "2026-05-01"})
        year = client.get("/api/calendriers").json()
        row = next(one["ligne"] for one in year["jours"] if one["libelle"] == "pont de l’Ascension")
        opened = over(client, client.post(f"{path}/reouverture", json={"ligne": row}))["resultat"]

    assert counted["bougent"] == seen["bougent"] > 0
    assert counted["echeances"] == []
    assert seen["echeances"]
    assert wrong.status_code == 422
    assert year["fichier"] == {**year["fichier"], "en_attente": False, "lisible": True}
    assert opened["ligne"]["verb"] == "retirer"
    assert registry(served) == before


def test_the_calendar_of_the_file_is_put_in_use_once_by_a_manager(served: Served) -> None:
    close_two_days(served)
    path, motive = "/api/calendriers/passages", {"motif": "travaux de l’hôtel"}
    with calling(served, "bop") as client:
        closed = client.post(path, json=motive)
    with calling(served, "manager") as client:
        waits = client.get("/api/calendriers").json()["fichier"]["en_attente"]
        silent = client.post(path, json={})
        done = over(client, client.post(path, json=motive, headers=KEY))
        again = over(client, client.post(path, json=motive, headers=KEY))
        over_now = client.post(path, json=motive)
        last = client.get("/api/calendriers").json()["passages"][0]

    assert codes(closed) == ["acteur_non_autorise"]
    assert waits
    assert [one["champ"] for one in silent.json()["refus"]] == ["motif"]
    assert done["resultat"]["en_panne"] is False
    assert again["travail"] == done["travail"]
    assert codes(over_now) == ["calendrier_deja_en_vigueur"]
    assert last["motif"] == motive["motif"]
    assert len(served.town.rows(CalendarUse)) == 2


def test_the_procedure_and_who_takes_its_acts_are_told_to_every_role(looked_at: Served) -> None:
    with calling(looked_at, "referente") as client:
        machines = client.get("/api/procedure").json()["machines"]
        drawing = client.get("/api/procedure/dessins/dossier")
        told = client.get("/api/habilitations").json()
    acts = {(one["machine"], one["acte"]): one for one in told["actes"]}
    rights = {one["droit"]: one for one in told["droits"]}
    consult = next(
        act
        for state in machines[0]["etats"]
        for act in state["actes"]
        if act["acte"] == "consulter"
    )

    assert drawing.headers["content-type"] == "image/svg+xml"
    assert consult["titres"] == ["service_referent"]
    assert acts["dossier", "consulter"]["roles"] == {
        "referent": ["service_referent"],
        "responsable_service": ["service_referent"],
    }
    assert acts["seance", "restituer"]["coordination"]
    assert set(acts["dossier", "decider_accepter"]["roles"]) == {Role.PRESIDENT}
    assert ("dossier", "importer_oriente") in acts
    assert not any({"import", "systeme"} & set(one["roles"]) for one in told["actes"])
    assert set(rights) == {one.value for one in Right}
    assert rights["tenir_comptes"]["roles"] == {"administrateur": ["tout"]}


def _lost(town: Town) -> int:
    """A message that could not leave, nor will by itself."""
    message = town.rows(Outbox)[0]
    insert(
        town.store,
        DeliveryRow,
        outbox_id=message["id"],
        kind=message["kind"],
        subject_id=message["subject_id"],
        thing="essai",
        who="perdu@cd93.example",
        address="perdu@cd93.example",
        channel="courriel",
        not_before=message["not_before"],
        attempts=5,
        state=State.DEAD.value,
        error="boîte pleine",
    )
    return int(message["id"])


def test_a_lost_message_is_told_sent_again_and_given_up(served: Served) -> None:
    number = _lost(served.town)
    path = f"/api/sante/messages/{number}/actes"
    why = {"motif": "l’adresse est corrigée"}
    with calling(served, "manager") as client:
        health = client.get("/api/sante").json()
        silent = client.post(f"{path}/renvoyer", json={})
        sent = client.post(f"{path}/renvoyer", json=why)
        twice = client.post(f"{path}/renvoyer", json=why)
        execute(served.town.store, f"UPDATE delivery SET state = '{State.DEAD.value}'")
        dropped = client.post(f"{path}/abandonner", json=why)
        after = client.get("/api/sante").json()["morts"]
    with calling(served, "administrateur") as client:
        closed = client.post(f"{path}/renvoyer", json=why)

    assert health["va_bien"] is False
    assert number in {one["message"] for one in health["morts"]}
    assert [one["champ"] for one in silent.json()["refus"]] == ["motif"]
    assert sent.json()["personnes"] == dropped.json()["personnes"] > 0
    assert twice.status_code == 422
    assert number not in {one["message"] for one in after}
    assert "acteur_non_autorise" in codes(closed)


def test_services_are_listed_page_after_page_and_by_their_names(looked_at: Served) -> None:
    told, where = [], "/api/services?limite=2"
    with calling(looked_at, "bop") as client:
        whole = client.get("/api/services").json()
        while where:
            page = client.get(where)
            told += page.json()["services"]
            where = page.links["next"]["url"] if page.json()["suite"] else ""
        named = client.get("/api/services?q=relais").json()["services"]
        offered = client.get("/api/offres?q=mobil").json()["offres"]

    assert told == whole["services"]
    assert (len(told) > 2, whole["suite"]) == (True, None)
    assert [one["libelle"] for one in named] == ["Association Le Relais"]
    assert [one["libelle"] for one in offered] == ["Bobigny mobilité"]
