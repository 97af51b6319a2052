"""What goes out to webRSA: only what it will take, once, and marked in the dossier."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from sqlmodel import SQLModel

from exchanges.export import AliUnread, AlreadyThere, Exported, export_changes
from exchanges.webrsa.referentiel import Referentiel, read_referentiel
from exchanges.webrsa.sample.files import write_samples
from exchanges.webrsa.schema import changes_schema
from exchanges.webrsa.stored import ALI_LIST, ali_of, lines_of, referentiel_of
from rules.actors import Actor, Genre, Role
from tests.workflow.build import BOP, CHAIN, HERE, World, insert, paris
from workflow.database.store import Store
from workflow.files import exports
from workflow.files.exports import NotAnAli
from workflow.organisations import referential
from workflow.organisations.referential import ServiceLine
from workflow.people import links
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Demande, Dossier, Personne
from workflow.tables.trail import JournalRow

MANAGER = Actor(name="cheffe", role=Role.MANAGER)


@pytest.fixture(scope="session")
def codes(tmp_path_factory: pytest.TempPathFactory) -> Referentiel:
    """webRSA's lists for the first ALI of the sample."""
    folder = tmp_path_factory.mktemp("codes")
    at = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)
    return read_referentiel(write_samples(folder, people=2, seed=93, alis=1, at=at)[0])


class Counter:
    """A registry that read those lists, with an ALI and a service social to orient to."""

    def __init__(self, store: Store, codes: Referentiel) -> None:
        self.world = World(store=store)
        self.codes = codes
        assert codes.ali is not None
        self.ali = codes.ali.identifiant
        self.social = next(
            one.identifiant for one in codes.structures.values() if "Service social" in one.libelle
        )
        self.referent, self.gone = (
            next(
                one.identifiant
                for one in codes.referents.values()
                if (one.structure, one.actif) == (self.ali, here)
            )
            for here in (True, False)
        )
        self.motif = codes.lists["reorientation_motifs"][0].identifiant
        self.agent = Actor(name="agent", role=Role.REFERENT, service_id=self.ali, genre=Genre.ALI)
        insert(store, Circonscription, code=HERE, libelle="Ici", **CHAIN)
        genres = {self.ali: Genre.ALI, self.social: Genre.SERVICE_SOCIAL}
        with store.write() as tx:
            for name, lines in lines_of(codes):
                referential.keep_lines(tx, name, lines)
            referential.keep_services(
                tx,
                (
                    ServiceLine(
                        id=one.identifiant,
                        label=one.libelle,
                        genre=genres.get(one.identifiant),
                        type_orientation=one.type_orient,
                        circonscriptions=frozenset(),
                        address=one.adresse,
                        telephone=None,
                        email=None,
                        active=True,
                    )
                    for one in codes.structures.values()
                ),
            )

    def dossier(self, event: str = "importer_accompagne", *, referent: bool = True) -> int:
        """Somebody followed by the ALI, with a référent of it."""
        dossier = self.world.dossier(event, service=self.ali)
        if referent:
            self.world.act(dossier, "reaffecter", BOP, referent=self.referent)
        return dossier

    def saisine(self, *, accord: str | None = "oui", **options: Any) -> int:
        """A request for the service social, deposited by file."""
        world, said = self.world, {"canal": "xml", "accord_accueil": "oui", **options}
        dossier = self.dossier(referent=said.pop("referent", True))
        icl = world.seance((world.now + timedelta(days=10)).date())
        wished: dict[str, Any] = {
            "motif_code": self.motif,
            "service_souhaite": self.social,
            "urgent": "oui",
        }
        world.act(dossier, "ouvrir_reorientation", self.agent, **wished)
        if accord is None:
            world.act(
                dossier, "constater_consultation_impossible", self.agent, tentatives="3 appels"
            )
        else:
            day = world.now.date().isoformat()
            world.act(dossier, "consulter", self.agent, date=day, accord=accord)
        world.act(dossier, "inscrire", self.agent, seance=icl)
        world.sit(icl)
        avis = {
            name: said[name] for name in ("accord_accueil", "motif_refus_accueil") if name in said
        }
        world.act(dossier, "rendre_favorable", self.agent, methode="collegiale", **avis)
        world.wait(days=1)
        world.act(dossier, "deposer_saisine", self.agent, canal=said["canal"])
        return dossier

    def since_then(self, owner: type[SQLModel], **values: object) -> None:
        """A later referential: what was typed when it was known is known no more."""
        with self.world.store.engine.connect().execution_options(writes=True) as c, c.begin():
            c.execute(table(owner).update().values(**values))

    def saisine_of_a_lost_motive(self) -> int:
        """The list of motives has changed since the request was opened."""
        dossier = self.saisine()
        self.since_then(Demande, motif_code=999_999)
        return dossier

    def diagnosed(self, event: str, dossier: int | None = None, **data: Any) -> int:
        """A diagnostic made today, and what the ALI decided after it."""
        world = self.world
        dossier = dossier or self.dossier("importer_diagnostic")
        day = world.now.date().isoformat()
        world.act(dossier, "realiser_diagnostic", self.agent, date=day, organisme="ALI")
        return world.act(dossier, event, self.agent, **data).next_dossier or dossier

    def reoriented(self) -> int:
        """Oriented to the service social after a diagnostic."""
        return self.diagnosed(
            "orienter",
            service=self.social,
            type_orientation=self.codes.structures[self.social].type_orient,
        )

    def export(self, folder: Path, actor: Actor = BOP, **options: Any) -> Exported:
        """What the ALI has to send, now."""
        options = {"ali": self.ali, "now": self.world.now, **options}
        world = self.world
        return export_changes(world.store, world.rulebook, folder=folder, actor=actor, **options)

    def codes_of(self, made: Exported) -> dict[int, list[str]]:
        """The names of the reasons for which each dossier was held back."""
        assert all(r.sentence.endswith(".") for _, reasons in made.rejected for r in reasons)
        return {dossier: [r.code for r in reasons] for dossier, reasons in made.rejected}

    def label(self, list_name: str, text: str | None) -> str | None:
        """The code of a line, or its label, by its identifiant as the file writes it."""
        assert text is not None
        line = self.codes.line(list_name, int(text))
        assert line is not None
        return line.code or line.libelle


@pytest.fixture
def counter(store: Store, codes: Referentiel) -> Counter:
    return Counter(store, codes)


def changes(made: Exported) -> list[dict[str, str | None]]:
    assert made.path is not None
    tree = etree.parse(str(made.path))
    changes_schema().assertValid(tree)
    return [
        {"id_personne": dossier.findtext("id_personne")}
        | {
            str(leaf.tag): leaf.text
            for leaf in dossier.iterfind(".//changement_orientation//*")
            if not len(leaf)
        }
        for dossier in tree.iterfind("dossiers/dossier")
    ]


def events(world: World, dossier: int) -> list[str]:
    return [row["act"] for row in world.rows(JournalRow, kind="dossier", subject_id=dossier)]


def test_a_saisine_goes_out_with_everything_that_webrsa_asks(
    counter: Counter, tmp_path: Path
) -> None:
    dossier = counter.saisine(accord_accueil="non", motif_refus_accueil="déjà suivie ailleurs")
    counter.world.wait(days=1)
    made = counter.export(tmp_path)
    (change,) = changes(made)
    (demande,) = counter.world.rows(Demande)

    assert (made.sent, made.rejected) == ((dossier,), ())
    assert change["id_personne"] == "9001"
    assert change["id_ali"] == str(2 * demande["id"])
    assert change["id_referent"] == str(counter.referent)
    assert change["date_demande"] == "2026-03-13"
    assert counter.label("orient_origine_utilisable_ALI", change["id_origine"]) == "reorientation"
    assert change["id_motif_reorientation"] == str(counter.motif)
    assert (change["accord_referent"], change["motif_refus"]) == ("0", "déjà suivie ailleurs")
    assert (change["accord_allocataire"], change["urgence"]) == ("1", "1")
    assert change["id_structure_referente_accueil"] == str(counter.social)
    social = counter.codes.structures[counter.social]
    assert change["id_type_orientation"] == str(social.type_orient)
    assert counter.label("orient_statut", change["id_statut"]) == "En attente"


def test_the_file_bears_the_ali_s_own_number_and_the_instant(
    counter: Counter, tmp_path: Path
) -> None:
    counter.saisine()
    made = counter.export(tmp_path / "sorties")
    assert made.path is not None
    number = counter.codes.ali_id
    header = etree.parse(str(made.path)).find("entete")

    assert made.path.parent == tmp_path / "sorties"
    assert made.path.name == f"import_ali_webrsa_{number}_diff_2026-03-13_09-30-00.xml"
    assert header is not None
    assert header.findtext("id_structure_ali") == str(number)
    assert header.findtext("date_generation") == "2026-03-13 09:30:00"


def test_an_orientation_after_a_diagnostic_goes_out_as_valid(
    counter: Counter, tmp_path: Path
) -> None:
    dossier = counter.reoriented()
    made = counter.export(tmp_path)
    (change,) = changes(made)

    assert made.sent == (dossier,)
    assert change["id_ali"] == str(2 * dossier - 1)
    assert counter.label("orient_origine_utilisable_ALI", change["id_origine"]) == "entdiag"
    assert counter.label("orient_statut", change["id_statut"]) == "Orienté"
    assert change["id_structure_referente_accueil"] == str(counter.social)
    assert change["id_referent"] == str(counter.referent)
    assert change["date_demande"] == "2026-03-02"
    assert not {"id_motif_reorientation", "id_webrsa"} & change.keys()


def test_an_orientation_that_the_ali_confirms_amends_the_one_of_webrsa(
    counter: Counter, tmp_path: Path
) -> None:
    dossier = counter.dossier("importer_diagnostic")
    owner = table(Dossier)
    with counter.world.store.engine.connect().execution_options(writes=True) as c, c.begin():
        c.execute(owner.update().values(webrsa_orientation=777, type_orientation=1))
    counter.diagnosed("maintenir", dossier)
    (change,) = changes(counter.export(tmp_path))

    assert change["id_webrsa"] == "777"
    assert change["id_structure_referente_accueil"] == str(counter.ali)
    usual = counter.codes.structures[counter.ali].type_orient
    assert change["id_type_orientation"] == str(usual)


def test_what_went_out_is_marked_in_the_dossier_and_the_file_in_the_ali_s_chain(
    counter: Counter, tmp_path: Path
) -> None:
    saisine, orientation = counter.saisine(), counter.reoriented()
    told: list[int] = []
    made = counter.export(tmp_path, progress=told.append)
    world = counter.world
    entry = world.rows(JournalRow, kind="service", subject_id=counter.ali)[-1]

    assert events(world, saisine)[-1] == "exporter_saisine"
    assert events(world, orientation)[-1] == "exporter_orientation"
    assert entry["act"] == "exporter_fichier"
    assert made.path is not None
    assert made.path.name in entry["body"]
    assert told == [1, 2]
    assert world.flaws() == []
    assert str(made) == f"2 changements dans « {made.path.name} »."


def test_nothing_goes_out_twice_and_nothing_to_send_makes_no_file(
    counter: Counter, tmp_path: Path
) -> None:
    counter.saisine()
    counter.reoriented()
    counter.export(tmp_path / "un")
    counter.world.wait(days=1)
    again = counter.export(tmp_path / "deux")

    assert (again.path, again.sent, again.rejected) == (None, (), ())
    assert str(again) == "Rien à envoyer."
    assert not (tmp_path / "deux").exists()


def test_other_channels_and_closed_requests_stay_out(counter: Counter, tmp_path: Path) -> None:
    counter.saisine(canal="mail")
    withdrawn = counter.saisine()
    counter.world.act(withdrawn, "retirer_demande", counter.agent, motif="erreur")
    left = counter.reoriented()
    counter.world.wait(days=1)
    day = counter.world.now.date().isoformat()
    counter.world.act(left, "fermer_droit", BOP, date=day)

    assert counter.export(tmp_path) == Exported(path=None, sent=(), rejected=())


def test_the_file_as_a_second_channel_goes_out_once(counter: Counter, tmp_path: Path) -> None:
    dossier = counter.saisine(canal="mail")
    counter.world.wait(days=1)
    counter.world.act(dossier, "deposer_saisine", counter.agent, canal="xml")
    made = counter.export(tmp_path)
    counter.world.wait(days=1)

    assert made.sent == (dossier,)
    assert counter.export(tmp_path).path is None


def test_an_older_request_is_not_sent_for_the_one_that_is_open_now(
    counter: Counter, tmp_path: Path
) -> None:
    dossier = counter.saisine()
    world = counter.world
    world.act(dossier, "retirer_demande", counter.agent, motif="erreur")
    world.wait(days=1)
    wished: dict[str, Any] = {"motif_code": counter.motif, "service_souhaite": counter.social}
    world.act(dossier, "ouvrir_reorientation", counter.agent, **wished)

    assert counter.export(tmp_path) == Exported(path=None, sent=(), rejected=())


def test_an_orientation_met_in_webrsa_since_is_not_sent(counter: Counter, tmp_path: Path) -> None:
    dossier = counter.reoriented()
    with counter.world.store.write() as tx:
        links.tie(tx, dossier, 778, counter.world.now)

    assert counter.export(tmp_path) == Exported(path=None, sent=(), rejected=())


def test_a_refusal_that_became_an_agreement_leaves_no_motive(
    counter: Counter, tmp_path: Path
) -> None:
    counter.saisine(accord_accueil="oui", motif_refus_accueil="ancien motif")
    (change,) = changes(counter.export(tmp_path))

    assert change["accord_referent"] == "1"
    assert "motif_refus" not in change


def test_an_orientation_without_diagnostic_is_the_bop_s_to_type(
    counter: Counter, tmp_path: Path
) -> None:
    world, dossier = counter.world, counter.dossier("importer_diagnostic")
    world.act(dossier, "constater_absence", counter.agent, date="2026-03-02")
    world.wait(hours=1)
    world.act(dossier, "relancer", counter.agent, nature="appel")
    world.act(dossier, "constater_carence", counter.agent, motif="absences")
    kind = counter.codes.structures[counter.social].type_orient
    world.act(
        dossier,
        *("orienter_sans_diagnostic", BOP),
        service=counter.social,
        type_orientation=kind,
        motif="absences",
    )

    assert counter.export(tmp_path) == Exported(path=None, sent=(), rejected=())


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (lambda counter: counter.saisine(referent=False), ["referent_inconnu"]),
        (lambda counter: counter.saisine(accord=None), ["consultation_impossible"]),
        (lambda counter: counter.saisine_of_a_lost_motive(), ["motif_reorient_inconnu"]),
    ],
)
def test_what_webrsa_would_refuse_is_held_back_with_its_name_and_the_rest_goes(
    counter: Counter,
    tmp_path: Path,
    prepare: Callable[[Counter], int],
    expected: list[str],
) -> None:
    bad = prepare(counter)
    good = counter.reoriented()
    made = counter.export(tmp_path)

    assert made.sent == (good,)
    assert counter.codes_of(made) == {bad: expected}
    assert "exporter_saisine" not in events(counter.world, bad)
    assert str(made).endswith("; 1 à corriger avant l’envoi.")


def test_all_the_reasons_are_told_together(counter: Counter, tmp_path: Path) -> None:
    dossier = counter.saisine(referent=False, accord=None)
    counter.world.act(
        dossier,
        *("deposer_saisine", counter.agent),
        canal="webrsa",
        numero_webrsa="R-1",
        saisie_le="2026-03-13",
    )
    owner = table(Personne)
    with counter.world.store.engine.connect().execution_options(writes=True) as c, c.begin():
        c.execute(owner.update().values(webrsa_id=None))
    made = counter.export(tmp_path)

    assert made.path is None
    assert set(counter.codes_of(made)[dossier]) == {
        *("personne_inconnue", "referent_inconnu"),
        *("dossier_ep_en_cours", "consultation_impossible"),
    }


def test_what_was_held_back_goes_once_it_is_corrected(counter: Counter, tmp_path: Path) -> None:
    dossier = counter.saisine(referent=False)
    counter.export(tmp_path)
    counter.since_then(Dossier, referent=counter.gone)
    closed = counter.export(tmp_path)
    counter.world.act(dossier, "reaffecter", BOP, referent=counter.referent)

    assert counter.codes_of(closed) == {dossier: ["referent_inconnu"]}
    assert counter.export(tmp_path).sent == (dossier,)


def test_an_export_that_was_corrected_goes_out_again_under_the_same_number(
    counter: Counter, tmp_path: Path
) -> None:
    dossier = counter.saisine()
    first = changes(counter.export(tmp_path))
    counter.world.wait(days=1)
    counter.world.correct(dossier)
    second = counter.export(tmp_path)

    assert second.sent == (dossier,)
    assert changes(second) == first


def test_an_actor_who_may_not_export_writes_no_file(counter: Counter, tmp_path: Path) -> None:
    dossier = counter.saisine()
    made = counter.export(tmp_path, actor=MANAGER)

    assert (made.path, counter.codes_of(made)) == (None, {dossier: ["acteur_non_autorise"]})
    assert events(counter.world, dossier)[-1] == "refus"
    assert counter.export(tmp_path, actor=counter.agent).sent == (dossier,)


def test_a_file_that_cannot_be_finished_marks_nothing_and_is_not_left_there(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = counter.saisine()

    def full(*_: object, **__: object) -> None:
        raise OSError("disque plein")

    monkeypatch.setattr(exports, "journal_file", full)
    with pytest.raises(OSError, match="disque plein"):
        counter.export(tmp_path)
    monkeypatch.undo()

    assert list(tmp_path.glob("*.xml")) == []
    assert "exporter_saisine" not in events(counter.world, dossier)
    assert counter.export(tmp_path).sent == (dossier,)


def test_a_file_is_never_written_over(counter: Counter, tmp_path: Path) -> None:
    counter.saisine()
    now = counter.world.now
    first = counter.export(tmp_path)
    assert first.path is not None
    content = first.path.read_bytes()
    counter.reoriented()

    with pytest.raises(AlreadyThere, match="existe déjà"):
        counter.export(tmp_path, now=now)
    assert first.path.read_bytes() == content


def test_the_two_changes_of_one_person_go_in_two_files(counter: Counter, tmp_path: Path) -> None:
    world = counter.world
    dossier = counter.diagnosed("maintenir")
    day = world.now.date().isoformat()
    world.act(dossier, "notifier", BOP, date=day, canal="postal")
    world.wait(hours=1)
    world.act(dossier, "prendre_en_charge", counter.agent, contact_effectif=day)
    counter.dossier = lambda *_, **__: dossier  # type: ignore[method-assign]  # the same person again
    assert counter.saisine() == dossier
    first = counter.export(tmp_path)
    world.wait(days=1)

    assert counter.codes_of(first) == {dossier: ["deux_changements"]}
    assert [one["id_ali"] for one in changes(first)] == [str(2 * dossier - 1)]
    (change,) = changes(counter.export(tmp_path))
    assert change["id_motif_reorientation"] == str(counter.motif)


def test_only_an_ali_whose_referential_was_read_can_export(
    counter: Counter, tmp_path: Path
) -> None:
    with pytest.raises(NotAnAli, match="seules les ALI"):
        counter.export(tmp_path, ali=counter.social)
    with counter.world.store.engine.connect().execution_options(writes=True) as c, c.begin():
        c.exec_driver_sql(f"DELETE FROM code_line WHERE liste = '{ALI_LIST}'")
    with pytest.raises(AliUnread, match="importez d’abord"):
        counter.export(tmp_path)


def test_the_lists_come_back_from_the_registry_as_they_were_read(
    counter: Counter, codes: Referentiel
) -> None:
    with counter.world.store.read() as connection:
        lists = referential.load_lines(connection)
    back = referentiel_of(
        lists,
        ali_id=codes.ali_id,
        ali_label=codes.ali_label,
        generated_at=paris("2026-03-02"),
    )
    header = ali_of(lists, counter.ali)

    assert dict(back.lists) == dict(codes.lists)
    assert header is not None
    assert (header.identifiant, header.label) == (codes.ali_id, codes.ali_label)
    assert ali_of(lists, counter.social) is None
