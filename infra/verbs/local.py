"""`stowplan local`: up, status and down of an environment whose target is `local`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from infra.local.session import Session
    from infra.offline.apply import Event


def run(options: argparse.Namespace) -> int:
    """Do one of the three."""
    from generator.app import open_project
    from infra.local.session import session_of

    project = open_project(options.spec)
    left = project.folder / ".stowplan" / "local" / options.env
    if options.action == "down" and options.env not in project.document.specs and left.is_dir():
        return _down(options.env, left)  # one that was renamed
    session = session_of(project, options.spec, options.env)
    match options.action:
        case "up":
            return _up(session, options.port)
        case "status":
            return _status(session)
        case _:
            return _down(options.env, session.folder)


def _up(session: Session, port: int) -> int:
    from infra.local.session import up

    for item in up(session, port=port, emit=_told):
        print(f"{item.cloud.session.TITLE} at {item.running.endpoint} (process {item.running.pid})")
    print(f"next: gen-settings --spec {session.spec_file} --env {session.spec.environment}")
    return 0


def _told(event: Event) -> None:
    if event.op != "same":
        from infra.local.summary import short

        print(f"{event.op:<14}{short(event.type):<52}{event.name}")


def _status(session: Session) -> int:
    from infra.local.session import applied, digest, outputs_of
    from infra.local.started import running
    from infra.local.summary import access, exists

    found = running(session.folder)
    if not found:
        print(f"{session.spec.environment}: not running; start it with `stowplan local up`")
        return 0
    for item in found:
        where = f"{item.cloud.session.TITLE} at {item.running.endpoint} (process {item.running.pid})"
        print(f"{session.spec.environment}: {where}")
    if not session.outputs.exists():
        print("not provisioned; run `stowplan local up`")
        return 0
    outputs = outputs_of(session)
    if outputs["local"].get("spec") != digest(session.spec):
        print("the spec has changed since the last `stowplan local up`; this is what was applied then")
    for name, store in outputs["stores"].items():
        served = f", served at http://{store['cdn_domain']}/" if store["cdn_domain"] else ""
        print(f"  {name}: {_place(store)}{served}")
    state = applied(session)
    print_table(["what exists", ""], exists(state))
    print_table(["who may", *session.spec.storages], access(session.spec, state, outputs))
    return 0


def _place(store: dict[str, str]) -> str:
    schemes = {"s3": "s3://", "gcs": "gs://"}
    scheme = schemes.get(store["provider"])
    return f"{scheme}{store['bucket']}" if scheme else f"account {store['account']}"


def _down(environment: str, folder: Path) -> int:
    from infra.local.session import down

    print(f"{environment}: {'stopped' if down(folder) else 'was not running'}")
    return 0


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as they need."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    print()
    for row in [head, ["-" * width for width in widths], *rows]:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
