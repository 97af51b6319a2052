"""« Mes circonscriptions » and « Comptes rendus » of whoever coordinates many séances: page after
page, as light and as few statements as for a few."""

import re

import httpx

from tests.web.api.calling import calling
from tests.web.pages import HEAVIEST, weight
from tests.web.reading import form_of, notice_after, rows_of, text_of
from tests.web.served import Served
from tests.web.sittings import seance_in
from tests.web.test_statements import statements
from tests.web.town import Town
from tests.workflow.build import ELSEWHERE, HERE
from workflow.tables.post import Outbox
from workflow.tables.subjects import Seance

LIST, CHASE = "/circonscriptions", "/circonscriptions/relancer"
MINUTES = "/comptes-rendus"


def prepared(town: Town, number: int) -> list[int]:
    """So many séances more, their tableau open, on one day."""
    made = []
    for rank in range(number):
        minutes = 480 + 10 * rank
        made.append(town.seance("2026-05-19", heure=f"{minutes // 60:02}:{minutes % 60:02}"))
        town.convene(made[-1], "preparer")
        town.convene(made[-1], "convoquer")
    return made


def held(town: Town, number: int) -> None:
    """So many séances more that were held today."""
    for rank in range(number):
        minutes = 480 + 5 * rank
        made = town.seance("2026-05-05", heure=f"{minutes // 60:02}:{minutes % 60:02}")
        town.sit(made)
        town.convene(made, "lever")


def pages(client: httpx.Client, path: str) -> list[httpx.Response]:
    """A list, page after page."""
    found, address = [], path
    while True:
        found.append(client.get(address))
        assert found[-1].status_code == 200
        more = re.search(r'class="button" href="([^"]+)">Page suivante', found[-1].text)
        if more is None:
            return found
        address = more[1].replace("&amp;", "&")


def listed(answers: list[httpx.Response]) -> list[int]:
    """The séances of pages, by number, in their order."""
    head = r'<th scope="row(?:group)?"[^>]*><a href="/seances/(\d+)">'
    return [int(one) for answer in answers for one in re.findall(head, answer.text)]


def chips(answer: httpx.Response) -> list[str]:
    return re.findall(r"<b>(\d+)</b></a></li>", answer.text)


def test_many_seances_follow_on_pages_that_stay_light(served: Served) -> None:
    prepared(served.town, 60)
    with served.visitor("bat") as client:
        every, missing = pages(client, LIST), pages(client, f"{LIST}?filtre=manque")
        chase = pages(client, CHASE)
        weights = [weight(client.get, one) for one in (*every, *missing, *chase)]
    numbers = listed(every)

    assert max(weights) < HEAVIEST
    assert [len(rows_of(one)) for one in every[:2]] == [12, 12]
    assert len(numbers) == len(set(numbers)) == int(chips(every[0])[0])
    assert len(listed(missing)) == len(set(listed(missing))) == int(chips(every[0])[1])
    assert {chips(one)[0] for one in every} == {str(len(numbers))}


def test_what_they_ask_of_the_database_does_not_grow_with_the_seances(served: Served) -> None:
    asked = [("bat", path) for path in (LIST, f"{LIST}?filtre=manque", CHASE)]
    before = [statements(served, *one) for one in asked]
    prepared(served.town, 20)
    after = [statements(served, *one) for one in asked]

    assert after == before


def test_a_page_chases_those_of_its_own_seances_and_says_so(served: Served) -> None:
    town = served.town
    prepared(town, 12)
    with served.visitor("bat") as client:
        alone = client.get(f"{LIST}?circonscription={HERE}&filtre=comptes-rendus")
        first, last = pages(client, f"{LIST}?filtre=manque")
        link = re.search(r'class="button own" href="([^"]+)">([^<]+)<', last.text)
        assert link is not None
        address = link[1].replace("&amp;", "&")
        page = client.get(address)
        sent = client.post(address, data=form_of(page))
        said = notice_after(client, sent)
    chased = {one["subject_id"] for one in town.rows(Outbox, occasion="relance_tableau")}

    assert "Relancer" not in text_of(alone, "//div[@class='head']")
    assert re.fullmatch(r"Relancer les \d services en attente pour cette page…", link[2])
    assert f"{len(listed([last]))} séances de cette page attendent" in text_of(page)
    assert set(listed([page])) == set(listed([last]))
    assert chased == set(listed([last]))
    assert "relances envoyées" in said
    assert sent.headers["location"] == address.replace(CHASE, LIST)
    assert not set(listed([first])) & chased


def test_where_all_is_on_one_page_the_chase_is_of_all(looked_at: Served) -> None:
    with looked_at.visitor("bat") as client:
        head = text_of(client.get(LIST), "//div[@class='head']")
        chase = text_of(client.get(CHASE))

    assert "services en attente…" in head
    assert "de cette page" not in chase


def test_a_seance_that_another_coordinates_is_not_chased_whatever_is_posted(served: Served) -> None:
    ep = max(one["id"] for one in served.town.rows(Seance, genre="ep"))
    with served.visitor("bat") as client:
        form = form_of(client.get(CHASE))
        kept = {name: one for name, one in form.items() if not name.startswith("service-")}
        answer = client.post(CHASE, data={**kept, f"service-{ep}": "1"})

    assert answer.status_code == 422
    assert "Personne n’est coché" in text_of(answer)


def test_the_list_narrows_to_one_circonscription_with_its_own_counts(looked_at: Served) -> None:
    (there,) = (one["id"] for one in looked_at.town.rows(Seance, circonscription=ELSEWHERE))
    with looked_at.visitor("bat") as client:
        whole = client.get(LIST)
        narrowed = client.get(f"{LIST}?circonscription={ELSEWHERE}")
        unknown = client.get(f"{LIST}?circonscription=99-99")

    assert there in listed([whole])
    assert listed([narrowed]) == [there]
    assert chips(narrowed) == ["1", "1", "0", "0"]
    assert "Bobigny ✕" in text_of(narrowed)
    assert listed([unknown]) == listed([whole])


def test_a_cursor_that_the_list_did_not_give_leads_back_to_its_beginning(looked_at: Served) -> None:
    with looked_at.visitor("bat") as client:
        answers = [client.get(f"{path}?apres=abc") for path in (LIST, CHASE, MINUTES)]

    assert [(one.status_code, one.headers["location"]) for one in answers] == [
        (303, LIST),
        (303, CHASE),
        (303, MINUTES),
    ]


def test_what_a_row_leads_to_leads_back_to_its_page(looked_at: Served) -> None:
    seance = seance_in(looked_at.town, "preparee")
    with looked_at.visitor("bat") as client:
        page = client.get(f"{LIST}?filtre=manque")

    assert f"/seances/{seance}/relancer?retour=/circonscriptions%3Ffiltre%3Dmanque" in page.text


def test_the_comptes_rendus_to_send_follow_on_pages_and_are_counted_whole(served: Served) -> None:
    before = statements(served, "bat", MINUTES)
    held(served.town, 60)
    with served.visitor("bat") as client, calling(served, "bat") as program:
        whole = statements(served, "bat", MINUTES)
        every = pages(client, MINUTES)
        weights = [weight(client.get, one) for one in every]
        first = program.get("/api/comptes-rendus", params={"limite": 40}).json()
        rest = program.get(
            "/api/comptes-rendus", params={"limite": 40, "apres": first["suite"]}
        ).json()
        told = [one["seance"] for answer in (first, rest) for one in answer["seances"]]
    numbers = listed(every)

    assert max(weights) < HEAVIEST
    assert [len(listed([one])) for one in every] == [50, len(numbers) - 50]
    assert len(set(numbers)) == len(numbers) > 60
    assert all(f"{len(numbers)} à envoyer" in text_of(one) for one in every)
    assert (told, rest["suite"]) == (numbers, None)
    assert whole == before
