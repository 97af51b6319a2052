"""``agenda adresse``: the secret addresses at which other programmes read a diary."""

from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.diaries.whose import maybe, whose
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.refused import refuse
from entrypoints.diaries import address_of
from entrypoints.forms.registry import Forms, Json
from entrypoints.words.acts import subject_words
from entrypoints.words.times import short_instant
from rules.diaries import CREATE, REVOKE
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.subjects import Subject, SubjectKind
from rules.wording import NBSP, numbered
from workflow.diaries import addresses
from workflow.reading import diary_addresses
from workflow.reading.diary_addresses import AddressLine

app = group("Les adresses secrètes auxquelles un agenda se lit : créées, révoquées.")

Place = Annotated[
    str | None,
    typer.Option(
        "--pour-circonscription", metavar="CODE", help="L’agenda de cette circonscription."
    ),
]
Service = Annotated[
    int | None,
    typer.Option(
        "--pour-service", metavar="N", min=1, max=GREATEST, help="L’agenda de ce service."
    ),
]
Member = Annotated[
    int | None,
    typer.Option(
        "--pour-membre", metavar="N", min=1, max=GREATEST, help="L’agenda de ce membre de séances."
    ),
]
Agent = Annotated[
    int | None,
    typer.Option("--pour-agent", metavar="N", min=1, max=GREATEST, help="L’agenda de cet agent."),
]


@app.command()
def creer(
    ctx: typer.Context,
    role: options.InRole,
    circonscription: Place = None,
    service: Service = None,
    membre: Member = None,
    agent: Agent = None,
    acteur: options.Who = None,
    de_service: options.OfService = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Crée une adresse. Elle n’est donnée qu’une fois, et vaut jusqu’à ce qu’on la révoque.

    Exemple : reorientation agenda adresse creer --role bat --pour-circonscription 93-01
    """
    assembly = assembly_of(ctx)
    of = whose(
        assembly, circonscription=circonscription, service=service, membre=membre, agent=agent
    )
    by = options.actor(assembly, role, name=acteur, service=de_service, territory=territoire)
    act = options.act(assembly, CREATE, by, happened=None, fields=None)
    try:
        made = addresses.create(assembly.store, assembly.rulebook, act, of)
    except Refused as refused:
        refuse(refused, en_json)
    url = address_of(assembly.settings.web.address, made.token)
    if en_json:
        display.as_json(
            {
                "adresse": made.address_id,
                "url": url,
                "genre": of.kind.value,
                "numero": of.id,
            }
        )
        return
    display.say(
        f"Adresse {numbered(made.address_id)}, à donner à l’agenda de qui s’y abonne{NBSP}:",
        url,
        "Elle n’est gardée nulle part : notez-la maintenant. Qui l’a, lit l’agenda.",
    )


@app.command()
def lister(
    ctx: typer.Context,
    circonscription: Place = None,
    service: Service = None,
    membre: Member = None,
    agent: Agent = None,
    revoquees: Annotated[
        bool, typer.Option("--revoquees", help="Avec celles qui sont révoquées.")
    ] = False,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Liste les adresses : pour qui, depuis quand, et si elles sont encore lues."""
    assembly = assembly_of(ctx)
    of = maybe(
        assembly, circonscription=circonscription, service=service, membre=membre, agent=agent
    )
    found = diary_addresses.listing(
        assembly.store,
        of=None if of is None else [of],
        revoked=revoquees,
        most=limite + 1,
    )
    shown = found[:limite]
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json(
            {
                "adresses": [_form(forms, one) for one in shown],
                "tronque": len(found) > limite,
            }
        )
        return
    now, calendar = clock.now(), assembly.calendar
    display.listing(
        ("N°", "Agenda", "Créée", "Lue", "Révoquée"),
        [
            (
                str(one.id),
                display.pair(_owner_words(one.subject), one.name),
                display.pair(short_instant(one.created, now, calendar), one.created_by),
                "jamais" if one.read is None else short_instant(one.read, now, calendar),
                None
                if one.revoked is None
                else display.pair(short_instant(one.revoked, now, calendar), one.revoked_by),
            )
            for one in shown
        ],
        empty="Aucune adresse.",
        fixed=("N°",),
        right=("N°",),
    )
    if len(found) > limite:
        display.say(f"Il y en a d’autres{NBSP}: --limite {limite * 2}")


@app.command()
def revoquer(
    ctx: typer.Context,
    adresse: Annotated[
        int, typer.Argument(metavar="ADRESSE", min=1, max=GREATEST, help="Son numéro.")
    ],
    role: options.InRole,
    acteur: options.Who = None,
    service: options.OfService = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Révoque une adresse : plus rien ne s’y lit."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=service, territory=territoire)
    act = options.act(assembly, REVOKE, by, happened=None, fields=None)
    try:
        addresses.revoke(assembly.store, assembly.rulebook, act, adresse)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json({"adresse": adresse, "revoquee": True})
    else:
        display.say(f"L’adresse {numbered(adresse)} est révoquée.")


def _owner_words(of: Subject) -> str:
    """« service n° 12 »; a circonscription is known by its code, which its name bears."""
    return of.kind.value if of.kind is SubjectKind.CIRCONSCRIPTION else subject_words(of)


def _form(forms: Forms, one: AddressLine) -> Json:
    return {
        "adresse": one.id,
        "genre": one.subject.kind.value,
        "numero": one.subject.id,
        "nom": one.name,
        "creee_le": forms.instant(one.created),
        "creee_par": one.created_by,
        "lue_le": forms.instant(one.read),
        "revoquee_le": forms.instant(one.revoked),
        "revoquee_par": one.revoked_by,
    }
