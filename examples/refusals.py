"""What an identity may not do, whatever its code tries: the clouds' own SDKs with the generated variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from azure.core.pipeline import PipelineRequest
    from azure.core.rest import HttpRequest
    from azure.storage.blob import ContainerClient

Attempt = tuple[str, "Callable[[], object]"]


def attempts(cloud: str, found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(what was tried, the answer) with the web workload's variables; only the first is within its grants."""
    tries = {"aws": _aws, "gcp": _gcp, "azure": _azure}[cloud](found)
    for what, attempt in tries:
        yield what, _answer(attempt)


def _answer(attempt: Callable[[], object]) -> str:
    """`allowed`, or what the cloud calls its refusal."""
    try:
        attempt()
    except Exception as error:
        response = getattr(error, "response", None)
        if isinstance(response, dict):  # botocore's
            return str(response["Error"]["Code"])
        return str(getattr(error, "error_code", None) or type(error).__name__)
    return "allowed"


def _aws(found: Mapping[str, str]) -> list[Attempt]:
    import boto3

    session = boto3.session.Session(
        found["AWS_ACCESS_KEY_ID"], found["AWS_SECRET_ACCESS_KEY"], found["AWS_SESSION_TOKEN"]
    )
    s3 = session.client("s3", region_name="eu-west-1", endpoint_url=found["AWS_ENDPOINT_URL"])
    media, assets = found["STORAGE_MEDIA_BUCKET"], found["STORAGE_ASSETS_BUCKET"]
    return [
        *(
            (
                f"put  s3://{bucket}/{key}",
                lambda bucket=bucket, key=key: s3.put_object(Bucket=bucket, Key=key, Body=b"x"),
            )
            for bucket, key in _puts(media, assets)
        ),
        (f"del  s3://{media}/documents/a", lambda: s3.delete_object(Bucket=media, Key="documents/a")),
        (f"list s3://{media}/", lambda: s3.list_objects_v2(Bucket=media)),
        (f"list s3://{media}/uploads/", lambda: s3.list_objects_v2(Bucket=media, Prefix="uploads/")),
    ]


def _gcp(found: Mapping[str, str]) -> list[Attempt]:
    from google.cloud import storage
    from google.oauth2.service_account import Credentials

    credentials = Credentials.from_service_account_file(  # type: ignore[no-untyped-call]  # half typed
        found["GOOGLE_APPLICATION_CREDENTIALS"], scopes=["https://www.googleapis.com/auth/devstorage.read_write"]
    )
    client = storage.Client("demo", credentials, client_options={"api_endpoint": found["STORAGE_EMULATOR_HOST"]})
    media, assets = found["STORAGE_MEDIA_BUCKET"], found["STORAGE_ASSETS_BUCKET"]

    def put(bucket: str, key: str) -> None:
        client.bucket(bucket).blob(key).upload_from_string(b"x", retry=None)

    return [
        *(
            (f"put  gs://{bucket}/{key}", lambda bucket=bucket, key=key: put(bucket, key))
            for bucket, key in _puts(media, assets)
        ),
        (f"del  gs://{media}/documents/a", lambda: client.bucket(media).blob("documents/a").delete(retry=None)),
        (f"list gs://{media}/", lambda: list(client.list_blobs(media, retry=None))),
        (f"list gs://{media}/uploads/", lambda: list(client.list_blobs(media, prefix="uploads/", retry=None))),
    ]


def _azure(found: Mapping[str, str]) -> list[Attempt]:
    from azure.storage.blob import BlobServiceClient

    def signed(request: PipelineRequest[HttpRequest]) -> None:
        request.http_request.headers["Authorization"] = f"Bearer {found['STORAGE_AZURE_TOKEN']}"

    def container(variable: str) -> ContainerClient:
        account = f"{found['STORAGE_AZURE_ENDPOINT_URL'].rstrip('/')}/{found[variable]}"
        service = BlobServiceClient(account, retry_total=0, raw_request_hook=signed)
        return service.get_container_client("files")

    clients = {name: container(f"STORAGE_{name.upper()}_ACCOUNT") for name in ("media", "assets")}
    media = clients["media"]
    return [
        *(
            (
                f"put  {name}/files/{key}",
                lambda name=name, key=key: clients[name].upload_blob(key, b"x", overwrite=True),
            )
            for name, key in _puts("media", "assets")
        ),
        ("del  media/files/documents/a", lambda: media.delete_blob("documents/a")),
        ("list media/files/", lambda: list(media.list_blobs())),
        ("list media/files/uploads/", lambda: list(media.list_blobs(name_starts_with="uploads/"))),
    ]


def _puts(media: str, assets: str) -> list[tuple[str, str]]:
    return [
        (media, "pictures/probe.txt"),
        (media, "elsewhere.txt"),
        (media, "pictures-2/a.txt"),
        (assets, "static/app.js"),
    ]
