"""Base URLs from the environment."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured


@pytest.fixture
def hosts(runtime, monkeypatch):
    monkeypatch.setenv("CDN", "cdn.example.com")
    monkeypatch.setenv("BUCKET", "shop-media")
    return runtime.hosts


def test_a_cdn(hosts, monkeypatch):
    assert hosts.cdn("CDN") == "https://cdn.example.com"
    assert hosts.cdn("CDN", "/static/") == "https://cdn.example.com/static/"
    monkeypatch.setenv("STORAGE_CDN_PROTOCOL", "http:")
    assert hosts.cdn("CDN", "/static/") == "http://cdn.example.com/static/"


def test_a_bucket(hosts):
    assert hosts.bucket("BUCKET", "eu-west-1", "amazonaws.com") == "https://shop-media.s3.eu-west-1.amazonaws.com"
    found = hosts.bucket("BUCKET", "cn-north-1", "amazonaws.com.cn", "/media/")
    assert found == "https://shop-media.s3.cn-north-1.amazonaws.com.cn/media/"


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"])
def test_a_bucket_of_a_local_s3(hosts, monkeypatch, name):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1/")
    monkeypatch.setenv(name, "http://127.0.0.1:9000/")
    assert hosts.bucket("BUCKET", "eu-west-1", "amazonaws.com") == "http://127.0.0.1:9000"
    assert hosts.bucket("BUCKET", "eu-west-1", "amazonaws.com", "/media/") == "http://127.0.0.1:9000/shop-media/media/"


def test_a_host_that_is_not_set(runtime):
    with pytest.raises(ImproperlyConfigured, match="the environment variable CDN is not set"):
        runtime.hosts.cdn("CDN")
