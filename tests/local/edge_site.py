"""A bucket behind a local CloudFront, made through the handlers, for the edge's tests."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.signers import CloudFrontSigner
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from infra.local.aws.handlers import handlers
from tests.local.helpers import allow, document, unique

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.aws.cloud import LocalAws

CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
KEYS = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]
HEADERS = {
    "corsConfig": {
        "accessControlAllowCredentials": False,
        "accessControlAllowHeaders": {"items": ["Range"]},
        "accessControlAllowMethods": {"items": ["GET", "HEAD"]},
        "accessControlAllowOrigins": {"items": ["https://site.example"]},
        "accessControlExposeHeaders": {"items": ["ETag"]},
        "accessControlMaxAgeSec": 600,
        "originOverride": True,
    },
    "securityHeadersConfig": {
        "contentTypeOptions": {"override": True},
        "strictTransportSecurity": {"accessControlMaxAgeSec": 63072000, "includeSubdomains": True, "override": True},
        "frameOptions": {"frameOption": "DENY", "override": True},
    },
    "customHeadersConfig": {"items": [{"header": "Cache-Control", "value": "max-age=60", "override": False}]},
}


@dataclass(frozen=True)
class Site:
    """The ids of one bucket's edge; `url` is the distribution's address."""

    bucket: str
    url: str
    arn: str
    distribution: str
    key_id: str
    other_key_id: str
    inputs: Mapping[str, Any]


def public_pem(key: rsa.RSAPrivateKey) -> str:
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(encoding, form).decode()


def behavior(**more: Any) -> dict[str, Any]:
    return {
        "targetOriginId": "s3",
        "viewerProtocolPolicy": "redirect-to-https",
        "allowedMethods": ["GET", "HEAD", "OPTIONS"],
        "cachedMethods": ["GET", "HEAD"],
        "cachePolicyId": CACHING_OPTIMIZED,
        "compress": True,
        **more,
    }


def distribution_inputs(bucket: Mapping[str, Any], control: str, group: str, headers: str) -> dict[str, Any]:
    return {
        "enabled": True,
        "defaultRootObject": "static/index.html",
        "origins": [
            {"originId": "s3", "domainName": bucket["bucketRegionalDomainName"], "originAccessControlId": control}
        ],
        "defaultCacheBehavior": behavior(),
        "orderedCacheBehaviors": [
            behavior(pathPattern="/static/*", responseHeadersPolicyId=headers),
            behavior(pathPattern="/media/*", trustedKeyGroups=[group], responseHeadersPolicyId=headers),
        ],
        "restrictions": {"geoRestriction": {"restrictionType": "none"}},
        "viewerCertificate": {"cloudfrontDefaultCertificate": True},
    }


def make_site(aws: LocalAws) -> Site:
    made = handlers(aws)
    name, bucket = made["aws:s3/bucket:Bucket"].create({"bucket": unique("site"), "region": "eu-west-1"})
    oac = {"originAccessControlOriginType": "s3", "signingBehavior": "always", "signingProtocol": "sigv4"}
    control, _ = made["aws:cloudfront/originAccessControl:OriginAccessControl"].create(oac)
    keys = [made["aws:cloudfront/publicKey:PublicKey"].create({"encodedKey": public_pem(key)})[0] for key in KEYS]
    group, _ = made["aws:cloudfront/keyGroup:KeyGroup"].create({"items": keys[:1]})
    headers, _ = made["aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"].create(HEADERS)
    inputs = distribution_inputs(bucket, control, group, headers)
    identifier, edge = made["aws:cloudfront/distribution:Distribution"].create(inputs)
    reads = [f"arn:aws:s3:::{name}/{prefix}*" for prefix in ("static/", "media/")]
    statement = allow(
        "s3:GetObject",
        reads,
        Principal={"Service": "cloudfront.amazonaws.com"},
        Condition={"StringEquals": {"AWS:SourceArn": edge["arn"]}},
    )
    made["aws:s3/bucketPolicy:BucketPolicy"].create({"bucket": name, "policy": document(statement)})
    for key in ("static/index.html", "static/app.css", "media/a b.jpg", "media/cv.pdf", "secret/x.txt"):
        aws.client("s3").put_object(Bucket=name, Key=key, Body=key.encode(), ContentType="text/plain")
    return Site(name, f"http://{edge['domainName']}", edge["arn"], identifier, keys[0], keys[1], inputs)


def sign(message: bytes, key: rsa.RSAPrivateKey = KEYS[0], *, sha256: bool = False) -> bytes:
    algorithm = hashes.SHA256() if sha256 else hashes.SHA1()
    return key.sign(message, padding.PKCS1v15(), algorithm)


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode().translate(str.maketrans("+=/", "-_~"))


def later(seconds: int = 300) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def canned(site: Site, url: str, *, key_id: str | None = None, seconds: int = 300) -> str:
    """A signed URL as django-storages makes it."""
    signer = CloudFrontSigner(key_id or site.key_id, sign)
    signed: str = signer.generate_presigned_url(url, date_less_than=later(seconds))
    return signed


def custom_policy(resource: str, seconds: int = 300, **condition: Any) -> bytes:
    window = {"DateLessThan": {"AWS:EpochTime": int(later(seconds).timestamp())}, **condition}
    return json.dumps({"Statement": [{"Resource": resource, "Condition": window}]}, separators=(",", ":")).encode()


def policy_values(site: Site, policy: bytes, **more: str) -> dict[str, str]:
    sha256 = more.get("Hash-Algorithm") == "SHA256"
    return {
        "Policy": encoded(policy),
        "Signature": encoded(sign(policy, sha256=sha256)),
        "Key-Pair-Id": site.key_id,
        **more,
    }


def as_query(url: str, values: Mapping[str, str]) -> str:
    return url + ("&" if "?" in url else "?") + "&".join(f"{name}={value}" for name, value in values.items())


def as_cookie(values: Mapping[str, str]) -> dict[str, str]:
    return {"Cookie": "theme=dark; " + "; ".join(f"CloudFront-{name}={value}" for name, value in values.items())}
