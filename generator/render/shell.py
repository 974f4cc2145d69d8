"""The file shells of templates/: they place finished text and quote nothing. The only importer of jinja2."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


def render(name: str, **texts: str) -> str:
    """The template `name` with its texts placed.

    Raises:
        ValueError: the template places other texts than those given, or one is no str.
        jinja2.TemplateNotFound: no such template.
    """
    template, placed = _load(name)
    if placed != texts.keys() or any(type(text) is not str for text in texts.values()):
        raise ValueError(f"{name} places {sorted(placed)} as text, not {sorted(texts)}")
    return template.render(texts)


def find(name: str) -> str | None:
    """The text of a template: the one shipped in the wheel, else the one of this checkout.

    An editable install has only the second: files forced into a wheel are not found through it.
    """
    for folder in (resources.files("generator") / "_templates", Path(__file__).parents[2] / "templates"):
        file = folder / name
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return None


@cache
def _load(name: str) -> tuple[Template, frozenset[str]]:
    from jinja2 import Environment, FunctionLoader, StrictUndefined, meta

    environment = Environment(  # noqa: S701 (these are no HTML files: escaping would change the text)
        loader=FunctionLoader(find), undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True
    )
    template = environment.get_template(name)
    return template, frozenset(meta.find_undeclared_variables(environment.parse(find(name) or "")))
