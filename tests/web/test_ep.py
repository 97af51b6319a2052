"""The pages of the EP: what is ticked is kept, looked at, then recorded, each dossier by itself."""

from typing import Any

import httpx

from tests.web.reading import form_of, text_of
from tests.web.served import Served
from tests.web.sittings import ep_sitting, line_of
from tests.workflow.build import AGENT_ALI, BOP, EP
from tests.workflow.journeys import en_icl, favorable
from workflow.tables.accounts import Consultation
from workflow.tables.subjects import Dossier, Passage
from workflow.tables.trail import JournalRow

ACCEPT, REFUSE = "accepter", "refuser"


def _recorded(client: httpx.Client, form: dict[str, Any], ep: int) -> httpx.Response:
    """The page of what was recorded, that its recording leads to."""
    path = f"/seances/{ep}/decisions/enregistrer"
    return client.post(path, data=form, follow_redirects=True)


def _states(served: Served, dossiers: list[int]) -> list[str]:
    return [served.town.state(one) for one in dossiers]


def test_the_ep_is_told_what_is_left_to_decide(served: Served) -> None:
    ep, _ = ep_sitting(served.town)

    with served.visitor("ep") as client:
        page = text_of(client.get("/ep"))

    assert "3 avis à rendre" in page
    assert "2 décisions du président attendues" in page
    assert ep


def test_no_decision_is_ticked_before_somebody_ticks_it(served: Served) -> None:
    ep, _ = ep_sitting(served.town)

    with served.visitor("ep") as client:
        answer = client.get(f"/seances/{ep}/decisions")

    assert not any(name.startswith("decision-") for name in form_of(answer))
    assert answer.text.count('type="radio"') == 9
    assert "avis de l’EP, puis décision du président" in text_of(answer)


def test_what_is_ticked_is_looked_at_then_recorded_with_its_motive(served: Served) -> None:
    ep, (first, second, third) = ep_sitting(served.town)
    town = served.town
    one, two = line_of(town, first, ep), line_of(town, second, ep)
    versions = {one["id"]: one["version"] for one in town.rows(Dossier)}

    with served.visitor("ep") as client:
        form = form_of(client.get(f"/seances/{ep}/decisions"), button="aller=verifier")
        form[f"decision-{one}"] = f"{ACCEPT}.{versions[first]}"
        form[f"decision-{two}"] = f"{REFUSE}.{versions[second]}"
        checked = client.post(f"/seances/{ep}/decisions", data=form)
        untouched = _states(served, [first, second, third])
        told = form_of(checked) | {"type_orientation": "5"}
        refused = client.post(f"/seances/{ep}/decisions/enregistrer", data=told)
        told |= {"motif-refuser": "accompagnement à poursuivre"}
        done, again = _recorded(client, told, ep), _recorded(client, told, ep)
        later, listed = client.get(done.url), client.get(f"/seances/{ep}/decisions")
    with served.visitor("bop") as other:
        theirs = other.get(done.url.path)

    assert "2 décisions à enregistrer" in text_of(checked)
    assert "La décision du président du conseil départemental suivra" in text_of(checked)
    assert untouched == ["inscrit_ep"] * 3
    assert refused.status_code == 422
    assert "Donnez le motif" in text_of(refused)
    assert "2 décisions enregistrées" in text_of(done)
    assert again.url == done.url
    assert text_of(later) == text_of(done)
    assert f'href="{done.url.path}"' in listed.text
    assert theirs.status_code == 404
    assert _states(served, [first, second, third]) == [
        *("attente_decision", "attente_decision", "inscrit_ep")
    ]
    assert len(town.rows(JournalRow, act="accepter", subject_id=first)) == 1


def test_a_page_keeps_what_was_ticked_on_another(served: Served) -> None:
    ep, (first, *_) = ep_sitting(served.town)
    line = line_of(served.town, first, ep)
    where = f"/seances/{ep}/decisions?montrer=decides"

    with served.visitor("ep") as client:
        form = {**form_of(client.get(f"/seances/{ep}/decisions")), "aller": "0"}
        form[f"decision-{line}"] = f"{ACCEPT}.7"
        elsewhere = client.post(where, data=form)

    assert form_of(elsewhere)[f"decision-{line}"].startswith(f"{ACCEPT}.7")


def test_all_that_may_be_accepted_is_looked_at_and_the_rest_said(served: Served) -> None:
    ep, (first, *_) = ep_sitting(served.town)
    town = served.town
    town.act(first, "suspendre_droit", BOP, date=town.now.date().isoformat())

    with served.visitor("ep") as client:
        listed = client.get(f"/seances/{ep}/decisions")
        checked = client.post(f"/seances/{ep}/decisions", data=form_of(listed, button="aller=tout"))

    assert "Accepter n’est pas possible. Le droit au RSA est suspendu." in text_of(listed)
    assert "Tout accepter (2)" in text_of(listed)
    assert "2 décisions à enregistrer" in text_of(checked)


def test_a_line_that_changed_since_it_was_shown_is_left_and_said(served: Served) -> None:
    ep, (first, second, _) = ep_sitting(served.town)
    town = served.town

    with served.visitor("ep") as client:
        form = form_of(client.get(f"/seances/{ep}/decisions"), button="aller=tout")
        checked = client.post(f"/seances/{ep}/decisions", data=form)
        town.act(first, "refuser", EP, motif="dit en séance")
        told = form_of(checked) | {"type_orientation": "5"}
        done = _recorded(client, told, ep)

    assert "2 décisions enregistrées, 1 laissée" in text_of(done)
    assert "a changé depuis que vous l’avez ouvert" in text_of(done)
    assert town.rows(Passage, dossier_id=first, seance_id=ep)[0]["state"] == "refuse"
    assert town.rows(Passage, dossier_id=second, seance_id=ep)[0]["state"] == "accepte"


def test_the_president_follows_the_avis_of_the_ep(served: Served) -> None:
    ep, (first, second, _) = ep_sitting(served.town)
    town = served.town
    town.act(first, "accepter", EP, type_orientation="5")
    town.act(second, "refuser", EP, motif="trop tôt")

    with served.visitor("president") as client:
        form = form_of(client.get(f"/seances/{ep}/decisions"), button="aller=tout")
        checked = client.post(f"/seances/{ep}/decisions", data=form)
        told = form_of(checked) | {"motif-decider_refuser": "avis de l’EP"}
        done = _recorded(client, told, ep)

    assert "2 décisions enregistrées" in text_of(done)
    assert _states(served, [first, second]) == ["clos_reoriente", "refus_a_notifier"]


def test_the_president_reads_that_the_avis_of_the_ep_is_awaited(served: Served) -> None:
    ep, _ = ep_sitting(served.town)

    with served.visitor("president") as client:
        page = text_of(client.get(f"/seances/{ep}/decisions"))

    assert "L’avis de l’EP est attendu pour 3 lignes" in page
    assert "0 décidé sur 3" in page
    assert "Tout est décidé" not in page


def test_whoever_does_not_decide_reads_without_radios(served: Served) -> None:
    ep, _ = ep_sitting(served.town)

    with served.visitor("manager") as client:
        answer = client.get(f"/seances/{ep}/decisions")
        form = {**form_of(answer), "aller": "tout"}
        posted = client.post(f"/seances/{ep}/decisions", data=form)

    assert answer.status_code == 200
    assert 'type="radio"' not in answer.text
    assert posted.status_code == 404


def test_the_bop_enters_saisines_on_the_next_ep(served: Served) -> None:
    town = served.town
    icl = town.seance("2026-05-06")
    dossier = en_icl(town, seance=icl).dossier
    town.sit(icl)
    favorable(town, dossier)
    town.act(dossier, "deposer_saisine", AGENT_ALI, canal="mail")
    town.act(dossier, "declarer_recevable", BOP)

    with served.visitor("bop") as client:
        listed = client.get("/ep")
        looked_at = client.post("/ep/inscriptions", data=form_of(listed, button="tout=oui"))
        still = town.state(dossier)
        done = client.post("/ep/inscriptions/enregistrer", data=form_of(looked_at))

    assert "Rien n’est encore enregistré" in text_of(looked_at)
    assert still == "attente_ep"
    assert "1 inscription enregistrée" in text_of(done)
    assert town.state(dossier) == "inscrit_ep"


def test_the_fiches_leave_with_the_number_of_their_lines(served: Served) -> None:
    ep, _ = ep_sitting(served.town)

    with served.visitor("bop") as client:
        named = client.get(f"/seances/{ep}/syntheses.pdf")
        nameless = client.get(f"/seances/{ep}/syntheses.pdf?anonymes=oui")
    with served.visitor("manager") as client:
        closed = client.get(f"/seances/{ep}/syntheses.pdf")

    noted = served.town.rows(Consultation, what="exporter_tableau")
    assert named.content.startswith(b"%PDF")
    assert nameless.content.startswith(b"%PDF")
    assert closed.status_code == 404
    assert [one["lines"] for one in noted] == [3, 0]
