"""What stores of every provider have, in the same words."""

from typing import Annotated, Literal

from pydantic import Field

from generator.spec.scalars import Bool, Int, Model, Seconds, Seq

Method = Literal["GET", "HEAD", "PUT", "POST", "DELETE"]


class CorsRule(Model):
    """One CORS rule; without any rule the site's origins may GET and HEAD."""

    origins: Annotated[Seq[str], Field(min_length=1)]
    methods: Annotated[Seq[Method], Field(min_length=1)] = ("GET", "HEAD")
    headers: Seq[str] = ()
    expose_headers: Seq[str] = ("ETag",)
    max_age: Seconds = 3600


class LogTarget(Model):
    """Where access logs go: another store of this spec, under a prefix."""

    store: str
    prefix: str


class Alarms(Model):
    """Alarms on the store's daily metrics; `notify` is an SNS topic, a notification channel or an action group."""

    size_gb: Annotated[Int, Field(ge=1, le=10**9)] | None = None
    objects: Annotated[Int, Field(ge=1, le=10**15)] | None = None
    notify: str | None = None


class Hsts(Model):
    """The Strict-Transport-Security header."""

    max_age: Seconds = 31536000
    include_subdomains: Bool = False
    preload: Bool = False


class Headers(Model):
    """Headers that the CDN adds to every response."""

    hsts: Hsts = Hsts()
    frame_options: Literal["DENY", "SAMEORIGIN"] = "DENY"
    referrer_policy: Literal["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"] = (
        "strict-origin-when-cross-origin"
    )
    content_security_policy: str | None = None
    cors: Bool = True
