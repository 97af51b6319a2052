"""What the link of a séance opens to who has no account, and when it opens no more."""

from rules.situation import Act
from tests.web.reading import form_of, notice_after, text_of
from tests.web.served import Served
from tests.web.sittings import seance_in
from tests.web.town import link_to
from tests.workflow.build import ALI, BAT, FRANCE_TRAVAIL
from workflow.seances.participants import links
from workflow.tables.accounts import Consultation
from workflow.tables.seats import Lien, LienOuvert
from workflow.tables.subjects import Passage
from workflow.tables.trail import JournalRow


def test_a_link_opens_its_seance_alone_and_its_address_forgets_the_secret(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    secret = link_to(served.town, number)
    with served.visitor() as client:
        entered = client.get(f"/invite/{secret}")
        page = client.get("/invite")
        elsewhere = client.get(f"/seances/{number}")

    assert entered.headers["location"] == "/invite"
    assert secret not in page.text
    assert "Ce lien expire le" in text_of(page)
    assert "menu" not in page.text
    assert len(served.town.rows(Passage, seance_id=number)) == page.text.count('<tbody id="l')
    assert elsewhere.status_code == 303  # to the login page
    assert [one["answer"] for one in served.town.rows(LienOuvert)] == ["ouvert"]
    assert any(one["what"] == "voir_seance" for one in served.town.rows(Consultation))


def test_a_link_of_a_service_answers_for_it(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    secret = link_to(served.town, number)
    line = served.town.rows(Passage, seance_id=number)[0]
    with served.visitor() as client:
        client.get(f"/invite/{secret}")
        form = form_of(client.get("/invite"))
        key = f"{line['id']}.reponse:{FRANCE_TRAVAIL}"
        said = notice_after(client, client.post("/invite", data={**form, key: "connu"}))
    entries = served.town.rows(JournalRow, kind="dossier", subject_id=line["dossier_id"])

    assert said.startswith("1 ligne enregistrée.")
    assert [one["actor"][:4] for one in entries if one["act"] == "repondre"] == ["lien"]


def test_a_link_that_opens_no_more_says_whom_to_ask(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    secret = link_to(served.town, number, ALI)
    with served.visitor() as client:
        client.get(f"/invite/{secret}")
        now = served.town.now
        act = Act(event=links.REVOKE, actor=BAT, occurred=now, known=now)
        links.revoke(
            served.town.store,
            served.town.rulebook,
            act,
            served.town.rows(Lien, seance_id=number)[0]["id"],
        )
        answers = [client.get("/invite"), client.get(f"/invite/{secret}")]
        unknown = client.get("/invite/" + "x" * 43)
        late = link_to(served.town, number, FRANCE_TRAVAIL)
        client.get(f"/invite/{late}")
        served.town.until("2026-05-20 09:00")
        expired = client.get("/invite")

    assert [one.status_code for one in (*answers, expired)] == [410, 410, 410]
    assert "Ce lien ne s’ouvre plus depuis le jeudi 14 mai 2026" in text_of(expired)
    assert "Demandez-en un autre à la coordination de la séance." in text_of(answers[0])
    assert unknown.status_code == 404
