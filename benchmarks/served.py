"""``python -m benchmarks.served ADRESSE PORT``: the door of ``servir`` on a registry, as of the
town's day, until its input is closed."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from benchmarks.visitor import opened
from entrypoints import logs, memory
from entrypoints.configuration.web import Web
from entrypoints.web.serving.app import app_of
from entrypoints.web.serving.server import serving
from workflow.database.statements import compile_all


@contextmanager
def several(url: str, ports: Sequence[int]) -> Iterator[None]:
    """As many processes as ports, each with its door open."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "benchmarks.served", url, str(port)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for port in ports
        ]
        try:
            for one in started:
                assert one.stdout is not None
                if not one.stdout.readline():
                    raise RuntimeError("le service n’a pas démarré")
            yield
        finally:
            for one in started:
                assert one.stdin is not None
                one.stdin.close()


def main(url: str, port: int) -> None:
    """Serves, logs written to nowhere: where they go is not what is measured."""
    logs.set_up({})
    memory.settle()
    compile_all()
    with opened(url) as assembly, serving(app_of(assembly), Web(port=port)):
        print("ready", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
