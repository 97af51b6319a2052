"""From a house address to people: agents, substitutes, the book; each once, when they want it."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from structlog.testing import capture_logs

from notifications.channels.contract import ChannelUnavailable, PermanentFailure, TemporaryFailure
from rules.telling import MAIL
from tests.notifications.post import CALENDAR, NOW, URGENT, Book, Box, rows, send, write
from tests.notifications.staff import BAT, BOP, away, hire, told
from tests.workflow.build import insert
from workflow.database.store import Store
from workflow.reading import messages
from workflow.reading.messages import Asked
from workflow.tables.agents import Agent, Habilitation
from workflow.tables.columns import table

TO_BOP: dict[str, Any] = {"recipient": "role:bop"}
TO_BAT: dict[str, Any] = {"recipient": "role:bat:93-01"}
FRIDAY_EVENING = NOW + timedelta(days=4, hours=11)  # Friday 8 May 2026 is a holiday, besides


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CALENDAR.tz)


def states(store: Store) -> list[tuple[int, str | None, str]]:
    """Message, agent’s name or address, state; oldest first."""
    found = messages.listing(store, Asked())
    return sorted(((one.message, one.name or one.address, one.state) for one in found), key=str)


def test_the_agents_habilitated_are_told_instead_of_the_book_each_in_a_mail(store: Store) -> None:
    hire(store, "ana", BOP)
    hire(store, "bob", BOP)
    write(store, "un", **TO_BOP)
    write(store, "deux", recipient="role:ep")
    box = Box()
    done = send(store, box)

    assert done.sent == 3
    assert box.to == ["ana@cd93.example", "bob@cd93.example", "role-ep@rsa.example"]
    assert len(set(box.ids)) == 3


def test_each_address_of_the_book_is_written_to_by_itself(store: Store) -> None:
    write(store, "un", **TO_BOP)
    book = Book(**{"role-bop": ["a@x.example", "B@x.example", "b@X.example"]})
    box = Box()
    send(store, box, book=book)

    assert box.to == ["a@x.example", "B@x.example"]


def test_one_failed_address_leaves_the_others_alone(store: Store) -> None:
    write(store, "un", **TO_BOP)
    book = Book(**{"role-bop": ["a@x.example", "b@x.example"]})

    def refuse_a(mail: EmailMessage) -> None:
        if "a@x" in str(mail["To"]):
            raise PermanentFailure("Refusé.")

    done = send(store, Box(refuse_a), book=book)

    assert (done.sent, done.dead) == (1, 1)
    assert states(store) == [(1, "a@x.example", "mort"), (1, "b@x.example", "envoye")]


def test_who_is_away_is_replaced_and_nobody_is_lost_when_all_are(store: Store) -> None:
    holder, substitute = hire(store, "ana", BOP), hire(store, "bob")
    away(store, holder, "2026-05-04", "2026-05-04", substitute)
    away(store, holder, "2026-05-05", "2026-05-05")
    write(store, "lundi", **TO_BOP)
    monday, tuesday, wednesday = Box(), Box(), Box()
    send(store, monday)
    for days, box in ((1, tuesday), (2, wednesday)):
        write(store, f"jour{days}", now=NOW + timedelta(days=days), **TO_BOP)
        send(store, box, NOW + timedelta(days=days))

    assert monday.to == ["bob@cd93.example"]
    assert tuesday.to == ["role-bop@rsa.example"]
    assert wednesday.to == ["ana@cd93.example"]


def test_somebody_behind_two_recipients_of_one_thing_gets_one_mail(store: Store) -> None:
    hire(store, "ana", BOP, BAT)
    write(store, "au-bop", dossier=42, **TO_BOP)
    write(store, "au-bat", dossier=42, **TO_BAT)
    write(store, "autre-dossier", dossier=43, **TO_BAT)
    write(store, "plus-tard", dossier=42, now=NOW + timedelta(seconds=1), **TO_BAT)
    box = Box()
    send(store, box, NOW + timedelta(minutes=1))

    assert box.keys == ["au-bop", "autre-dossier", "plus-tard"]
    assert rows(store)["au-bat"] == ("deja_dit", 0, None)


def test_an_agent_whose_address_is_in_the_book_is_still_one_person(store: Store) -> None:
    hire(store, "ana", BAT)
    write(store, "au-bop", dossier=42, **TO_BOP)
    write(store, "au-bat", dossier=42, **TO_BAT)
    box = Box()
    send(store, box, book=Book(**{"role-bop": ["Ana@cd93.example"]}))

    assert box.to == ["ana@cd93.example"]


def test_two_things_said_otherwise_are_both_told(store: Store) -> None:
    hire(store, "ana", BOP, BAT)
    for key, rule in (("une", "2-RDV"), ("autre", "L-RAPO")):
        data = {**URGENT["data"], "rule": rule}
        write(store, key, occasion=URGENT["occasion"], data=data, dossier=42, **TO_BOP)
    box = Box()
    send(store, box)

    assert box.keys == ["une", "autre"]


def test_a_daily_digest_is_one_mail_in_the_morning_and_what_presses_does_not_wait(
    store: Store,
) -> None:
    told(store, "ana", BOP, rhythm="quotidien")
    write(store, "un", "deux", **TO_BOP)
    write(store, "trois", digest="stock", **TO_BOP)
    write(store, "pressant", **URGENT, **TO_BOP)
    today, morning = Box(), Box()
    send(store, today)
    send(store, morning, paris("2026-05-05T08:29"))
    early = list(morning.keys)
    done = send(store, morning, paris("2026-05-05T08:30"))

    assert today.keys == ["pressant"]
    assert early == []
    assert (done.sent, morning.keys) == (3, ["recapitulatif-1"])
    assert morning.mails[0]["Subject"] == "3\N{NO-BREAK SPACE}messages à lire"


def test_a_digest_of_one_message_is_that_message(store: Store) -> None:
    told(store, "ana", BOP, rhythm="quotidien")
    write(store, "un", **TO_BOP)
    send(store, Box())
    box = Box()
    send(store, box, paris("2026-05-05T08:30"))

    assert [str(mail["Subject"]).partition(" (")[0] for mail in box.mails] == [
        "Demande de réorientation retirée"
    ]


def test_a_weekly_digest_waits_for_its_day(store: Store) -> None:
    told(store, "ana", BOP, rhythm="hebdomadaire")
    write(store, "un", "deux", **TO_BOP)
    box = Box()
    for day in range(4, 12):
        send(store, box, paris(f"2026-05-{day:02}T10:00"))

    assert len(box.mails) == 1
    assert str(box.mails[0]["Date"]).startswith("Mon, 11 May 2026 10:00:00")


def test_whoever_is_away_when_the_digest_leaves_is_replaced_then(store: Store) -> None:
    ana, bob = told(store, "ana", BOP, rhythm="quotidien"), hire(store, "bob")
    away(store, ana, "2026-05-05", "2026-05-05", bob)
    write(store, "un", **TO_BOP)
    send(store, Box())
    box = Box()
    send(store, box, paris("2026-05-05T08:30"))

    assert box.to == ["bob@cd93.example"]
    assert states(store) == [(1, "ana", "detourne"), (1, "bob", "envoye")]


def test_whoever_lost_the_habilitation_before_the_digest_does_not_get_it(store: Store) -> None:
    ana = told(store, "ana", rhythm="quotidien")
    insert(
        store,
        Habilitation,
        agent_id=ana,
        role="bop",
        service_id=None,
        circonscription=None,
        du="2026-01-01",
        au="2026-05-04",
        recoit=1,
    )
    write(store, "un", **TO_BOP)
    send(store, Box())
    box = Box()
    send(store, box, paris("2026-05-05T08:30"))

    assert box.to == ["role-bop@rsa.example"]


def test_what_is_not_urgent_waits_for_the_working_hours_and_goes_to_who_is_there_then(
    store: Store,
) -> None:
    ana, bob = hire(store, "ana", BOP), hire(store, "bob")
    away(store, ana, "2026-05-11", "2026-05-15", bob)
    write(store, "un", now=FRIDAY_EVENING, **TO_BOP)
    write(store, "pressant", now=FRIDAY_EVENING, **URGENT, **TO_BOP)
    night, week_end, monday = Box(), Box(), Box()
    send(store, night, FRIDAY_EVENING)
    send(store, week_end, FRIDAY_EVENING + timedelta(days=1))
    (waiting,) = messages.listing(store, Asked(state="a_envoyer"))
    send(store, monday, paris("2026-05-11T08:00"))

    assert (night.keys, night.to) == (["pressant"], ["ana@cd93.example"])
    assert week_end.mails == []
    assert (waiting.agent, waiting.due) == (None, paris("2026-05-11T08:00"))
    assert monday.to == ["bob@cd93.example"]


def test_a_run_that_is_late_does_not_wake_anybody(store: Store) -> None:
    told(store, "ana", BOP, rhythm="quotidien")
    write(store, "un", **TO_BOP)
    send(store, Box())
    night, next_day = Box(), Box()
    send(store, night, paris("2026-05-05T22:00"))
    send(store, next_day, paris("2026-05-06T08:00"))

    assert night.mails == []
    assert next_day.to == ["ana@cd93.example"]


@pytest.mark.parametrize("recipient", ["membre:4", "invite:7", "intervenant:icl:93-01:2026-05-07"])
def test_what_names_somebody_goes_to_them_at_once_whatever_they_prefer(
    store: Store, recipient: str
) -> None:
    ana = told(store, "ana", rhythm="hebdomadaire")
    away(store, ana, "2026-05-04", "2026-05-04", hire(store, "bob"))
    write(store, "un", recipient=recipient)
    box = Box()
    name = recipient.replace(":", "-")
    send(store, box, book=Book(**{name: ["ana@cd93.example"]}))

    assert box.to == ["ana@cd93.example"]


def test_an_address_of_an_office_that_is_an_agent_s_follows_the_agent(store: Store) -> None:
    ana, bob = hire(store, "ana"), told(store, "bob", rhythm="quotidien")
    away(store, ana, "2026-05-04", "2026-05-04", bob)
    write(store, "un", **TO_BOP)
    box = Box()
    send(store, box, book=Book(**{"role-bop": ["ana@cd93.example"]}))

    assert box.mails == []
    assert states(store) == [(1, "bob", "a_envoyer")]


def test_an_agent_is_told_by_each_channel_chosen_as_often_as_chosen(store: Store) -> None:
    hire(store, "ana", BOP, **{MAIL: "quotidien", "discussion": "immediat"})
    write(store, "un", **TO_BOP)
    mail, chat = Box(), Box()
    both = {MAIL: mail, "discussion": chat}
    send(store, mail, channels=both)
    at_once = (len(mail.mails), len(chat.mails))
    send(store, mail, paris("2026-05-05T08:30"), channels=both)

    assert at_once == (0, 1)
    assert (len(mail.mails), len(chat.mails)) == (1, 1)


def test_a_channel_that_is_down_does_not_hold_up_the_others(store: Store) -> None:
    def down(_mail: EmailMessage) -> None:
        raise ChannelUnavailable("Arrêté.")

    hire(store, "ana", BOP, **{MAIL: "immediat", "discussion": "immediat"})
    write(store, "un", "deux", **TO_BOP)
    mail, chat = Box(down), Box()
    done = send(store, mail, channels={MAIL: mail, "discussion": chat})

    assert len(chat.mails) == 2
    assert (done.sent, done.later, done.stopped) == (2, 2, "Arrêté.")


def test_what_was_for_a_channel_that_closed_leaves_by_mail(store: Store) -> None:
    hire(store, "ana", BOP, discussion="quotidien")
    write(store, "un", **TO_BOP)
    send(store, Box(), channels={MAIL: Box(), "discussion": Box()})
    box = Box()
    send(store, box, paris("2026-05-05T08:30"))
    send(store, box, paris("2026-05-06T08:30"))

    assert box.to == ["ana@cd93.example"]


def test_a_corrected_address_is_taken_by_what_waits(store: Store) -> None:
    def later(_mail: EmailMessage) -> None:
        raise TemporaryFailure("Différé.", code=451)

    write(store, "un", **TO_BOP)
    send(store, Box(later), book=Book(**{"role-bop": ["faute@x.example"]}))
    box = Box()
    send(store, box, NOW + timedelta(hours=1), book=Book(**{"role-bop": ["juste@x.example"]}))

    assert box.to == ["juste@x.example"]
    assert [state for _, _, state in states(store)] == ["detourne", "envoye"]


def test_an_agent_s_new_address_is_taken_by_what_waits(store: Store) -> None:
    ana = told(store, "ana", BOP, rhythm="quotidien")
    write(store, "un", **TO_BOP)
    send(store, Box())
    with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        agent = table(Agent)
        connection.execute(agent.update().where(agent.c.id == ana).values(email="a2@x.example"))
    box = Box()
    send(store, box, paris("2026-05-05T08:30"))
    (line,) = messages.listing(store, Asked())

    assert box.to == ["a2@x.example"]
    assert (line.agent, line.address) == (ana, "a2@x.example")


def test_no_name_and_no_address_is_in_the_logs(store: Store) -> None:
    hire(store, "ana", BOP)
    write(store, "un", "deux", **TO_BOP)
    write(store, "trois", recipient="role:ep")

    def refuse(_parcel: object) -> None:
        raise PermanentFailure("Refusé.")

    with capture_logs() as logs:
        send(store, Box(refuse))

    assert len(logs) == 3
    assert not any("ana" in str(line) or "example" in str(line) for line in logs)


def test_what_is_for_an_agent_alone_goes_to_them_by_mail_though_they_are_away(
    store: Store,
) -> None:
    bob, ana = hire(store, "bob", BOP), hire(store, "ana", BOP, salon="hebdomadaire")
    away(store, ana, "2026-05-04", "2026-05-04", bob)
    write(store, "un", recipient=f"agent:{ana}", **URGENT)
    box = Box()
    send(store, box)

    assert box.to == ["ana@cd93.example"]
