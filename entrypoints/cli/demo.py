"""``demo``: six months of the procedure on a virtual clock, and what came of them."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.errors import BadUsage, Code
from entrypoints.cli.options import assembly_of
from entrypoints.cli.service import watch
from entrypoints.configuration.settings import DATABASE_URL
from entrypoints.demo import accounts
from entrypoints.demo.stage import Stage
from entrypoints.demo.summary import show, summary_of
from rules.wording import colon
from workflow.database.store import Store
from workflow.reading import tallies


class NotEmpty(BadUsage):
    """The demo would mix made-up people with what the database already holds."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"La base de la démonstration doit être vide, et {where} ne l’est pas : rien n’a été "
            "fait. Choisissez un autre dossier, ou une autre base."
        )


def demo(
    ctx: typer.Context,
    dossier: Annotated[
        Path | None,
        typer.Option(
            "--dossier",
            metavar="DIR",
            file_okay=False,
            help="Garde tout : la base, les fichiers reçus (entrees), ce qui sort (sorties).",
        ),
    ] = None,
    sans_servir: Annotated[
        bool, typer.Option("--sans-servir", help="S’arrête là, sans ouvrir l’application.")
    ] = False,
    en_json: options.AsJson = False,
) -> None:
    """Joue six mois de la procédure avec des personnes inventées, en moins d’une minute, puis ouvre
    l’application à leur dernier jour."""
    assembly = assembly_of(ctx)
    serves = not (sans_servir or en_json)
    if dossier is not None:
        dossier.mkdir(parents=True, exist_ok=True)
        _play(assembly, dossier, en_json=en_json, serves=serves)
        if not en_json:
            display.say("", f"Tout est gardé dans « {dossier} ».")
        return
    with TemporaryDirectory(prefix="reorientation-demo-") as folder:
        _play(assembly, Path(folder), en_json=en_json, serves=serves)


def _play(assembly: Assembly, folder: Path, *, en_json: bool, serves: bool) -> None:
    from entrypoints.demo import story  # it comes with the application, that others do without

    url = assembly.environ.get(DATABASE_URL) or f"sqlite:///{folder / 'reorientation.db'}"
    settings = assembly.configured
    store = Store.open(url)
    try:
        store.migrate()
        with store.read() as connection:
            known = tallies.dossiers_by_state(connection)
        if known:
            raise NotEmpty(store.engine.url.render_as_string(hide_password=True))
        with display.progress("Six mois", story.worked_days(settings)) as bar:
            stage = story.play(store, settings, folder, bar.advance)
        summary = summary_of(store, stage.now)
    finally:
        store.close()
    if en_json:
        display.as_json(summary.as_dict())
    else:
        show(summary, stage.told, settings.rulebook)
        _show_accounts(stage)
    if summary.verdict.flaws:
        raise typer.Exit(Code.NOT_WHOLE)
    if serves:
        _serve(Assembly(assembly.config, {**assembly.environ, DATABASE_URL: url}), stage)


def _show_accounts(stage: Stage) -> None:
    display.section("Qui l’on peut être")
    display.listing(
        ("Courriel", "Qui"),
        [(one.email, display.pair(one.name, one.what)) for one in stage.accounts],
        empty="",
        fixed=("Courriel",),
    )
    display.say(colon("Leur mot de passe", accounts.PASSWORD))


def _serve(assembly: Assembly, stage: Stage) -> None:
    """The application as on the morning that follows the story, where one may come in as each
    role."""
    from entrypoints.demo import story

    clock.live_from(story.morning_after(stage))
    try:
        watch(assembly, lambda now: story.post(stage, now))
    finally:
        assembly.close()
