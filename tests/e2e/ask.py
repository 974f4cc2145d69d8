"""A script for a Django site with generated settings: what each alias does, asked through Django and over HTTP.

Reads a JSON list of questions on standard input, answers as JSON. Runs with the site's variables in its environment.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.parse
import urllib.request


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, ""


def refused(call) -> str:
    from botocore.exceptions import ClientError

    try:
        call()
    except (ClientError, PermissionError) as error:
        return "denied" if "enied" in str(error) or "403" in str(error) else str(error)
    return "allowed"


def ask(alias, name):
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages

    storage = storages[alias]
    first = storage.save(name, ContentFile(b"first " + name.encode()))
    second = storage.save(name, ContentFile(b"second"))
    with storage.open(first) as file:
        content = file.read().decode()
    url = storage.url(first)
    status, body = fetch(url)
    unsigned, _ = fetch(url.partition("?")[0])
    _, files = storage.listdir(name.rpartition("/")[0])
    found = {
        "first": first,
        "renamed": first != second,
        "content": content,
        "exists": storage.exists(first),
        "missing": storage.exists("no/such/file"),
        "size": storage.size(first),
        "status": status,
        "body": body,
        "signed": "Signature=" in url,
        "unsigned": unsigned,
        "listed": first.rpartition("/")[2] in files,
        "outside": refused(
            lambda: storage.connection.meta.client.put_object(Bucket=storage.bucket_name, Key="outside/a", Body=b"x")
        ),
        "modified": storage.get_modified_time(first).tzinfo is not None,
    }
    storage.delete(first)
    storage.delete(second)
    return {**found, "deleted": not storage.exists(first)}


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    questions = json.load(sys.stdin)
    answers = [ask(alias, name) for alias, name in questions["ask"]]
    if questions.get("check"):
        call_command("check", fail_level="WARNING")
    json.dump({"django": django.VERSION[:2], "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
