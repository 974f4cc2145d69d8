"""Run everything and print tables: `python -m tests.bench`."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.big import spec_text

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
ROUNDS = 7


def seconds(command: Sequence[str], cwd: Path = ROOT) -> float:
    """Wall time of one fresh process."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return time.perf_counter() - start


def medians(commands: dict[str, Sequence[str]], cwd: Path = ROOT, rounds: int = ROUNDS) -> dict[str, float]:
    """Median wall time by name; the commands take turns, so that a busy machine slows all alike."""
    for command in commands.values():
        seconds(command, cwd)
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(seconds(command, cwd))
    return {name: statistics.median(times) for name, times in taken.items()}


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table in columns."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    print(f"\n{title}")
    for row in [head, ["-" * width for width in widths], *rows]:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def cold_start(site: Path) -> None:
    """`--help` and `--check` against an interpreter that does nothing."""
    gen = str(BIN / "gen-settings")
    seconds([gen], site)
    found = medians(
        {
            "python -c pass": [sys.executable, "-c", "pass"],
            "gen-settings --help": [gen, "--help"],
            "stowplan --help": [str(BIN / "stowplan"), "--help"],
            "gen-settings --check": [gen, "--check"],
        },
        site,
    )
    base = found["python -c pass"]
    rows = [[name, f"{value * 1000:.0f} ms", f"{value / base:.1f}"] for name, value in found.items()]
    table(
        f"cold start on the example spec (median of {ROUNDS} fresh processes)", ["command", "time", "times pass"], rows
    )


def example_graph() -> None:
    """The offline graph of the example's production, and of a spec on three clouds."""
    graph = [str(BIN / "stowplan"), "graph", "--env", "prod"]
    commands: dict[str, Sequence[str]] = {
        "stowplan graph: the shop, on AWS": graph,
        "stowplan graph: examples/three-clouds.yaml": [*graph, "--spec", "examples/three-clouds.yaml"],
    }
    rows = [[name, f"{value:.2f} s"] for name, value in medians(commands, rounds=5).items()]
    table("offline graph of a production (median of 5 fresh processes)", ["command", "time"], rows)


def reviews() -> None:
    """A review of the example with a change on each part, and of a thousand storages with every prefix's retention."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        (site / "keys").symlink_to(ROOT / "keys")
        text = (ROOT / "storage.yaml").read_text(encoding="utf-8")
        big = spec_text(1000)
        sides = {
            "a.yaml": text,
            "b.yaml": text.replace("expire_days: 7", "expire_days: 3").replace("[write]", "[read, write]"),
            "big.yaml": big,
            "bigger.yaml": big.replace('"read",', "").replace("tenants/t7/", "tenants/seven/"),
        }
        for name, content in sides.items():
            (site / name).write_text(content, encoding="utf-8")
        diff = [str(BIN / "stowplan"), "diff", "--env", "prod"]
        files = [word for suffix in ("md", "html", "json", "sarif") for word in ("--output", f"r.{suffix}")]
        commands: dict[str, Sequence[str]] = {
            "the shop, unchanged": [*diff, "--base", "a.yaml", "--head", "a.yaml"],
            "the shop, all environments": [*diff[:2], "--base", "a.yaml", "--head", "b.yaml"],
            "the shop, four files written": [*diff, "--base", "a.yaml", "--head", "b.yaml", *files],
            "1,000 storages on 50 stores": [*diff, "--base", "big.yaml", "--head", "bigger.yaml"],
        }
        rows = [[name, f"{value:.2f} s"] for name, value in medians(commands, site, rounds=3).items()]
    table("stowplan diff (median of 3 fresh processes)", ["what", "time"], rows)


def growth() -> None:
    """Check, generate and graph of growing specs; per storage, so that linear growth shows as a constant."""
    rows = []
    for count in (250, 500, 1000):
        with tempfile.TemporaryDirectory() as folder:
            site = Path(folder)
            (site / "storage.yaml").write_text(spec_text(count), encoding="utf-8")
            gen, plan = str(BIN / "gen-settings"), str(BIN / "stowplan")
            commands = {
                "explain": [gen, "explain"],
                "render": [gen, "--dry-run"],
                "graph": [plan, "graph", "--env", "prod"],
            }
            found = {name: min(seconds(command, site) for _ in range(2)) for name, command in commands.items()}
            rows.append(
                [
                    str(count),
                    str(-(-count // 20)),
                    *(f"{value:.2f} s ({value / count * 1000:.1f} ms)" for value in found.values()),
                ]
            )
    head = ["storages", "stores", "check", "check + render", "graph"]
    table("growth: seconds, and milliseconds per storage (better of 2 fresh processes)", head, rows)


def main() -> None:
    """Every table."""
    os.environ["NO_COLOR"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        (site / "keys").symlink_to(ROOT / "keys")
        text = (ROOT / "storage.yaml").read_text(encoding="utf-8").replace("root: examples/shop", "root: .")
        (site / "storage.yaml").write_text(text, encoding="utf-8")
        cold_start(site)
    example_graph()
    reviews()
    growth()


if __name__ == "__main__":
    main()
