"""One spec for each provider, the same but for what a store is called and where the site runs."""

from __future__ import annotations

STORES = {
    "s3": ("{provider: s3, cdn: {}}", "{provider: s3, cdn: {signing: {public_keys: {k1: keys/k1.pem}}}}"),
    "gcs": ("{provider: gcs, cdn: {}}", "{provider: gcs, cdn: {signing: {keys: [k1]}}}"),
    "azure": ("{provider: azure, cdn: {}}", "{provider: azure, cdn: {}}"),
}
MEMBERS = {"s3": "via: cookies", "gcs": "via: cookies", "azure": "via: cdn"}
"""By signed cookies; Azure refuses those."""
RUNS_ON = {"s3": "ecs", "gcs": "cloud-run", "azure": "app-service"}
TITLES = {"s3": "S3 + CloudFront", "gcs": "Cloud Storage + Cloud CDN", "azure": "Azure Blob + Front Door"}

_SPEC = """\
version: 1
project: conform
django: {{package: conform_storage, env_formats: [shell], workload: web}}
stores:
  assets: {assets}
  media: {media}
  open: {{provider: {provider}}}
storages:
  staticfiles: {{store: assets, prefix: static/, access: public, kind: static}}
  default:
    store: media
    prefix: pictures/
    access: public
    cache_control: [{{match: "*.svg", value: "public, max-age=300"}}]
  documents: {{store: media, prefix: documents/, access: private, url_expiry: 10m}}
  uploads: {{store: media, prefix: uploads/, access: private, via: direct, url_expiry: 10m, url_window: 60}}
  members: {{store: media, prefix: members/, access: private, {members}}}
  thumbnails: {{store: media, prefix: thumbnails/, access: public, kind: cache}}
  pages: {{store: open, prefix: pages/, access: public, via: direct}}
workloads:
  web:
    runs_on: {{type: {runs_on}}}
    grants:
      staticfiles: [read]
      default: [read, write, delete, list]
      documents: [read, write, delete, list]
      uploads: [read, write, delete, list]
      members: [read, write, delete, list]
      thumbnails: [read, write, delete, list]
      pages: [read, write, delete, list]
  deploy:
    runs_on: {{type: {runs_on}}}
    grants:
      staticfiles: [read, write, delete, list]
  dropper:
    runs_on: {{type: {runs_on}}}
    grants:
      uploads: [write]
environments:
  local:
    target: local
    site: {{origins: ["http://127.0.0.1:8000"]}}
"""

SETTINGS = """\
from conform_storage.settings.local import *

SECRET_KEY = "of a test"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.staticfiles", "conform_storage"]
STATICFILES_DIRS = ["assets"]
DATABASES = {}
"""


def spec_text(provider: str) -> str:
    """The spec of one provider."""
    assets, media = STORES[provider]
    words = {"assets": assets, "media": media, "members": MEMBERS[provider], "runs_on": RUNS_ON[provider]}
    return _SPEC.format(provider=provider, **words)
