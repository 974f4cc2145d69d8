"""The records of `rich_report`: each kind and each field once or more, with texts as an enemy would write them."""

from __future__ import annotations

from infra.review.report import (
    SECRET,
    UNKNOWN,
    Acknowledged,
    Cost,
    CostLine,
    Drift,
    Edge,
    ExposureChange,
    Finding,
    Hazard,
    Node,
    OptionChange,
    PermissionChange,
    Picture,
    Position,
    PropertyChange,
    ResourceChange,
    Sentence,
    SettingsDelta,
    TrustChange,
    UrlChange,
    VariableChange,
    Who,
)

LONG = "very-" * 60 + "long"
HOSTILE = (
    "a|pipe \\| and \\",
    "back`tick ``two`` ```three```",
    "<script>alert('x')</script>",
    "</details></summary></pre>",
    "ask @team/admins or @someone, see #1 and owner/repo#2 or GH-3",
    "first\nsecond\r\nthird\u2028fourth\x0bfifth",
    "--> and <!-- stowplan:review:shop -->",
    "bidi \u202egnp.exe\u202c and \u2066isolate\u2069",
    "\x1b[31mred\x1b[0m \x9b31m bell\x07 nul\x00",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png)",
    "https://evil.example/path www.evil.example mail@evil.example",
    "```\n# heading\n```",
    "~~~ ~~struck~~ **bold** _under_ $math$ ::: > quote",
    "# heading\n- item\n1. one\n---\n===\n| a | b |\n",
    "&lt;b&gt; &amp; &#64;team",
    "名前のながいバケット \U0001f600",
    'quote" #quot; ;--end-->',
    LONG,
)


def _at(line: int, path: str, side: str = "head") -> Position:
    return Position("config/storage.yaml", line, 5, path, "base" if side == "base" else "head")


def urn_of(environment: str, kind: str, name: str) -> str:
    return f"urn:pulumi:{environment}::shop::stowplan:aws:Store${kind}::{name}"


def hazards(environment: str) -> tuple[Hazard, ...]:
    bucket = urn_of(environment, "aws:s3/bucketV2:BucketV2", "media")
    return (
        Hazard(
            "replace", "bucket media", "the bucket shop-media is replaced",
            "All files in it; `protect` makes `pulumi up` stop.", "Keep the name, or copy the files first.",
            "bucket", '"shop-media"', '"shop-uploads"', bucket, (("stores", "media", "name"),),
            position=_at(31, "stores.media.name"),
        ),
        Hazard(
            "delete", HOSTILE[2], f"the signing key {HOSTILE[4]} is deleted", HOSTILE[1], HOSTILE[0],
            "<b>|`x`", None, HOSTILE[5], bucket, position=_at(44, "stores.media.cdn.signing", "base"),
        ),
        Hazard(
            "versioning-off", "bucket assets", "versions of shop-assets are no longer kept",
            "What is replaced or deleted from now on.", "Leave versioning on.", "versioning.status", '"Enabled"',
            '"Suspended"', acknowledged=Acknowledged("spec", "static files are built again | <b> @team"),
        ),
        Hazard(
            "moved", "storage documents", "files of documents stay in the bucket shop-media",
            "Nothing is deleted, but no file is found.", "Copy documents/ to the new bucket before deploying.",
            acknowledged=Acknowledged("label"),
        ),
    )  # fmt: skip


def permissions(environment: str) -> tuple[PermissionChange, ...]:
    role = urn_of(environment, "aws:iam/rolePolicy:RolePolicy", "web")
    return (
        PermissionChange(
            "+", Who("public", "bucket"), ("read",), ("media/pictures/*",), True, "PublicRead", role,
            cloud="s3", paths=(("storages", "default", "access"),), position=_at(50, "storages.default.access"),
        ),
        PermissionChange(
            "+", Who("workload", "web"), ("read", "write"), ("media/uploads/*", "media/tmp/*"), True,
            "uploads", role, '{"Bool":{"aws:SecureTransport":"true"}}', "s3",
            acknowledged=Acknowledged("spec", "imports need it"),
        ),
        PermissionChange("-", Who("workload", "web"), ("delete",), ("media/*",), False, "media", role, cloud="s3"),
        PermissionChange("-", Who("signed", "media"), ("read",), ("media/documents/*",), False, cloud="s3"),
        PermissionChange("+", Who("cdn", "media"), ("read",), ("media/pictures/*",), False, cloud="gcs"),
        PermissionChange("+", Who("service", "logging.s3.amazonaws.com"), ("write",), ("logs/*",), False),
        PermissionChange(
            "+", Who("principal", HOSTILE[2]), ("kms:Decrypt", HOSTILE[0]), (HOSTILE[1], LONG), True,
            HOSTILE[6], role, HOSTILE[3], "azure",
        ),
    )  # fmt: skip


def trusts(environment: str) -> tuple[TrustChange, ...]:
    role = urn_of(environment, "aws:iam/role:Role", "deploy")
    return (
        TrustChange(
            "+", "deploy", "repo:example/shop:ref:refs/heads/*", '{"aud":"sts.amazonaws.com"}', True, role,
            (("workloads", "deploy", "runs_on"),), position=_at(70, "workloads.deploy.runs_on"),
        ),
        TrustChange("-", "web", HOSTILE[4], acknowledged=Acknowledged("label", "moved to EKS")),
    )  # fmt: skip


def exposures(environment: str) -> tuple[ExposureChange, ...]:
    cors = urn_of(environment, "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2", "media")
    return (
        ExposureChange(
            "+", "media", "cors", "scripts on https://*.evil.example may PUT @team", True, cors,
            position=_at(33, "stores.media.cors"),
        ),
        ExposureChange("~", "assets", "cdn", "the CDN answers on static.shop.example, not on d123.cloudfront.net"),
        ExposureChange("-", "media", "network", HOSTILE[5], acknowledged=Acknowledged("spec", "not needed")),
    )  # fmt: skip


def settings() -> SettingsDelta:
    return SettingsDelta(
        options=(
            OptionChange("default", "location", "'media'", "'uploads'"),
            OptionChange("default", "OPTIONS", None, '"""```\n@team\n"""'),
            OptionChange("documents", "querystring_expire", "600", None),
            OptionChange("", "MEDIA_URL", "'/media/'", "'https://media.shop.example/'"),
        ),
        urls=(
            UrlChange("default", "https://a.example/media/x.jpg", "https://media.shop.example/x.jpg"),
            UrlChange("documents", None, "https://media.shop.example/documents/x.pdf?Signature=..."),
        ),
        variables=(
            VariableChange("+", "STORAGE_UPLOADS_BUCKET", "site", "set it before deploying"),
            VariableChange("+", "STORAGE_SIGNING_KEY", "web", "set it before deploying", secret=True),
            VariableChange("~", "STORAGE_MEDIA_DOMAIN", "site", "change it when deploying", optional=True),
            VariableChange("-", "STORAGE_MEDIA_BUCKET", "worker", f"remove it after deploying {HOSTILE[1]}"),
        ),
        gone=("shop_storage.callables.documents_storage", "shop_storage.<b>.`x`"),
        notes=("Install django-storages[google].", "The CSP's img-src needs https://media.shop.example | @team."),
    )


def sentences() -> tuple[Sentence, ...]:
    return (
        Sentence("media", "objects under tmp/ are deleted after 3 days instead of 30", position=_at(40, "x.lifecycle")),
        Sentence("media", HOSTILE[13]),
    )


def cost() -> Cost:
    lines = (CostLine("media", "storage, 500 GB", 11.5, 23.0), CostLine("assets", "requests | <b>", 0.0, 1.25))
    return Cost("USD", "2026-08-01", lines, ("Front Door in `westeurope`",))


def findings(environment: str) -> tuple[Finding, ...]:
    bucket = urn_of(environment, "aws:s3/bucketV2:BucketV2", "media")
    return (
        Finding(
            "s3-tls-only", "error", "the bucket media allows plain HTTP", "Deny requests without TLS.", "media", bucket,
            ("CIS AWS 5.0 2.1.1", "FSBP S3.5"), position=_at(20, "stores.media"),
        ),
        Finding("team-tags", "error", HOSTILE[2], HOSTILE[4], HOSTILE[0], bucket, pack="acme|<b>", new=False),
        Finding(
            "s3-mfa-delete", "warning", "versions can be deleted without MFA", "Turn it on as root.", "media",
            references=("CIS AWS 5.0 2.1.2",), acknowledged=Acknowledged("spec", "root is not used"),
        ),
        Finding("s3-events", "note", "no event notifications", "Add them if somebody listens.", "media"),
    )  # fmt: skip


def drifts() -> tuple[Drift, ...]:
    return (
        Drift("shop_storage/settings.py", "is behind the spec: run gen-settings"),
        Drift(HOSTILE[2], HOSTILE[5], acknowledged=Acknowledged("label", "known")),
    )


def resources(environment: str) -> tuple[ResourceChange, ...]:
    bucket = "aws:s3/bucketV2:BucketV2"
    return (
        ResourceChange(
            urn_of(environment, bucket, "media"), bucket, "media", "replace", "store media",
            (PropertyChange("bucket", '"shop-media"', '"shop-uploads"', forces=True),
             PropertyChange("arn", '"arn:aws:s3:::shop-media"', UNKNOWN), PropertyChange("tags.key", SECRET, SECRET)),
            urn_of(environment, bucket, "old-media"), stateful=True, protected=True,
            paths=(("stores", "media", "name"),), position=_at(31, "stores.media.name"),
        ),
        ResourceChange(
            urn_of(environment, bucket, "old"), bucket, "old", "delete", "store old", stateful=True, forgotten=True,
            position=_at(12, "stores.old", "base"),
        ),
        ResourceChange(
            urn_of(environment, "aws:iam/rolePolicy:RolePolicy", "web"), "aws:iam/rolePolicy:RolePolicy", "web",
            "update", "workload web", (PropertyChange("policy.Statement[0].Resource", HOSTILE[1], HOSTILE[6]),
                             PropertyChange("description", None, HOSTILE[5]), PropertyChange(LONG, LONG, None)),
        ),
        *(
            ResourceChange(f"{bucket}-{n}", "x:y:Z", text, "create", properties=(PropertyChange(text, None, text),))
            for n, text in enumerate(HOSTILE)
        ),
    )  # fmt: skip


def picture() -> Picture:
    nodes = (
        Node("w:web", "workload", "web", "changed"),
        Node("w:evil", "workload", HOSTILE[16], "added"),
        Node("a:default", "storage", "default\nuploads/", "changed"),
        Node("s:media", "store", "media <b> `x`", "changed"),
        Node("s:old", "store", "old", "removed"),
        Node("c:media", "cdn", "CDN of media"),
        Node("r:anyone", "reader", "anyone @team", "added"),
    )
    edges = (
        Edge("w:web", "a:default", "read, write", "changed"),
        Edge("w:evil", "a:default", HOSTILE[2], "added"),
        Edge("a:default", "s:media"),
        Edge("a:default", "s:old", "", "removed"),
        Edge("s:media", "c:media"),
        Edge("c:media", "r:anyone", "read", "added"),
    )
    return Picture(nodes, edges)
