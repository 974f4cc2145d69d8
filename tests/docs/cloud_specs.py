"""Specs of Google Cloud and of Azure: one with nothing but a store, and one with nearly everything."""

from __future__ import annotations

GCP_BARE = """\
version: 1
project: shop
gcp: {project_id: shop-prod-123456, project_number: "123456789012"}
stores: {media: {provider: gcs}}
storages: {default: {store: media, prefix: media/, access: private}}
environments: {prod: {}}
"""
GCP = """\
version: 1
project: shop
gcp: {project_id: shop-prod-123456, project_number: "123456789012"}
stores:
  media:
    provider: gcs
    encryption: {type: cmek}
    access_logs: {store: logs, prefix: usage/}
    alarms: {size_gb: 1, objects: 1}
    cdn:
      domain: media.shop.example
      dns_zone: shop-example
      logs: {store: logs, prefix: requests/}
      signing: {keys: [key-2026]}
  logs: {provider: gcs}
storages:
  default: {store: media, prefix: pictures/, access: public}
  documents: {store: media, prefix: documents/, access: private}
  reports: {store: media, prefix: reports/, access: private, via: direct}
workloads:
  web: {runs_on: {type: cloud-run}, grants: {default: [read, write], reports: [read]}}
  pod: {runs_on: {type: gke, namespace: shop, service_account: web}, grants: {default: [read]}}
  deploy:
    runs_on: {type: github-actions, repository: acme/shop, branch: main, create_provider: true}
    grants: {default: [read]}
  old: {runs_on: {type: vps}, grants: {documents: [read]}}
environments: {prod: {}}
"""
AZURE_BARE = """\
version: 1
project: shop
azure: {subscription_id: 1b0cfb9a-3f0e-4a52-9b6d-2c7a6d1f0e55, resource_group: {name: rg-shop, adopt: true}}
stores: {media: {provider: azure, lock: false}}
storages: {default: {store: media, prefix: media/, access: private}}
environments: {prod: {}}
"""
AZURE = """\
version: 1
project: shop
azure: {subscription_id: 1b0cfb9a-3f0e-4a52-9b6d-2c7a6d1f0e55, tenant_id: 72f988bf-86f1-41af-91ab-2d7cd011db47}
stores:
  media:
    provider: azure
    encryption: {type: cmk}
    access_logs: {store: logs, prefix: requests/}
    alarms: {size_gb: 1, objects: 1}
    lifecycle: [{id: old, prefix: "", noncurrent_days: 30}]
    cdn:
      domain: media.shop.example
      dns_zone: ZONE
      logs: {store: logs, prefix: cdn/}
      waf_policy_id: WAF
  logs: {provider: azure}
storages:
  default: {store: media, prefix: pictures/, access: public}
  documents: {store: media, prefix: documents/, access: private}
workloads:
  web: {runs_on: {type: app-service}, grants: {default: [read, write], documents: [read]}}
  pod:
    runs_on:
      type: aks
      issuer: "https://westeurope.oic.prod-aks.azure.com/t/c/"
      namespace: shop
      service_account: web
    grants: {default: [read]}
environments: {prod: {}}
""".replace(
    "ZONE",
    "/subscriptions/1b0cfb9a-3f0e-4a52-9b6d-2c7a6d1f0e55/resourceGroups/dns/providers/Microsoft.Network/dnsZones/"
    "shop.example",
).replace(
    "WAF",
    "/subscriptions/1b0cfb9a-3f0e-4a52-9b6d-2c7a6d1f0e55/resourceGroups/waf/providers/Microsoft.Network/"
    "frontdoorWebApplicationFirewallPolicies/shop",
)
