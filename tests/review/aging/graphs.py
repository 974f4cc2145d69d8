"""Hand-made graphs with lifecycle rules, as other programs and states write them."""

from infra.offline.graph import Graph, Resource, freeze

BUCKET = "aws:s3/bucket:Bucket"
CONFIGURATION = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
GCS = "gcp:storage/bucket:Bucket"
POLICY = "azure-native:storage:ManagementPolicy"
ACCOUNT = "azure-native:storage:StorageAccount"
SERVICE = "azure-native:storage:BlobServiceProperties"


def resource(kind, name="media", parent="", **inputs):
    return Resource(f"urn:pulumi:prod::site::{kind}::{name}", kind, name, parent, inputs=freeze(inputs))


def graph(*resources):
    return Graph("site", "prod", tuple(resources))


def s3(*rules, versioning=None):
    found = [resource(BUCKET, bucket="media-bucket"), resource(CONFIGURATION, bucket="media-bucket", rules=list(rules))]
    if versioning:
        found.append(resource(VERSIONING, bucket="media-bucket", versioningConfiguration={"status": versioning}))
    return graph(*found)


def rule(prefix="", days=None, **more):
    found = {"id": f"r-{prefix}", "status": "Enabled", "filter": {"prefix": prefix}, **more}
    return found | ({"expiration": {"days": days}} if days is not None else {})


def gcs(*rules, **more):
    return graph(resource(GCS, name="media-bucket", lifecycleRules=list(rules), **more))


def gcs_rule(action="Delete", storage_class=None, **condition):
    spoken = {"type": action} | ({"storageClass": storage_class} if storage_class else {})
    return {"action": spoken, "condition": condition}


def azure(*rules, **service):
    found = [
        resource(ACCOUNT, accountName="mediaaccount"),
        resource(POLICY, accountName="mediaaccount", policy={"rules": list(rules)}),
    ]
    if service:
        found.append(resource(SERVICE, accountName="mediaaccount", **service))
    return graph(*found)


def azure_rule(prefixes=(), enabled=True, blobs=("blockBlob",), tags=(), name="r", **actions):
    filters = {"blobTypes": list(blobs)} | ({"prefixMatch": list(prefixes)} if prefixes else {})
    if tags:
        filters["blobIndexMatch"] = [{"name": key, "op": "==", "value": value} for key, value in tags]
    return {
        "name": name,
        "type": "Lifecycle",
        "enabled": enabled,
        "definition": {"actions": actions, "filters": filters},
    }
