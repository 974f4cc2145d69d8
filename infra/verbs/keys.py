"""`stowplan keys`: make the signing key pairs that an environment names and does not have yet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from generator.spec.model import Spec
    from infra.keys import SecretKey


def run(options: argparse.Namespace) -> int:
    """Write the pairs and say what to do with each file."""
    from generator.app import open_project
    from generator.providers.s3 import variable_name
    from generator.render.dotenv import env_line
    from infra.keys import ignore, pairs, secrets, write

    project = open_project(options.spec)
    spec = project.document.environment(options.env)
    folder = Path(options.private) if options.private else None
    found = list(pairs(spec, project.folder, folder))
    hidden = list(secrets(spec, project.folder, folder))
    if not found and not hidden:
        print(f"{options.env}: no store has `cdn.signing`, so there are no keys to make")
        return 0
    ignore(project.folder)
    for pair in found:
        if not write(pair):
            print(f"{pair.public}: is there, kept")
            continue
        print(
            f"{pair.public}: made"
            + ("" if spec.target == "local" else "; commit it, `pulumi up` gives it to CloudFront")
        )
        print(f"{pair.private}: made; keep it out of git, hand it to the processes that make links")
        if pair.active:
            print("    " + env_line(variable_name(pair.store, "SIGNING_KEY_FILE"), str(pair.private.resolve())))
    for key in hidden:
        _secret(spec, key)
    sys.stdout.flush()
    return 0


def _secret(spec: Spec, key: SecretKey) -> None:
    """Cloud CDN's keys are symmetric, so the stack and the site are given the same secret."""
    from generator.providers.s3 import variable_name
    from generator.render.dotenv import env_line
    from infra.keys import check_secret, write_secret

    if write_secret(key):
        print(f"{key.path}: made; keep it out of git, hand it to the processes that make links")
    else:
        check_secret(key)
        print(f"{key.path}: is there, kept")
    if spec.target == "cloud":
        print("give it to the stack, before `pulumi up`:")
        print(f"    pulumi config set --secret --path 'stowplan:cdn_keys.{key.store}.{key.name}' < {key.path}")
    if key.active:
        print("the processes that make links read it from:")
        print("    " + env_line(variable_name(key.store, "SIGNING_KEY_FILE"), str(key.path.resolve())))
