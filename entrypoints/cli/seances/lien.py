"""``seance lien``: a séance opened to a service or a guest who has no account."""

import sys
from datetime import datetime
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.dossier_head import answers_words
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.refused import refuse
from entrypoints.cli.seances.seance_acts import Number
from entrypoints.forms.registry import Forms, Json
from entrypoints.words.dossiers import NATURES
from entrypoints.words.links import bearer_words, closed_words
from entrypoints.words.times import full_instant, last_minute, line_words, short_instant
from rules.days.calendar import Calendar
from rules.delays.delay import END_OF_DAY
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.seances.kinds import SeanceKind
from rules.situation import SeanceView
from rules.wording import NBSP, numbered, quantity
from workflow.reading import links as reading
from workflow.reading import participants
from workflow.reading.links import LinkLine
from workflow.reading.tableau import Tableau, TableauLine, tableau
from workflow.seances.participants import links
from workflow.seances.participants.links import Opened

app = group("Les liens vers une séance, pour qui n’a pas de compte : ils expirent, se révoquent.")

LinkNumber = Annotated[
    int, typer.Argument(metavar="LIEN", min=1, max=GREATEST, help="Le numéro du lien.")
]


@app.command()
def creer(
    ctx: typer.Context,
    numero: Number,
    role: options.InRole,
    pour_service: Annotated[
        int | None,
        typer.Option(
            "--pour-service", metavar="N", min=1, max=GREATEST, help="Pour ce service, qui siège."
        ),
    ] = None,
    pour_invite: Annotated[
        int | None,
        typer.Option(
            "--pour-invite", metavar="N", min=1, max=GREATEST, help="Pour cet invité d’une ligne."
        ),
    ] = None,
    jusqu_a: Annotated[
        str | None,
        typer.Option(
            "--jusqu-a",
            metavar="DATE",
            help="Il s’ouvre jusqu’à cet instant, ou ce jour compris ; sinon, ce que dit la "
            "configuration.",
        ),
    ] = None,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Crée un lien vers cette séance seulement. Son jeton n’est donné qu’une fois."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    act = options.act(assembly, links.CREATE, by, happened=None, fields=None)
    try:
        made = links.create(
            assembly.store,
            assembly.rulebook,
            act,
            numero,
            service=pour_service,
            guest=pour_invite,
            until=options.instant(assembly, jusqu_a, alone=END_OF_DAY),
        )
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json(
            {"lien": made.link_id, "jeton": made.token, "expire_le": forms.instant(made.expires)}
        )
        return
    until = full_instant(last_minute(made.expires, assembly.calendar), assembly.calendar)
    display.say(
        f"Lien {numbered(made.link_id)}, jusqu’au {until}. Son jeton, à transmettre{NBSP}:",
        made.token,
        "Il n’est gardé nulle part : notez-le maintenant. Il s’ouvre dans un navigateur"
        f"{NBSP}: {assembly.configured.web.address}/invite/{made.token}",
    )


@app.command()
def lister(ctx: typer.Context, numero: Number, en_json: options.AsJson = False) -> None:
    """Liste les liens d’une séance, et combien de fois chacun s’est ouvert."""
    assembly = assembly_of(ctx)
    now = clock.now()
    found = reading.listing(assembly.store, assembly.rulebook, numero, now)
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json({"seance": numero, "liens": [_link(forms, one) for one in found]})
        return
    display.listing(
        ("N°", "Pour", "S’ouvre", "Ouvert", "La dernière fois"),
        [
            (
                str(one.id),
                bearer_words(one),
                _opens(one, now, assembly.calendar),
                quantity(one.uses, "fois", "fois"),
                None
                if one.last_used is None
                else short_instant(one.last_used, now, assembly.calendar),
            )
            for one in found
        ],
        empty="Aucun lien.",
        fixed=("N°",),
        right=("N°",),
    )


@app.command()
def revoquer(
    ctx: typer.Context,
    lien: LinkNumber,
    role: options.InRole,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Révoque un lien : il n’ouvre plus rien."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    act = options.act(assembly, links.REVOKE, by, happened=None, fields=None)
    try:
        links.revoke(assembly.store, assembly.rulebook, act, lien)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json({"lien": lien, "revoque": True})
    else:
        display.say(f"Le lien {numbered(lien)} est révoqué.")


@app.command()
def ouvrir(
    ctx: typer.Context,
    jeton: Annotated[
        str,
        typer.Argument(metavar="JETON", help="Le jeton du lien ; - : lu sur l’entrée standard."),
    ],
    en_json: options.AsJson = False,
) -> None:
    """Montre ce qu’un lien ouvre : le tableau que voit ce service, ou la ligne de l’invité."""
    assembly = assembly_of(ctx)
    store, rulebook = assembly.store, assembly.rulebook
    token = sys.stdin.readline().strip() if jeton == "-" else jeton
    try:
        opened = links.open_link(store, rulebook, token, clock.now())
    except Refused as refused:
        refuse(refused, en_json)
    found = tableau(store, rulebook, opened.seance_id, viewer=opened.service_id)
    mine = None if opened.guest_id is None else _lines_of(assembly, opened)
    shown = [one for one in found.lines if mine is None or one.id in mine]
    kind = rulebook.kind_held(_view(found))
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json(
            {
                "seance": found.seance_id,
                "genre": found.genre,
                "date_seance": forms.instant(found.held),
                "lieu": found.place,
                "expire_le": forms.instant(opened.expires),
                "lignes": [_line(forms, kind, one) for one in shown],
            }
        )
        return
    display.title(f"{kind.label} n° {found.seance_id}")
    display.sheet(
        [
            ("Date", full_instant(found.held, assembly.calendar)),
            ("Lieu", found.place),
            (
                "Ce lien s’ouvre jusqu’au",
                full_instant(last_minute(opened.expires, assembly.calendar), assembly.calendar),
            ),
        ]
    )
    display.section("Lignes")
    display.listing(
        ("N°", "Personne, service", "Où en est-on, objet", "Réponses"),
        [
            (
                str(one.id),
                display.pair(f"{one.nom} {one.prenom}", one.service),
                display.pair(line_words(kind, one.state), NATURES[one.nature]),
                answers_words(one.answers),
            )
            for one in shown
        ],
        empty="Aucune ligne.",
        fixed=("N°",),
        right=("N°",),
    )


def _lines_of(assembly: Assembly, opened: Opened) -> frozenset[int]:
    attendance = participants.of_seance(assembly.store, assembly.rulebook, opened.seance_id)
    return frozenset(one.line for one in attendance.guests if one.id == opened.guest_id)


def _view(found: Tableau) -> SeanceView:
    return SeanceView(
        id=found.seance_id,
        genre=found.genre,
        circonscription=found.circonscription,
        held=found.held,
        state=found.state,
    )


def _line(forms: Forms, kind: SeanceKind, one: TableauLine) -> Json:
    return {
        "ligne": one.id,
        "rang": one.rank,
        "nom": one.nom,
        "prenom": one.prenom,
        "nature": one.nature,
        "etat": one.state,
        "resultat": line_words(kind, one.state),
        "service": one.service,
        "reponses": [forms.answer(each) for each in one.answers],
    }


def _opens(one: LinkLine, now: datetime, calendar: Calendar) -> str:
    """« jusqu’au 12 mai à 23:59 », « plus, révoqué »."""
    why = closed_words(one)
    if why is not None:
        return f"plus, {why}"
    return f"jusqu’au {short_instant(last_minute(one.expires, calendar), now, calendar)}"


def _link(forms: Forms, one: LinkLine) -> Json:
    return {
        "lien": one.id,
        "service": one.service_id,
        "libelle": one.service,
        "invite": one.guest,
        "nom": one.name,
        "cree_le": forms.instant(one.created),
        "expire_le": forms.instant(one.expires),
        "revoque_le": forms.instant(one.revoked),
        "etat": "ouvert" if one.closed is None else one.closed.code,
        "ouvertures": one.uses,
        "refus": one.refused,
        "ouvert_le": forms.instant(one.last_used),
    }
