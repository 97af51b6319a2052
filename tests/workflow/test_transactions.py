"""A transaction: what is not waited for happens all the same, in order, or fails in full view."""

from contextlib import closing, suppress

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import bindparam, select, text

from tests.workflow import meeting
from tests.workflow.build import World, insert, rows_of
from workflow.database.gathering import Gathered
from workflow.database.statements import (
    Insertion,
    Statement,
    insert_into,
    insert_once,
    insert_returning_id,
    update_by_id,
)
from workflow.database.store import DRIVER_ERRORS, Store, Tx
from workflow.files import gaps
from workflow.tables.columns import table
from workflow.tables.post import Gap, Outbox
from workflow.tables.subjects import Circonscription, Personne

CIRCONSCRIPTION = table(Circonscription)
PLACE = ("code", "libelle", "version", "seq", "head")
INSERT = insert_into(Circonscription, *PLACE)
CLAIM = insert_once(Circonscription, *PLACE)
NUMBERED = insert_returning_id(Circonscription, *PLACE)
RENAME = update_by_id(Circonscription, "libelle")
LABEL = Statement(select(CIRCONSCRIPTION.c.libelle).where(CIRCONSCRIPTION.c.code == bindparam("c")))
EVERY = Statement(select(CIRCONSCRIPTION.c.code).order_by(CIRCONSCRIPTION.c.id))
NUMBERS = Statement(select(CIRCONSCRIPTION.c.id))
MARK, UNDO = Statement(text("SAVEPOINT here")), Statement(text("ROLLBACK TO SAVEPOINT here"))
PERSON = insert_returning_id(
    Personne,
    *("webrsa_id", "nom", "prenom", "date_naissance", "droit"),
    *("version", "seq", "head"),
)
ODD = 'L’« été »\\ "x"\n\t{"a": [1, null]} %s :c é\U0001f600'


def place(code: str, label: str = "x") -> dict[str, object]:
    return {"code": code, "libelle": label, "version": 0, "seq": 0, "head": ""}


def person(number: int) -> dict[str, object]:
    names = dict.fromkeys(("nom", "prenom", "date_naissance", "droit"), "x")
    return {"webrsa_id": number, **names, "version": 0, "seq": 0, "head": ""}


def codes(store: Store) -> list[str]:
    return [row["code"] for row in rows_of(store, Circonscription)]


def label(tx: Tx, code: str) -> object:
    row = tx.one(LABEL, {"c": code})
    return None if row is None else row[0]


# --- errors


@pytest.mark.parametrize("rows", [1, 5])
def test_a_row_written_twice_fails_at_the_commit_and_nothing_is_kept(
    store: Store, rows: int
) -> None:
    reached = []

    def work() -> None:
        with store.write() as tx:
            for number in range(rows):
                tx.write(INSERT, place(f"p{number}"))
            tx.write(INSERT, place("p0"))
        reached.append("after the commit")

    with pytest.raises(DRIVER_ERRORS, match=r"(?i)unique"):
        work()

    assert reached == []
    assert codes(store) == []


def test_a_row_written_twice_fails_at_the_first_answer_that_is_waited_for(store: Store) -> None:
    reached = []

    def work() -> None:
        with store.write() as tx:
            tx.many(INSERT, [place("p"), place("p")])
            label(tx, "p")
            reached.append("after the answer")

    with pytest.raises(DRIVER_ERRORS, match=r"(?i)unique"):
        work()

    assert reached == []
    assert codes(store) == []


def test_a_rehearsal_sees_what_it_wrote_and_leaves_nothing(store: Store) -> None:
    with store.write(kept=False) as tx:
        tx.write(INSERT, place("p", "seen"))
        seen = label(tx, "p")
    done = store.attempt(lambda tx: tx.write(INSERT, place("q")), kept=False)
    with store.write() as tx:
        tx.write(INSERT, place("r"))

    assert (seen, done) == ("seen", None)
    assert codes(store) == ["r"]


def test_what_is_read_meanwhile_is_of_one_instant_upon_one_connection(store: Store) -> None:
    def read() -> tuple[object, list[str], list[str]]:
        with store.read() as connection:
            found = connection.execute(select(CIRCONSCRIPTION.c.code)).scalars().all()
        with store.glance() as tx:
            looked_at = [code for (code,) in tx.all(EVERY, {})]
        return connection, list(found), looked_at

    with store.instant():
        before = read()
        with store.write() as tx:
            tx.write(INSERT, place("93-09"))
        after = read()

    assert before == after
    assert read()[1:] == (["93-09"], ["93-09"])


def test_a_rehearsal_fails_of_what_would_fail_at_the_commit(store: Store) -> None:
    with pytest.raises(DRIVER_ERRORS, match=r"(?i)unique"), store.write(kept=False) as tx:
        tx.many(INSERT, [place("p"), place("p")])

    assert codes(store) == []


def test_after_an_error_the_next_transaction_is_sound(store: Store) -> None:
    with pytest.raises(DRIVER_ERRORS), store.write() as tx:
        tx.many(INSERT, [place("p"), place("p")])
    with store.write() as tx:
        tx.write(INSERT, place("q"))

    assert codes(store) == ["q"]


def test_an_error_of_the_code_gives_up_what_was_not_sent_yet(store: Store) -> None:
    def work() -> None:
        with store.write() as tx:
            tx.write(INSERT, place("p"))
            tx.write(RENAME, {"of_id": 1, "libelle": "y"})
            tx.write(INSERT, place("q"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()

    assert codes(store) == []


def test_a_server_that_goes_away_is_told_and_the_store_serves_again(postgresql_url: str) -> None:
    store = Store.open(postgresql_url)
    pid = Statement(text("SELECT pg_backend_pid()"))

    def work() -> None:
        with store.write() as tx:
            tx.write(RENAME, {"of_id": 1, "libelle": "y"})
            (number,) = tx.one(pid, {}) or (0,)
            with store.engine.connect() as other:
                other.execute(sa.select(sa.func.pg_terminate_backend(number)))
            tx.write(INSERT, place("q"))

    with pytest.raises(psycopg.OperationalError):
        work()
    with store.write() as tx:
        tx.write(INSERT, place("r"))

    assert codes(store) == ["r"]
    store.close()


def test_a_server_that_hung_up_between_two_queries_is_called_again(postgresql_url: str) -> None:
    store = Store.open(postgresql_url)
    pid = Statement(text("SELECT pg_backend_pid()"))
    with store.write() as tx:
        (number,) = tx.one(pid, {}) or (0,)
    with psycopg.connect(postgresql_url.replace("+psycopg", ""), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])

    assert codes(store) == []
    store.close()


def test_what_is_asked_again_stays_prepared_whatever_number_it_is_asked_with(
    postgresql_url: str,
) -> None:
    kept = sa.text("SELECT statement FROM pg_prepared_statements WHERE statement LIKE :asked")
    listed = select(CIRCONSCRIPTION.c.libelle).where(CIRCONSCRIPTION.c.version == bindparam("v"))
    with closing(Store.open(postgresql_url)) as store:
        store.migrate()
        for number in (1, 70_000) * 6:
            with store.read() as connection:
                connection.execute(listed, {"v": number})
            with store.glance() as tx:
                tx.all(LABEL, {"c": "93-01"})
        with suppress(LookupError), store.read() as connection:
            connection.execute(listed, {"v": 1})
            raise LookupError  # what was read is nobody's there
        with suppress(LookupError), store.glance() as tx:
            tx.all(LABEL, {"c": "93-01"})
            raise LookupError
        with store.read() as connection:
            found = connection.scalars(kept, {"asked": "%FROM circonscription%"}).all()

    assert len(found) == 2


def test_what_is_too_long_to_leave_at_once_arrives(store: Store) -> None:
    long = "é" * 200_000
    with store.write() as tx:
        tx.many(INSERT, [place(f"p{number:02}", long) for number in range(20)])
        first = label(tx, "p00")
        for (number,) in tx.all(NUMBERS, {}):
            tx.write(RENAME, {"of_id": number, "libelle": f"{number}{long}"})
        count = tx.run(CLAIM, place("p00"))

    assert (first, count) == (long, 0)
    assert {row["libelle"].lstrip("0123456789") for row in rows_of(store, Circonscription)} == {
        long
    }
    assert len({row["libelle"] for row in rows_of(store, Circonscription)}) == 20


# --- order


def test_a_count_is_that_of_its_own_statement(store: Store) -> None:
    with store.write() as tx:
        tx.many(INSERT, [place(f"p{number}") for number in range(5)])
        tx.write(RENAME, {"of_id": 1, "libelle": "y"})
        counts = [
            tx.run(CLAIM, place("p1")),
            tx.run(CLAIM, place("q")),
            tx.run(CLAIM, place("q")),
            tx.run(RENAME, {"of_id": 999, "libelle": "y"}),
        ]

    assert counts == [0, 1, 0, 0]
    assert codes(store) == ["p0", "p1", "p2", "p3", "p4", "q"]


@pytest.mark.parametrize("rows", [1, 250])
def test_what_was_written_is_read_in_the_same_transaction(store: Store, rows: int) -> None:
    with store.write() as tx:
        tx.many(INSERT, [place(f"p{number:03}") for number in range(rows)])
        first, every = label(tx, "p000"), tx.all(EVERY, {})

    assert first == "x"
    assert [row[0] for row in every] == [f"p{number:03}" for number in range(rows)]


def test_a_savepoint_keeps_what_came_before_it_and_undoes_what_came_after(store: Store) -> None:
    with store.write() as tx:
        tx.many(INSERT, [place("a"), place("b"), place("c")])
        tx.write(MARK, {})
        tx.many(INSERT, [place("d"), place("e"), place("f")])
        tx.write(UNDO, {})
        tx.write(INSERT, place("g"))

    assert codes(store) == ["a", "b", "c", "g"]


def test_a_row_once_written_stays_as_it_is_however_it_was_sent(store: Store) -> None:
    with store.write() as tx:
        tx.run(CLAIM, place("a", "first"))
        for code in ("a", "b", "b", "c", "d"):
            tx.write(CLAIM, place(code, f"{code} again"))

    assert {row["code"]: row["libelle"] for row in rows_of(store, Circonscription)} == {
        "a": "first",
        "b": "b again",
        "c": "c again",
        "d": "d again",
    }


@pytest.mark.parametrize("rows", [1, 5])
def test_text_and_numbers_arrive_as_they_left(store: Store, rows: int) -> None:
    columns = ("kind", "subject_id", "occasion", "recipient", "data", "message_id", "digest")
    chain = {"version": 0, "seq": 0, "head": ""}
    insert_message = insert_into(Outbox, *columns, "created_at", "not_before", *chain)
    sent = [
        {
            **dict.fromkeys(columns, ODD),
            "message_id": f"{ODD}{number}",
            "subject_id": 2**62 + number,
            "digest": None,
            "created_at": 1_767_225_600_123_456,
            "not_before": -1,
            **chain,
        }
        for number in range(rows)
    ]
    with store.write() as tx:
        tx.many(insert_message, sent)

    assert [{name: row[name] for name in sent[0]} for row in rows_of(store, Outbox)] == sent


def test_a_parent_arrives_before_its_children_whoever_was_written_first(world: World) -> None:
    known = world.person()
    found = {"absent_du_stock": (None, {"ali": 1})}
    with world.store.write() as tx:
        tx.reserve(PERSON, 4)
        for number in range(1, 5):
            gaps.add(tx, known, found, file=f"f{number}", now=world.now)
            new = tx.insert(PERSON, person(number))
            gaps.add(tx, new, found, file=f"f{number}", now=world.now)

    assert len(world.rows(Gap)) == 8
    assert len({row["personne_id"] for row in world.rows(Gap)}) == 5


# --- numbers


def test_rows_take_the_numbers_that_were_reserved_then_those_of_the_database(store: Store) -> None:
    with store.write() as tx:
        tx.write(INSERT, place("before"))
        tx.reserve(NUMBERED, 3)
        numbers = [tx.insert(NUMBERED, place(code)) for code in ("a", "b", "c", "d", "e")]

    assert numbers == sorted(set(numbers))
    found = {row["code"]: row["id"] for row in rows_of(store, Circonscription)}
    assert [found[code] for code in ("a", "b", "c", "d", "e")] == numbers
    assert found["before"] < numbers[0]


def test_reserved_numbers_do_not_outlive_their_transaction(store: Store) -> None:
    with store.write() as tx:
        tx.reserve(NUMBERED, 3)
        tx.insert(NUMBERED, place("a"))
    with store.write() as tx:
        tx.insert(NUMBERED, place("b"))
        tx.reserve(NUMBERED, 1)
        tx.insert(NUMBERED, place("c"))

    assert codes(store) == ["a", "b", "c"]


def test_a_row_that_did_not_leave_yet_is_inserted_as_it_was_last_said(store: Store) -> None:
    with store.write() as tx:
        tx.reserve(NUMBERED, 4)
        for code in ("a", "b", "c", "d"):
            number = tx.insert(NUMBERED, place(code))
            tx.write(RENAME, {"of_id": number, "libelle": f"{code} renamed"})

    assert [row["libelle"] for row in rows_of(store, Circonscription)] == [
        f"{code} renamed" for code in ("a", "b", "c", "d")
    ]


def test_an_update_of_a_column_that_the_row_does_not_name_leaves_after_it() -> None:
    gathered = Gathered()
    bare = Insertion(CIRCONSCRIPTION, ("code", "version", "seq", "head")).numbered
    gathered.add(bare, {**place("a"), "id": 1})

    assert gathered.amend(RENAME, {"of_id": 1, "libelle": "y"}) is False
    assert gathered.amend(RENAME, {"of_id": 2, "libelle": "y"}) is False


def test_the_same_question_is_asked_of_many_in_order(store: Store) -> None:
    with store.write() as tx:
        tx.many(INSERT, [place(code, f"label of {code}") for code in ("a", "b", "c")])
        answers = tx.each(LABEL, [{"c": code} for code in ("c", "missing", "a")])
        nothing = tx.each(LABEL, [])

    assert answers == [[("label of c",)], [], [("label of a",)]]
    assert nothing == []


# --- again


def test_a_transaction_that_met_another_is_done_again_a_bounded_number_of_times(
    store: Store,
) -> None:
    tries = []

    def meet(tx: Tx) -> None:
        tries.append(tx.run(CLAIM, place("p")))
        raise psycopg.errors.DeadlockDetected

    with pytest.raises(psycopg.errors.DeadlockDetected):
        store.attempt(meet)

    assert tries == [1] * 5
    assert codes(store) == []


def test_any_other_error_is_not_tried_again(store: Store) -> None:
    tries = []

    def fail(tx: Tx) -> None:
        tries.append(tx.run(CLAIM, place("p")))
        raise psycopg.errors.CheckViolation

    with pytest.raises(psycopg.errors.CheckViolation):
        store.attempt(fail)

    assert tries == [1]


def test_of_two_that_each_hold_what_the_other_wants_the_one_given_up_is_done_again(
    postgresql_url: str,
) -> None:
    store = Store.open(postgresql_url)
    first = insert(store, Circonscription, **place("a"))
    second = insert(store, Circonscription, **place("b"))
    hold = "SELECT id FROM circonscription WHERE id = {} FOR UPDATE"
    tries = []

    def work(tx: Tx) -> str:
        tries.append(tx.run(RENAME, {"of_id": first, "libelle": "ours"}))
        tx.write(RENAME, {"of_id": second, "libelle": "ours"})
        return "done"

    with store.engine.connect() as other:
        other.execute(sa.text(hold.format(second)))
        answer = meeting.given_up(other, hold.format(first), lambda: store.attempt(work))

    assert answer == "done"
    assert len(tries) > 1  # on a busy machine they meet again
    assert [row["libelle"] for row in rows_of(store, Circonscription)] == ["ours", "ours"]
    store.close()
