"""The documentation says what the code does: nothing forgotten, nothing out of date, no dead link.

The generated parts are rewritten by ``REECRIRE_LA_DOCUMENTATION=1``.
"""

import difflib
import importlib
import os
import pkgutil
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlmodel import SQLModel

from entrypoints.cli.errors import Code
from entrypoints.cli.options import for_own_service
from rules.guards.temps import apres_dernier_etat, date_echue, dates_vecues
from rules.procedures.catalogue import CATALOGUE
from states.drawing import says
from states.page import Guard, Machine
from states.procedure import PROCEDURE
from tests.documentation import (
    GENERATED,
    PICTURES,
    PROJECT,
    REWRITE,
    RIGHTS,
    between,
    commands_with_options,
    committed_documents,
    fields_of,
    headings,
    rows_below,
    settings,
    shown_commands,
)
from tests.postgres import PostgresServer
from tests.workflow.build import AGENT_ALI, settle
from workflow import tables
from workflow.database.store import Store
from workflow.files.gaps import NATURES
from workflow.trail.verification import verify

PROCEDURE_PAGE = PROJECT / "docs" / "procedure.md"
RIGHTS_PAGE = PROJECT / "docs" / "habilitations.md"
GUIDES = ("README.md", "docs/guide-operateurs.md", "docs/guide-responsables.md")
WITH_COMMANDS = (*GUIDES, "docs/exploitation.md", "docs/procedure.md", "docs/architecture.md")

SEED_ROWS = (
    *(f"D{n}" for n in range(1, 30)),
    *("1a", "1b", "2", "2-exc.1", "2-exc.2", "2-rec.", "3", "3a", "3b", "3b-note", "4", "5"),
    *(f"S1-{n}" for n in range(1, 14)),
    "S4",
    *(f"L{n}" for n in range(1, 9)),
)
"""Every row of the seeds' delays, of the contract's indicators, of their other numbers (S1's
scenarios, S4) and of the law."""


def words_of(page: str) -> str:
    return (PROJECT / page).read_text(encoding="utf-8")


def plain(store: Store) -> str:
    return store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def difference_from(path: Path, written: str) -> str:
    """What a page says otherwise than the code does, as a patch; nothing if they agree."""
    if os.environ.get(REWRITE):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")
    difference = difflib.unified_diff(
        path.read_text(encoding="utf-8").splitlines(keepends=True),
        written.splitlines(keepends=True),
        path.name,
        f"tiré du code ({REWRITE}=1 l’y remet)",
        n=1,
    )
    return "".join(difference)


@pytest.mark.parametrize(
    ("page", "parts"), [(PROCEDURE_PAGE, GENERATED), (RIGHTS_PAGE, RIGHTS)], ids=["acts", "rights"]
)
def test_the_generated_tables_say_what_the_code_does(
    page: Path, parts: Mapping[str, Callable[[], str]]
) -> None:
    written = page.read_text(encoding="utf-8")
    for name, generate in parts.items():
        first, last = between(name, written)
        written = f"{written[:first]}\n{generate().rstrip()}\n\n{written[last:]}"

    assert difference_from(page, written) == ""


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_what_the_code_does(name: str) -> None:
    assert difference_from(PROJECT / name, PICTURES[name]()) == ""


def test_every_state_act_and_delay_of_the_procedure_is_documented() -> None:
    text = PROCEDURE_PAGE.read_text(encoding="utf-8")
    events = {event for node in PROCEDURE.all_nodes() for event in node.by_event}
    events |= {event for machine in Machine for event in PROCEDURE.births[machine]}
    codes = {*PROCEDURE.states, *events, *(rule.code for rule in CATALOGUE)}

    assert sorted(code for code in codes if f"`{code}`" not in text) == []


def test_every_condition_stands_in_the_table_of_conditions_with_its_text() -> None:
    rows = rows_below(PROCEDURE_PAGE, "Conditions et textes")
    used: set[Guard] = {date_echue}
    for node in PROCEDURE.all_nodes():
        used |= {guard for exit in node.exits for guard in exit.guards}
    for machine in Machine:
        used |= {g for birth in PROCEDURE.births[machine].values() for g in birth.guards}
    # Those that look at more than an act; what their docstring begins with is their condition.
    texts = [" ".join(str(one.__doc__).split()) for one in (apres_dernier_etat, dates_vecues)]
    wanted = {*map(says, used), *(text[2 : text.index(" »")] for text in texts)}

    assert {row[0] for row in rows} == wanted
    assert all(row[1] and row[2] for row in rows)


def test_every_row_of_the_documents_is_a_rule_or_says_why_not() -> None:
    rows = [
        row for row in rows_below(PROCEDURE_PAGE, "Chaque ligne des documents") if len(row) == 3
    ]
    rules = {rule.code for rule in CATALOGUE}
    named = {code for row in rows for code in re.findall(r"`([A-Z0-9][A-Z0-9-]+)`", row[2])}

    assert [row[0] for row in rows] == list(SEED_ROWS)
    assert all(row[2] for row in rows)
    assert named <= rules
    assert {code for code in rules if re.match(r"D\d|\d|L\d|S1", code)} <= named


def test_a_rule_said_to_be_switched_off_is_and_no_other() -> None:
    rows = rows_below(PROCEDURE_PAGE, "Chaque ligne des documents")
    off = {code for row in rows for code in re.findall(r"`([A-Z0-9][A-Z0-9-]+)`, inactive", row[2])}

    assert off == {rule.code for rule in CATALOGUE} - settings().rulebook.rules.keys()


def test_every_command_is_told_in_a_guide() -> None:
    told = "\n".join(words_of(page) for page in (*GUIDES, "docs/exploitation.md"))

    assert [name for name in commands_with_options() if f"reorientation {name}" not in told] == []


@pytest.mark.parametrize("page", WITH_COMMANDS)
def test_every_command_that_a_page_shows_exists_with_its_options(page: str) -> None:
    known = commands_with_options()
    unknown = []
    for words in shown_commands(words_of(page)):
        options = {word for word in words if word.startswith("--")} - {"--aide", "--help"}
        if not words or words[0].startswith("--"):
            continue
        names = (" ".join(words[:3]), " ".join(words[:2]), words[0])
        found = next((known[name] for name in names if name in known), None)
        if found is None or not options <= found:
            unknown.append(" ".join(words))

    assert unknown == []


@pytest.mark.parametrize("page", GUIDES)
def test_every_act_that_a_guide_shows_asks_for_the_fields_that_it_gives(page: str) -> None:
    wrong = []
    for words in shown_commands(words_of(page)):
        if words[:2] not in (["dossier", "agir"], ["seance", "agir"]) or len(words) < 4:
            continue
        on_seance = words[0] == "seance"
        machines = (Machine.SEANCE,) if on_seance else (Machine.DOSSIER, Machine.PASSAGE)
        asked = fields_of(machines, words[3])
        given = {after.partition("=")[0] for word, after in pairwise(words) if word == "--champ"}
        if "--service" in words and for_own_service(words[3]):
            given.add("service")
        if not any(required <= given <= known for required, known in asked):
            wrong.append(" ".join(words))

    assert wrong == []


def test_every_gap_with_webrsa_is_explained_to_operators() -> None:
    told = words_of("docs/guide-operateurs.md")

    assert [nature for nature in NATURES if f"| `{nature}` |" not in told] == []


def test_every_table_is_told_in_the_architecture() -> None:
    rows = rows_below(PROJECT / "docs" / "architecture.md", "Tables")
    for file in pkgutil.iter_modules(tables.__path__):
        importlib.import_module(f"workflow.tables.{file.name}")

    assert {row[0].strip("`") for row in rows} == set(SQLModel.metadata.tables)


def test_every_exit_code_and_variable_is_told_to_whoever_runs_the_application() -> None:
    told = words_of("docs/exploitation.md")
    read = {
        name
        for path in (PROJECT / "entrypoints").rglob("*.py")
        for name in re.findall(r'"(REORIENTATION_[A-Z_]+)"', path.read_text(encoding="utf-8"))
    }

    assert read
    assert [name for name in sorted(read) if f"| `{name}` |" not in told] == []
    assert [code.value for code in Code if f"| {code.value} |" not in told] == []


@pytest.mark.parametrize("page", [str(p.relative_to(PROJECT)) for p in committed_documents()])
def test_every_link_leads_somewhere(page: str) -> None:
    here = PROJECT / page
    text = re.sub(r"^```.*?^```", "", words_of(page), flags=re.DOTALL | re.MULTILINE)
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        target, _, anchor = unquote(link).partition("#")
        path = (here.parent / target).resolve() if target else here
        if not path.exists() or (
            anchor and anchor not in headings(path.read_text(encoding="utf-8"))
        ):
            dead.append(link)

    assert dead == []


def test_the_documented_rights_let_the_application_work_and_protect_its_journal(
    postgres_server: PostgresServer, postgresql_url: str
) -> None:
    owner = Store.open(postgresql_url)
    database, role = str(owner.engine.url.database), f"application_{uuid4().hex}"
    block = re.search(r"```sql\n(CREATE ROLE.*?)```", words_of("docs/exploitation.md"), re.DOTALL)
    assert block is not None
    script = block[1].replace("reorientation_app", role)
    script = script.replace("DATABASE reorientation ", f"DATABASE {database} ")
    with psycopg.connect(plain(owner), autocommit=True) as connection:
        connection.execute(script.encode())
        connection.execute("INSERT INTO circonscription VALUES (0, 0, '', 7, '93-07', 'Drancy')")
    owner.close()
    application = Store.open(
        owner.engine.url.set(username=role).render_as_string(hide_password=False)
    )
    try:
        application.migrate()
        refused = [
            "UPDATE journal SET act = 'autre'",
            "DELETE FROM journal",
            "TRUNCATE journal",
            "DROP TRIGGER journal_no_rewrite ON journal",
            "ALTER TABLE journal DISABLE TRIGGER ALL",
            "UPDATE alembic_version SET version_num = 'x'",
        ]
        with psycopg.connect(plain(application), autocommit=True) as connection:
            for statement in refused:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement.encode())
        world = settle(application)
        dossier = world.dossier()
        world.act(dossier, "point_parcours", AGENT_ALI, date=world.now.date())
        report = world.wait(days=400).tick()

        assert report.fired > 0
        assert report.failed == 0
        assert verify(application).flaws == ()
    finally:
        application.close()
        with psycopg.connect(plain(owner), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
