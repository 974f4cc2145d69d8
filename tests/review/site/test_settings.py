"""What a reviewer reads about Django when a spec changes."""

import pytest

from generator.app import open_project
from infra.review.report import OptionChange, SettingsDelta, UrlChange, VariableChange
from infra.review.site import settings
from infra.review.site_variables import FILLED, KNOWN, REMOVE, SET, SET_OPTIONAL, SUPPLIED

HEAD = """\
version: 1
project: shop
django: {package: shop_storage, workload: web}
gcp: {project_id: shop-production, location: EU}
azure:
  subscription_id: 11111111-1111-4111-8111-111111111111
  tenant_id: 22222222-2222-4222-8222-222222222222
"""
BASE = (
    HEAD
    + """\
stores:
  media: {provider: s3}
storages:
  default: {store: media, prefix: media/, access: private, url_expiry: 10m}
workloads:
  web: {runs_on: {type: ecs}, grants: {default: [read, write]}}
environments: {prod: {}}
"""
)


@pytest.fixture
def spec(tmp_path):
    def make(text, environment="prod"):
        path = tmp_path / "storage.yaml"
        path.write_text(text)
        return open_project(str(path)).document.specs[environment]

    return make


@pytest.fixture
def delta(spec):
    def compare(base, head, **more):
        return settings(base and spec(base), head and spec(head), "shop_storage", **more)

    return compare


def edit(text, *pairs):
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


ALIAS = ("  default: {store", "  thumbs: {store: media, prefix: thumbs/, access: private}\n  default: {store")


def test_nothing_changes(delta):
    assert delta(BASE, BASE) == SettingsDelta()
    assert not delta(BASE, "# a comment\n" + BASE)
    assert not delta(BASE, edit(BASE, ("access: private, url_expiry: 10m", "url_expiry: 600, access: private")))
    assert not delta(None, None)


def test_an_option_is_shown_as_the_settings_show_it(delta):
    found = delta(BASE, edit(BASE, ("10m", "1h"), ("prefix: media/", "prefix: files/")))
    assert found.options == (
        OptionChange("default", "location", '"media"', '"files"'),
        OptionChange("default", "querystring_expire", "600", "3600"),
    )
    assert [(item.before, item.after) for item in found.urls] == [
        (
            "https://shop-prod-media.s3.us-east-1.amazonaws.com/media/<name>?X-Amz-Signature=...",
            "https://shop-prod-media.s3.us-east-1.amazonaws.com/files/<name>?X-Amz-Signature=...",
        )
    ]
    assert found.variables == found.gone == found.notes == ()


def test_a_list_of_lists_is_on_one_line(delta):
    rules = 'cache_control: [{match: "*.svg", value: "public, max-age=300"}, {match: "*", value: "no-store"}]'
    (found,) = delta(BASE, edit(BASE, ("url_expiry: 10m", f"url_expiry: 10m, {rules}"))).options
    assert found.after == '[["*.svg", "public, max-age=300"], ["*", "no-store"]]'


def test_a_new_alias_and_a_removed_one(delta):
    more = edit(BASE, ALIAS)
    added, removed = delta(BASE, more), delta(more, BASE)
    backend, options = added.options
    assert backend == OptionChange("thumbs", "BACKEND", None, '"shop_storage.s3.S3MediaStorage"')
    assert options.after.startswith('{"bucket_name": required("STORAGE_MEDIA_BUCKET"), "location": "thumbs", ')
    assert [(item.before, item.after) for item in removed.options] == [
        (item.after, item.before) for item in added.options
    ]
    assert added.gone == ()
    assert removed.gone == ("shop_storage.aliases.thumbs",)
    assert removed.notes == ('the alias thumbs is gone: storages["thumbs"] raises InvalidStorageError',)
    assert removed.urls[0].after is None


def test_what_another_environment_still_has_is_not_gone(delta, spec):
    more = edit(BASE, ALIAS)
    assert delta(more, BASE, others=[spec(more)]).gone == ()
    assert delta(more, BASE, shared=False).gone == ()


def test_a_callable_keeps_its_name_when_an_alias_is_written_otherwise(delta):
    dashed, plain = (
        edit(BASE, (ALIAS[0], ALIAS[1].replace("thumbs:", f"{name}:"))) for name in ("big-ones", "big_ones")
    )
    assert delta(dashed, plain).gone == ()
    keyword = edit(BASE, (ALIAS[0], ALIAS[1].replace("thumbs:", "import:")))
    assert delta(keyword, BASE).gone == ("shop_storage.aliases.import_",)


def test_a_move_to_another_cloud(delta):
    found = delta(BASE, edit(BASE, ("provider: s3", "provider: gcs"), ("ecs", "cloud-run")))
    options = {item.option: (item.before, item.after) for item in found.options}
    assert options["BACKEND"] == ('"shop_storage.s3.S3MediaStorage"', '"shop_storage.gcs.GCSMediaStorage"')
    assert options["expiration"] == (None, "600")
    assert options["querystring_expire"] == ("600", None)
    assert "bucket_name" not in options
    assert next(iter(options)) == "BACKEND"
    assert not [name for name in found.gone if ".aliases." not in name]
    assert [note for note in found.notes if "modules of the runtime are gone, from shop_storage.s3" in note]
    assert "files of default are not copied: what was stored by the old backend stays where it is" in found.notes
    assert any(note.startswith("install before deploying") and "google-cloud-storage" in note for note in found.notes)
    assert any(note.startswith("no longer needed here: boto3") for note in found.notes)


def test_a_renamed_bucket_keeps_its_variable(delta):
    found = delta(BASE, edit(BASE, ("provider: s3}", "provider: s3, name: other-bucket}")))
    assert found.variables == (VariableChange("~", "STORAGE_MEDIA_BUCKET", "site", KNOWN),)
    assert found.notes == ("STORAGE_MEDIA_BUCKET becomes other-bucket (was shop-prod-media)",)


def test_a_cdn_comes_and_goes(delta):
    cdn = edit(
        BASE, ("provider: s3}", "provider: s3, cdn: {}}"), ("access: private, url_expiry: 10m", "access: public")
    )
    public = edit(cdn, ("cdn: {}", "cdn: {domain: cdn.shop.example, dns_zone_id: Z0123456789ABCDEFGHIJ}"))
    found = delta(BASE, cdn)
    assert VariableChange("+", "STORAGE_MEDIA_CDN_DOMAIN", "site", SET) in found.variables
    assert OptionChange("", "MEDIA_URL", None, 'cdn("STORAGE_MEDIA_CDN_DOMAIN", "/media/")') in found.options
    assert OptionChange("", 'STORAGE_CSP["img-src"]', *csp(found)) in found.options
    assert "STORAGE_CSP changes (img-src, media-src): a policy that copies it by hand has to follow" in found.notes
    assert VariableChange("-", "STORAGE_MEDIA_CDN_DOMAIN", "site", REMOVE) in delta(cdn, BASE).variables
    known = delta(cdn, public)
    assert known.urls == (
        UrlChange("default", "https://<the distribution's host>/media/<name>", "https://cdn.shop.example/media/<name>"),
    )
    assert known.variables == (VariableChange("~", "STORAGE_MEDIA_CDN_DOMAIN", "site", KNOWN),)


def csp(found):
    (row,) = [item for item in found.options if item.option == 'STORAGE_CSP["img-src"]']
    assert "cdn(" in row.after
    return row.before, row.after


def test_another_signing_key_is_another_value(delta):
    def with_key(name):
        keys = f'cdn: {{signing: {{public_keys: {{"{name}": keys/a.pub.pem}}}}}}'
        return edit(BASE, ("provider: s3}", f"provider: s3, {keys}}}"))

    found = delta(with_key("2026"), with_key("2027"))
    assert found.variables == (
        VariableChange("~", "STORAGE_MEDIA_SIGNING_KEY_FILE", "site", SUPPLIED, optional=True),
        VariableChange("~", "STORAGE_MEDIA_SIGNING_KEY_ID", "site", FILLED, optional=True),
    )
    new = delta(BASE, with_key("2026"))
    assert VariableChange("+", "STORAGE_MEDIA_SIGNING_KEY_ID", "site", SET_OPTIONAL, optional=True) in new.variables


def test_an_identity_changes_from_role_to_keys(delta):
    found = delta(BASE, edit(BASE, ("type: ecs", "type: vps")))
    assert [(item.name, item.secret) for item in found.variables] == [
        ("AWS_ACCESS_KEY_ID", False),
        ("AWS_SECRET_ACCESS_KEY", True),
    ]
    assert found.notes[0] == (
        "the site now has a long-lived key in its environment instead of the identity that its platform gives it"
    )


def test_a_further_workload_has_variables_of_its_own(delta):
    more = edit(BASE, ("environments", "  job: {runs_on: {type: vps}, grants: {default: [read]}}\nenvironments"))
    found = delta(BASE, more)
    assert {(item.sign, item.where) for item in found.variables} == {("+", "job")}
    assert "the workload job has an environment file of its own now: .env.prod.job" in found.notes
    assert {(item.sign, item.where) for item in delta(more, BASE).variables} == {("-", "job")}


def test_what_only_a_local_cloud_sets_is_nobodys_task(delta):
    names = {item.name for item in delta(None, BASE).variables}
    assert names == {"STORAGE_MEDIA_BUCKET"}


def test_an_environment_is_added_and_removed(delta):
    added, removed = delta(None, BASE), delta(BASE, None)
    assert {item.todo for item in added.variables} == {SET}
    assert {item.todo for item in removed.variables} == {REMOVE}
    assert "the environment prod is new: its settings module is settings.prod" in added.notes
    assert "shop_storage.settings.prod" in removed.gone
    assert all(item.before is None for item in added.options)
    assert all(item.after is None for item in removed.options)


def test_versions_targets_packages_and_folders(delta):
    django = ("package: shop_storage,", 'version: "6.0", package: files_app, root: site, env_formats: [shell],')
    found = delta(BASE, edit(BASE, django))
    assert found.notes == (
        "the settings are made for Django 6.0 instead of 5.2",
        "the generated package is files_app instead of shop_storage: INSTALLED_APPS and imports follow",
        "the settings are written below site instead of .",
        "environment files are written as shell",
    )
    memory = edit(BASE, ("prod: {}", "prod: {target: memory}"))
    moved = delta(BASE, memory)
    assert moved.notes[0] == "the target changes from cloud to memory: other storages, other variables"
    assert VariableChange("-", "STORAGE_MEDIA_BUCKET", "site", REMOVE) in moved.variables


def test_a_package_under_another_name_is_gone_as_a_whole(spec):
    base, head = spec(BASE), spec(edit(BASE, ("shop_storage", "files_app")))
    found = settings(base, head, "files_app")
    assert found.gone == ("shop_storage",)
    assert found.options[0].before == '"shop_storage.s3.S3MediaStorage"'


def test_azure_with_a_service_principal_marks_its_secret(delta):
    principal = (
        "{runs_on: {type: vps}, service_principal: {client_id: 33333333-3333-4333-8333-333333333333,"
        " object_id: 44444444-4444-4444-8444-444444444444},"
    )
    head = edit(BASE, ("provider: s3", "provider: azure"), ("{runs_on: {type: ecs},", principal))
    secrets = {item.name for item in delta(BASE, head).variables if item.secret}
    assert secrets == {"AZURE_CLIENT_SECRET"}


def test_a_thousand_storages(delta):
    stores = "".join(f"  s{number}: {{provider: s3}}\n" for number in range(50))
    storages = "".join(
        f"  a{number}: {{store: s{number % 50}, prefix: p{number}/, access: private}}\n" for number in range(1000)
    )
    base = f"{HEAD.replace(', workload: web', '')}stores:\n{stores}storages:\n{storages}environments: {{prod: {{}}}}\n"
    head = edit(base, ("prefix: p7/,", "prefix: q7/,"))
    assert delta(base, head).options == (OptionChange("a7", "location", '"p7"', '"q7"'),)
