"""Messages that will not leave by themselves: told once a day, sent again or given up by people."""

import json
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from benchmarks.overheard import overheard
from notifications.channels.contract import PermanentFailure
from notifications.enclosures import Pointless
from rules.actors import Actor, Role
from rules.lost_messages import GIVEN_UP, RESENT
from rules.refusals import Refused
from rules.situation import Act
from rules.telling import State, Terms
from tests.notifications.post import NOW, Book, Box, rows, send, write
from tests.notifications.staff import BOP, hire
from workflow.agents.lost_messages import Mended, mend
from workflow.database.store import Store
from workflow.reading import journal, messages
from workflow.reading.messages import Asked
from workflow.tables.columns import table
from workflow.tables.post import Outbox
from workflow.trail.verification import verify

_KEPT = table(Outbox)
DAY = timedelta(days=1)


def act(event: str, motif: str | None = "boîte rouverte", role: Role = Role.MANAGER) -> Act:
    data = {} if motif is None else {"motif": motif}
    actor = Actor(name="quelqu’un", role=role)
    return Act(event=event, actor=actor, occurred=NOW, known=NOW, data=data)


def refusing(*addresses: str) -> Box:
    """A box where mails to these addresses are refused."""

    def refuse(mail: EmailMessage) -> None:
        if mail["To"] in addresses:
            raise PermanentFailure("Refusé (550).", code=550)

    return Box(refuse)


def pointless(mail: EmailMessage) -> None:
    raise Pointless(mail["Subject"])


def lose(store: Store, *keys: str) -> None:
    """Messages to the BOP that are refused."""
    write(store, *keys, recipient="role:bop")
    send(store, refusing("role-bop@rsa.example"))


def numbered(store: Store, key: str) -> int:
    """The number of the message of that key."""
    query = select(_KEPT.c.id).where(_KEPT.c.message_id.startswith(f"<{key}@"))
    with store.read() as connection:
        number: int = connection.execute(query).scalar_one()
        return number


def subjects(box: Box) -> list[tuple[str, str]]:
    """To whom, and about what, leaving out spaces that do not break."""
    return [
        (str(mail["To"]), str(mail["Subject"]).replace("\N{NO-BREAK SPACE}", " "))
        for mail in box.mails
    ]


def test_the_office_is_told_once_a_day_as_long_as_one_is_lost(store: Store) -> None:
    lose(store, "un", "deux")
    told = []
    for hours in (1, 2, 24, 26, 48):
        box = Box()
        send(store, box, NOW + timedelta(hours=hours))
        told.append(subjects(box))
    mend(store, act(GIVEN_UP), [1])
    after = Box()
    send(store, after, NOW + 3 * DAY)
    mend(store, act(GIVEN_UP), [2])
    done = Box()
    send(store, done, NOW + 6 * DAY)

    daily = [("role-manager@rsa.example", "2 messages qui ne partiront plus")]
    assert told == [daily, [], daily, [], daily]
    assert subjects(after) == [("role-manager@rsa.example", "1 message qui ne partira plus")]
    assert done.mails == []


def test_the_office_and_the_hour_are_those_of_the_departement(store: Store) -> None:
    lose(store, "un")
    terms = Terms(lost_to=Role.BOP, lost_at=(NOW + timedelta(hours=5)).time())  # 12 h in Paris
    early, late = Box(), Box()
    send(store, early, NOW + timedelta(hours=2), terms=terms)
    send(store, late, NOW + timedelta(hours=3), terms=terms)

    assert early.mails == []
    assert [to for to, _ in subjects(late)] == ["role-bop@rsa.example"]


def test_a_message_about_lost_messages_that_is_lost_tells_nobody_of_itself(store: Store) -> None:
    lose(store, "un")
    everything = ("role-bop@rsa.example", "role-manager@rsa.example")
    for days in range(3):
        send(store, refusing(*everything), NOW + days * DAY + timedelta(hours=1))
    mend(store, act(GIVEN_UP), [1])
    after = Box()
    send(store, after, NOW + 4 * DAY)
    lost = messages.listing(store, Asked(state="mort"))

    assert after.mails == []
    assert [one.occasion for one in lost] == ["messages_perdus"] * 3


def test_a_lost_message_is_sent_again_under_its_own_name(store: Store) -> None:
    lose(store, "un")
    done = mend(store, act(RESENT), [1])
    box = Box()
    send(store, box)

    assert done == [Mended(message=1, people=1)]
    assert box.ids == ["<un.1@reorientation.local>"]
    assert rows(store)["un"] == ("envoye", 1, None)


def test_it_leaves_for_whoever_is_there_by_then(store: Store) -> None:
    write(store, "un", recipient="role:bop")
    send(store, Box(), book=Book("role:bop"))
    hire(store, "ana", BOP)
    mend(store, act(RESENT), [1])
    box = Box()
    send(store, box, book=Book("role:bop"))

    assert box.to == ["ana@cd93.example"]


def test_only_those_whom_it_did_not_reach_get_it_again(store: Store) -> None:
    write(store, "un", recipient="role:bop")
    book = Book(**{"role-bop": ["a@x.example", "b@x.example"]})
    send(store, refusing("b@x.example"), book=book)
    mend(store, act(RESENT), [1])
    box = Box()
    send(store, box, book=book)

    assert box.to == ["b@x.example"]


def test_who_sent_again_or_gave_up_and_why_is_in_the_journal(store: Store) -> None:
    lose(store, "un", "deux")
    mend(store, act(RESENT), [1])
    mend(store, act(GIVEN_UP, "prévenue par téléphone", Role.BAT), [2])
    entries = journal.entries(store)

    assert [(str(one.subject), one.event, one.actor, one.role) for one in entries] == [
        ("message 1", RESENT, "quelqu’un", "manager"),
        ("message 2", GIVEN_UP, "quelqu’un", "bat"),
    ]
    assert entries[1].personal == {"motif": "prévenue par téléphone"}
    assert "téléphone" not in json.dumps(dict(entries[1].body))
    assert verify(store).flaws == ()


def test_what_is_not_lost_is_left_alone_and_nothing_is_done_of_the_others(store: Store) -> None:
    lose(store, "perdu", "abandonne")
    mend(store, act(GIVEN_UP), [2])
    write(store, "parti")
    send(store, Box())
    write(store, "passe")
    send(store, Box(pointless))
    write(store, "attend")
    before = messages.listing(store, Asked())
    known = [numbered(store, key) for key in ("perdu", "abandonne", "parti", "passe", "attend")]
    with pytest.raises(Refused) as refused:
        mend(store, act(RESENT), [*known, 99])

    assert [one.code for one in refused.value.refusals] == [
        *("message_abandonne", "message_deja_parti", "message_sans_objet", "message_en_attente"),
        "message_inconnu",
    ]
    assert messages.listing(store, Asked()) == before
    assert [one.event for one in journal.entries(store) if one.refused] == [RESENT] * 5


def test_only_an_office_mends_and_it_says_why(store: Store) -> None:
    lose(store, "un")
    tried = [act(RESENT, role=Role.REFERENT), act(GIVEN_UP, role=Role.EP), act(RESENT, None)]
    found = []
    for one in tried:
        with pytest.raises(Refused) as refused:
            mend(store, one, [1])
        found.append([reason.code for reason in refused.value.refusals])

    assert found == [["acteur_non_autorise"], ["acteur_non_autorise"], ["champ_manquant"]]


def test_only_what_is_to_leave_is_looked_for_among_messages_without_delivery(store: Store) -> None:
    with overheard(store) as told:
        for state in State:
            messages.listing(store, Asked(state=state.value))
    where = [one.sql.partition("WHERE ")[2] for one in told if one.reads]
    either = [state for state, one in zip(State, where, strict=True) if one.startswith("coalesce")]

    assert either == [State.TO_SEND]
