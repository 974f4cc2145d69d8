"""Posting to the forges of the tests, as `stowplan comment` does it."""

from __future__ import annotations

import json
from argparse import Namespace

from infra.comment.posting import Order, deliver
from infra.comment.surroundings import surroundings
from infra.comment.target import Event
from tests.comment import fake_github, fake_gitlab
from tests.comment.conftest import BODY, report


def order(body=BODY, totals=None, **more) -> Order:
    """What to post: a report without changes, unless said otherwise."""
    data = json.dumps(report(**(totals or {}))).encode()
    return Order(data, body, **more)


def where(server, number=None):
    """GitHub's pull request 7, GitLab's merge request 3."""
    github = isinstance(server, fake_github.GitHub)
    forge, repository = ("github", "acme/shop") if github else ("gitlab", "acme/web/shop")
    options = Namespace(forge=forge, repository=repository, number=number, api=server.origin)
    given = {"CI_MERGE_REQUEST_IID": "3"}
    return surroundings(options, given)


def token(server) -> str:
    return fake_github.TOKEN if isinstance(server, fake_github.GitHub) else fake_gitlab.TOKEN


def post(server, hours, what=None, event=None):
    """Post an order; returns the sentences it says."""
    here = where(server)
    event = event or (Event(number=7) if here.forge == "github" else Event())
    return deliver(what or order(prefix=""), here, event, token(server), hours.clock)


ISSUE = "/repos/acme/shop/issues/7/comments"
ONE = r"/repos/acme/shop/issues/comments/\d+"
NOTES = "/projects/acme%2Fweb%2Fshop/merge_requests/3/notes"
