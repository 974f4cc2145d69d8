"""Programs as functions and as files, and how they are run here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from infra.offline.run import run_program

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.offline.graph import Graph

CANARY = 'canary-5f1d/"quoted"-plaintext'

# One of everything a site's program does: components, policies, providers, secrets, exports with a nested secret.
SITE = """
import pulumi
import pulumi_aws as aws

config = pulumi.Config()


class Store(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("stowplan:aws:Store", name, None, opts)
        below = pulumi.ResourceOptions(parent=self)
        kept = pulumi.ResourceOptions(parent=self, protect=True, ignore_changes=["tags"])
        self.bucket = aws.s3.Bucket(name, bucket=f"acme-{name}", opts=kept)
        self.block = aws.s3.BucketPublicAccessBlock(name, bucket=self.bucket.id, block_public_acls=True, opts=below)
        statement = {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [self.bucket.arn, pulumi.Output.concat(self.bucket.arn, "/*")],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
        aws.s3.BucketPolicy(
            name,
            bucket=self.bucket.id,
            policy=pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [statement]}),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.block]),
        )
        aws.s3.BucketLifecycleConfiguration(
            name,
            bucket=self.bucket.id,
            rules=[{"id": "tmp", "status": "Enabled", "filter": {"prefix": "tmp/"}, "expiration": {"days": 7}}],
            opts=below,
        )
        self.register_outputs({"arn": self.bucket.arn})


media = Store("media")
gov = aws.Provider("gov", region="us-gov-west-1")
logs = aws.s3.Bucket("logs", opts=pulumi.ResourceOptions(provider=gov))
role = aws.iam.Role("web", assume_role_policy="{}")
aws.iam.RolePolicy(
    "web",
    role=role.name,
    policy=media.bucket.arn.apply(lambda arn: '{"Statement": [{"Resource": "%s/uploads/*"}]}' % arn),
)
key = aws.iam.AccessKey("ci", user=aws.iam.User("ci").name)
aws.s3.BucketObject("note", bucket=media.bucket.id, content=config.require_secret("token"))
pulumi.export("media", {"bucket": media.bucket.bucket, "arn": media.bucket.arn})
pulumi.export("ci", {"id": key.id, "secret": key.secret, "token": config.require_secret("token")})
pulumi.export("logs", logs.bucket_regional_domain_name)
"""


@pytest.fixture
def record() -> Callable[..., Graph]:
    """Run a program function as stack `dev` of project `site`, in eu-central-1 unless told otherwise."""

    def run(program: Callable[[], Any], config: dict[str, str] | None = None, **options: Any) -> Graph:
        config = {"aws:region": "eu-central-1"} if config is None else config
        return run_program(
            program,
            project="site",
            stack="dev",
            config=config,
            root=options.pop("root", Path(__file__).parent),
            **options,
        )

    return run


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The site's program as a project on disk."""
    (tmp_path / "Pulumi.yaml").write_text("name: site\nruntime: python\nmain: infra/__main__.py\n", "utf-8")
    main = tmp_path / "infra" / "__main__.py"
    main.parent.mkdir()
    main.write_text(SITE, "utf-8")
    return main


def settings(**more: Any) -> dict[str, Any]:
    """What the site's program is run with."""
    config = {"aws:region": "eu-central-1", "token": CANARY}
    return {"project": "site", "stack": "dev", "config": config, "secret_keys": ["token"], **more}
