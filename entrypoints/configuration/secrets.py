"""Secrets, which the configuration names and never holds: a variable of the environment, or a file
beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from entrypoints.configuration.document import Document
from entrypoints.configuration.kinds import Form, Text, wrong
from rules.wording import quoted

Variable = Annotated[str, StringConstraints(max_length=100, pattern=r"^[A-Z][A-Z0-9_]*$")]


class SecretForm(Form):
    secret: Annotated[
        Variable | None, Field(description="Variable d’environnement qui porte le secret")
    ] = None
    secret_fichier: Annotated[
        Text | None, Field(description="Fichier dont la première ligne est le secret")
    ] = None

    @model_validator(mode="after")
    def _one_place(self) -> "SecretForm":
        if (self.secret is None) == (self.secret_fichier is None):
            raise wrong(
                self.secret or "secret",
                "ne suffit pas : le secret se donne par « secret » ou par « secret_fichier », l’un "
                "des deux.",
            )
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """Where secrets are looked for. ``folder``: that of the configuration."""

    environ: Mapping[str, str]
    folder: Path
    document: Document

    def secret(self, form: SecretForm, steps: tuple[str | int, ...]) -> str | None:
        """The secret that the form names; refuses the line and answers None when it is absent."""
        if form.secret is not None:
            if found := self.environ.get(form.secret, "").strip():
                return found
            self.document.refuse(
                (*steps, "secret"), f"la variable d’environnement {form.secret} est vide."
            )
            return None
        name = form.secret_fichier or ""
        try:
            lines = (self.folder / name).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            lines = []
        if lines and lines[0].strip():
            return lines[0].strip()
        self.document.refuse(
            (*steps, "secret_fichier"), f"le fichier {quoted(name)} ne donne pas de secret."
        )
        return None
