"""Who sits in a séance, on screen: convoked, answering, there; the links of who has no account."""

import re
from typing import Any

from lxml import html

from tests.web.reading import form_of, notice_after, rows_of, sides_of, text_of
from tests.web.served import Served
from tests.web.sittings import seance_in
from tests.web.town import Town
from tests.workflow.build import AGENT_ALI, ALI, BOP, FRANCE_TRAVAIL
from tests.workflow.seated import join
from workflow.tables.post import Outbox
from workflow.tables.seats import Lien, Participant
from workflow.tables.subjects import Passage
from workflow.tables.trail import JournalRow


def _sent(town: Town, seance: int) -> list[dict[str, Any]]:
    """The convocations to that séance that were written."""
    return town.rows(Outbox, occasion="convocation", kind="seance", subject_id=seance)


def test_convoking_shows_whom_and_by_which_way_before_it_writes(served: Served) -> None:
    town = served.town
    ep = seance_in(town, "preparee", None)
    join(
        town, BOP, genre="ep", siege="beneficiaires", nom="Léa Roy", courriel="lea.roy@asso.example"
    )
    join(town, BOP, genre="ep", siege="beneficiaires", nom="Zoé Petit")
    path = f"/seances/{ep}/participants"
    with served.visitor("bop") as client:
        before = client.get(path)
        preview = client.get(f"{path}/convoquer")
        untouched = (town.rows(Participant, seance_id=ep), _sent(town, ep))
        form = form_of(preview)
        said = notice_after(client, client.post(f"{path}/convoquer", data=form))
        client.post(f"{path}/convoquer", data=form)
        after, again = client.get(path), client.get(f"{path}/convoquer")

    assert "Personne n’est encore convoqué" in text_of(before)
    assert "lea.roy@asso.example" in text_of(preview)
    assert "Zoé Petit" in text_of(preview)
    assert "par lettre" in text_of(preview)
    assert untouched == ([], [])
    assert said.startswith("2 convocations partent.")
    assert len(_sent(town, ep)) == 2
    assert rows_of(after) == ["Léa Roy", "Zoé Petit"]
    assert "Personne de plus n’est à convoquer" in text_of(again)


def test_an_answer_is_asked_of_the_one_whose_row_it_is(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    served.town.convene(number, "convoquer")
    (mine,) = served.town.rows(Participant, seance_id=number, service_id=ALI)
    path = f"/seances/{number}/participants"
    with served.visitor("referente") as client:
        page = client.get(path)
        (address,) = re.findall(r'href="([^"]*repondre_invitation[^"]*)"', page.text)
        asked = client.get(address.replace("&amp;", "&"))
        form = form_of(asked) | {"reponse": "confirme"}
        done = client.post(f"/seances/{number}/actes/repondre_invitation", data=form)
        after = client.get(path)

    assert "Convoquer…" not in page.text
    assert form["participant"] == str(mine["id"])
    assert done.headers["location"] == path
    assert "confirme" in text_of(after)
    assert served.town.row(Participant, mine["id"])["reponse"] == "confirme"


def test_presences_are_noted_row_by_row_and_what_was_typed_is_kept(served: Served) -> None:
    town = served.town
    seance = town.seance("2026-05-06")
    town.convene(seance, "convoquer")
    town.sit(seance)
    first, second, *_ = (one["id"] for one in town.rows(Participant, seance_id=seance))
    path = f"/seances/{seance}/participants/presences"
    typed = {f"presence-{first}": "present", f"presence-{second}": "excuse"}
    with served.visitor("bat") as client:
        seen = form_of(client.get(path))
        nothing = client.post(path, data=seen)
        wrong = client.post(path, data=seen | typed | {f"arrivee-{first}": "tôt"})
        hour = {f"arrivee-{first}": "9 h 15"}
        done = client.post(path, data=form_of(wrong) | typed | hour)
        said = notice_after(client, done)
        page = client.get(f"/seances/{seance}/participants")

    assert not any(value for name, value in seen.items() if name.startswith("presence-"))
    assert "Personne n’est noté" in text_of(nothing)
    assert wrong.status_code == 422
    assert 'value="tôt"' in wrong.text
    assert wrong.text.count("checked") == 2
    assert said.startswith("Présences enregistrées.")
    assert "présent·e, arrivée 09:15" in text_of(page)
    assert "excusé·e" in text_of(page)


def test_presences_that_two_note_at_once_are_told_row_by_row(served: Served) -> None:
    town = served.town
    seance = town.seance("2026-05-06")
    town.convene(seance, "convoquer")
    town.sit(seance)
    first, second, *_ = (one["id"] for one in town.rows(Participant, seance_id=seance))
    path = f"/seances/{seance}/participants/presences"
    with served.visitor("bat") as client:
        seen, theirs = form_of(client.get(path)), form_of(client.get(path))
        client.post(
            path, data=theirs | {f"presence-{first}": "absent", f"presence-{second}": "absent"}
        )
        late = client.post(path, data=seen | {f"presence-{first}": "present"})

    assert late.status_code == 409
    assert sides_of(late) == {f"presence-{first}": ["absent", "present"]}
    assert form_of(late)[f"presence-{second}"] == "absent"


def test_what_is_chosen_above_leaves_no_label_and_bears_the_name_of_who_noted_it(
    served: Served,
) -> None:
    town = served.town
    seance = town.seance("2026-05-06")
    town.convene(seance, "convoquer")
    town.sit(seance)
    first, *_ = (one["id"] for one in town.rows(Participant, seance_id=seance))
    path = f"/seances/{seance}/participants/presences"
    here = {f"presence-{first}": "present"}
    with served.visitor("bat") as client:
        seen, theirs = form_of(client.get(path)), form_of(client.get(path))
        client.post(path, data=theirs | here | {f"arrivee-{first}": "9 h 15"})
        town.convene(seance, "ajouter_point", titre="Salle", porteur="BAT", motif="fuite")
        late = client.post(path, data=seen | here | {f"arrivee-{first}": "9 h 45"})
        gone = client.post(path, data=seen | {f"presence-{first}": "absent"})

    page: Any = html.fromstring(late.text)
    controls = set(page.xpath("//*[self::input or self::select]/@id"))
    assert sides_of(late) == {f"arrivee-{first}": ["09:15", "9 h 45"]}
    assert f"champ-arrivee-{first}" not in controls
    assert set(page.xpath("//main//label/@for")) <= controls
    assert "Enregistré par vous" in text_of(late, "//table//thead")
    (named,) = page.xpath("//*[@role='radiogroup']/@aria-labelledby")
    assert "heure d’arrivée" in text_of(late, f"//th[@id='{named}']")
    chosen: Any = html.fromstring(gone.text)
    assert not chosen.xpath("//fieldset[not(.//input)]")


def test_presences_are_not_noted_before_the_day(looked_at: Served) -> None:
    number = seance_in(looked_at.town, "preparee")
    with looked_at.visitor("bat") as client, looked_at.visitor("referente") as other:
        page = client.get(f"/seances/{number}/participants/presences")
        theirs = other.get(f"/seances/{number}/participants/presences")

    assert "Les présences se notent à partir du jour de la séance" in text_of(page)
    assert "<form" not in page.text.partition("<main")[2]
    assert theirs.status_code == 404


def test_a_link_is_shown_once_then_listed_with_its_uses_and_revoked(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    path = f"/seances/{number}/liens"
    with served.visitor("bat") as client, served.visitor() as guest:
        form = form_of(client.get(path)) | {"pour": f"service-{FRANCE_TRAVAIL}", "jusqu_a": ""}
        made = client.post(path, data=form)
        again = client.post(path, data=form)
        (secret,) = re.findall(r"/invite/([\w-]+)", made.text)
        entered = guest.get(f"/invite/{secret}")
        listed = client.get(path)
        (link,) = served.town.rows(Lien, seance_id=number)
        said = notice_after(
            client,
            client.post(f"{path}/{link['id']}/revoquer", data=form_of(listed)),
        )
        shut, after = guest.get(f"/invite/{secret}"), client.get(path)

    assert entered.headers["location"] == "/invite"
    assert "Ce lien est déjà fait" in text_of(again)
    assert secret not in again.text + listed.text
    assert "France Travail Saint-Denis (a déjà un lien)" in text_of(listed)
    assert text_of(listed, "//tbody//td[@class='number']") == "1 0"
    assert "n’ouvre plus rien" in said
    assert shut.status_code == 410
    assert "plus : révoqué" in text_of(after)
    assert text_of(after, "//tbody//td[@class='number']") == "1 1"
    told = served.town.rows(JournalRow, kind="seance", subject_id=number)
    assert [one["act"] for one in told if "lien" in one["act"]] == [
        "creer_lien",
        "revoquer_lien",
    ]


def test_a_link_says_what_is_missing_and_never_opens_longer_than_it_may(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    path = f"/seances/{number}/liens"
    with served.visitor("bat") as client:
        form = form_of(client.get(path))
        nobody = client.post(path, data=form | {"jusqu_a": "bientôt"})
        whom = {"pour": f"service-{FRANCE_TRAVAIL}", "jusqu_a": "31/12/2026"}
        long = client.post(path, data=form | whom)

    assert [nobody.status_code, long.status_code] == [422, 422]
    assert "Choisissez pour qui est le lien." in text_of(nobody)
    assert "Donnez un jour" in text_of(nobody)
    assert 'value="bientôt"' in nobody.text
    assert "au plus le" in text_of(long, "//div[@class='errors']")
    assert served.town.rows(Lien, seance_id=number) == []


def test_only_whoever_coordinates_makes_links_and_convokes(looked_at: Served) -> None:
    number = seance_in(looked_at.town, "preparee")
    with looked_at.visitor("referente") as client:
        page = client.get(f"/seances/{number}/participants")
        shut = [
            client.get(f"/seances/{number}/{one}").status_code
            for one in ("liens", "participants/convoquer")
        ]

    assert page.status_code == 200
    assert "/liens" not in page.text
    assert shut == [404, 404]


def test_a_link_made_for_the_guest_of_a_line_opens_that_line_alone(served: Served) -> None:
    town = served.town
    number = seance_in(town, "preparee")
    mine, *others = town.rows(Passage, seance_id=number)
    town.act(
        mine["dossier_id"],
        "inviter",
        AGENT_ALI,
        qui="partenaire",
        nom="Ana Tuteur",
        qualite="UDAF",
        courriel="a@udaf.example",
    )
    path = f"/seances/{number}/liens"
    with served.visitor("bat") as client, served.visitor() as guest:
        form = form_of(client.get(path)) | {"pour": "invite-1", "jusqu_a": "12/05/2026"}
        made = client.post(path, data=form)
        (secret,) = re.findall(r"/invite/([\w-]+)", made.text)
        guest.get(f"/invite/{secret}")
        page = guest.get("/invite")
        town.act(mine["dossier_id"], "decommander", AGENT_ALI, invite=1)
        after = guest.get("/invite")
        listed = client.get(path)

    assert others
    assert "mardi 12 mai 2026" in text_of(made)
    assert page.text.count('<tbody id="l') == 1
    assert f'id="l{mine["id"]}"' in page.text
    assert after.status_code == 410
    assert "plus : invitation retirée" in text_of(listed)


def test_convoking_a_seance_that_changed_meanwhile_sends_nothing_and_says_why(
    served: Served,
) -> None:
    town = served.town
    number = seance_in(town, "preparee")
    path = f"/seances/{number}/participants/convoquer"
    with served.visitor("bat") as client:
        form = form_of(client.get(path))
        town.convene(number, "deplacer", date_seance="2026-05-19", heure="10:00")
        moved = client.post(path, data=form)
        town.convene(number, "annuler", motif="salle inondée")
        given_up = client.post(path, data=form_of(moved))

    assert [moved.status_code, given_up.status_code] == [409, 409]
    assert "a modifié la séance" in text_of(moved)
    assert "Ce qui suit est à jour." in text_of(moved)
    assert "Convoquer n’est pas possible" in text_of(given_up)
    assert _sent(town, number) == []
