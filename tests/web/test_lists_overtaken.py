"""Outcomes of many at once, of which somebody else did one meanwhile: who, which act, at what hour,
as the page of that one act tells it, and to whom the journal of the dossier shows it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rules.wording import NBSP
from tests.web.api.calling import calling
from tests.web.reading import form_of, text_of
from tests.web.served import Served
from tests.web.sittings import ep_sitting
from tests.web.town import Town
from tests.workflow.build import AGENT_ALI, BOP, EP, FRANCE_TRAVAIL
from tests.workflow.journeys import en_icl, favorable, soutien
from workflow.database.store import Store
from workflow.seances.tableau import enrolment
from workflow.seances.tableau.enrolment import Waiting
from workflow.tables.subjects import Dossier

AT = "le mercredi 20 mai 2026 à 9 h 30"
HIDDEN = "Quelqu’un d’autre a changé le dossier"


def _told(words: str) -> str:
    return words.replace(NBSP, " ")


def test_the_decisions_of_an_ep_tell_the_act_that_came_first(served: Served) -> None:
    ep, (first, *_) = ep_sitting(served.town)
    where = f"/seances/{ep}/decisions"
    with served.visitor("ep") as client, calling(served, "ep") as program:
        looked_at = client.post(where, data=form_of(client.get(where), button="aller=tout"))
        line = program.get(f"/api{where}").json()["lignes"][0]
        served.town.act(first, "refuser", EP, motif="dit en séance")
        told = form_of(looked_at) | {"type_orientation": "5"}
        done = client.post(f"{where}/enregistrer", data=told, follow_redirects=True)
        said = {"ligne": line["ligne"], "version": line["version"], "acte": "refuser"}
        (answered,) = program.post(f"/api{where}", json={"decisions": [said]}).json()["decisions"]

    assert f"« Refuser la réorientation » par ep, {AT}." in _told(text_of(done))
    conflict = answered["conflit"]
    assert (conflict["acte"], conflict["par"]) == ("Refuser la réorientation", "ep")
    assert conflict["le"] == "2026-05-20T09:30:00+02:00"


def test_results_given_together_tell_the_draft_of_a_service_to_that_service_alone(
    served: Served,
) -> None:
    town = served.town
    icl = town.seance("2026-05-06")
    dossier, line = soutien(town, icl)
    town.sit(icl)
    version = town.row(Dossier, dossier)["version"]
    town.act(
        dossier, "ouvrir_reorientation", AGENT_ALI, motif_code="1", service_souhaite=FRANCE_TRAVAIL
    )

    service, office = (
        (_page(served, name, icl, line, version), _answer(served, name, icl, line, version))
        for name in ("referente", "bat")
    )

    opened = "« Ouvrir une demande de réorientation » par agent 1, le mercredi 6 mai 2026"
    assert opened in service[0]
    assert HIDDEN not in service[0]
    assert (service[1]["acte"], service[1]["par"]) == (
        *("Ouvrir une demande de réorientation", "agent 1"),
    )
    assert HIDDEN in office[0]
    assert "Ouvrir une demande" not in office[0]
    assert (office[1]["acte"], office[1]["par"], office[1]["le"]) == (None, None, None)


def test_an_enrolment_tells_the_act_that_came_first(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = _waiting_for_an_ep(served.town)
    there = enrolment.waiting

    def just_before(
        store: Store, dossiers: Sequence[int] | None = None, **told: object
    ) -> list[Waiting]:
        found = there(store, dossiers, **told)  # type: ignore[arg-type]  # as the pages ask
        return [replace(one, version=one.version - 1) for one in found]

    monkeypatch.setattr(enrolment, "waiting", just_before)
    with served.visitor("bop") as client, calling(served, "bop") as program:
        page = client.post("/ep/inscriptions", data=form_of(client.get("/ep"), button="tout=oui"))
        (answered,) = program.post("/api/ep/inscriptions", json={"dossiers": [dossier]}).json()[
            "inscriptions"
        ]

    assert "« Déclarer recevable » par bop" in _told(text_of(page))
    assert answered["issue"] == "change"
    assert (answered["conflit"]["acte"], answered["conflit"]["par"]) == (
        *("Déclarer recevable", "bop"),
    )


def _page(served: Served, name: str, icl: int, line: int, version: int) -> str:
    """What the page of several results says of a preconisation on what was read then."""
    where = f"/seances/{icl}/resultats"
    with served.visitor(name) as client:
        typed = form_of(client.get(where)) | {
            f"resultat-{line}": f"rendre_soutien.{version}",
            f"mots-{line}": "Revoir le mode de garde.",
            "suppleance": "réseau coupé",
        }
        return _told(text_of(client.post(where, data=typed)))


def _answer(served: Served, name: str, icl: int, line: int, version: int) -> dict[str, object]:
    """The conflict that the API answers to the same."""
    said = {"ligne": line, "acte": "rendre_soutien", "version": version}
    with calling(served, name) as program:
        answer = program.post(
            f"/api/seances/{icl}/resultats/essai",
            json={"resultats": [{**said, "champs": {"preconisations": "Revoir."}}]},
        )
    (one,) = answer.json()["resultats"]
    found: dict[str, object] = one["conflit"]
    return found


def _waiting_for_an_ep(town: Town) -> int:
    """A saisine that was declared recevable."""
    icl = town.seance("2026-05-06")
    dossier = en_icl(town, seance=icl).dossier
    town.sit(icl)
    favorable(town, dossier)
    town.act(dossier, "deposer_saisine", AGENT_ALI, canal="mail")
    town.act(dossier, "declarer_recevable", BOP)
    return dossier
