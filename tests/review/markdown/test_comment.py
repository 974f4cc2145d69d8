"""What a reviewer reads in the comment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.errors import UsageError
from infra.review.render.markdown import Links, markdown, tag
from infra.review.report import (
    Acknowledged,
    Cost,
    Counts,
    Finding,
    Hazard,
    OptionChange,
    PermissionChange,
    PropertyChange,
    Sentence,
    SettingsDelta,
    Side,
    UrlChange,
    VariableChange,
    Who,
)
from tests.review.markdown.parsed import bare, cells, html_of, links
from tests.review.samples import empty_report, failed_report, huge_report, rich_report

GITHUB = "https://github.com/acme/shop/blob/{commit}/{file}#L{line}"
RICH = markdown(rich_report())


def only(**fields):
    """A report with one environment in which this alone changed."""
    report = empty_report()
    return replace(report, environments=(replace(report.environments[0], **fields),))


def test_nothing_changed_is_one_line_below_the_tag():
    assert markdown(empty_report()) == (
        "<!-- stowplan:review:shop -->\n"
        "**Storage review of `shop`: nothing changes** from `origin/main` commit `aaaaaaaaaa` spec `0123456789ab`"
        " to `HEAD` commit `bbbbbbbbbb` spec `0123456789ab`.\n"
    )


def test_nothing_but_form_changed_is_one_line_that_counts_it():
    text = markdown(replace(only(churn=2), stale=("cdeadbee",)))

    assert len(text.splitlines()) == 2
    assert "2 resources differ only in form, 1 acknowledgement of nothing in it" in text


def test_the_order_is_what_matters_first():
    parts = [
        "<!-- stowplan", "## Storage review", "| Environment |", "**Stopped by", "> [!CAUTION]", "### Permissions",
        "### Trust", "### Exposure", "### Settings", "### Retention", "### Cost", "### Policy", "resources, by owner",
        "```mermaid", "differ only in", "### Drift", "### Gates", "of nothing in this change", "---\nBase",
    ]  # fmt: skip
    places = [RICH.index(part) for part in parts]

    assert places == sorted(places)


def test_sections_without_anything_are_not_there():
    text = markdown(only(sentences=rich_report().environments[0].sentences[:1]))

    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "## Storage review: `shop`",
        "### Retention",
    ]
    assert "<details>" not in text


def test_the_totals_are_above_the_fold():
    rights = (
        "**anyone can do more**, 7 rights (**3 broadened**), 2 trusts (**1 broadened**), 3 ways in (**1 broadened**)"
    )
    assert f"| `prod` | 2 | 3 | **1** | **1** | 4, **2 not acknowledged** | {rights} | 12 changed | 1 |" in RICH
    assert "| `local` (new, local) | 0 | 0 | 0 | 0 | 0 |  | 1 changed | 0 |" in RICH
    assert set(cells(RICH)) == {9, 6, 5}


def test_what_anyone_gains_is_above_the_fold():
    gains = "- **Anyone can read more: `media/pictures/*`** in `prod` and `staging`\n"

    assert gains in RICH
    assert RICH.index(gains) < RICH.index("> [!CAUTION]")


def test_what_anyone_gains_is_counted_where_it_is_much():
    rights = tuple(
        PermissionChange("+", Who("public", "bucket"), (f"s3:Get{number}",), tuple(f"m{n}/*" for n in range(5)), True)
        for number in range(5)
    )
    text = markdown(only(permissions=rights))

    assert "- **Anyone can do more: `m0/*`, `m1/*`, `m2/*` and 2 more**\n" in text
    assert "- And 2 more that anyone can do." in text


def test_a_denial_is_not_worded_as_a_gain():
    added = PermissionChange("+", Who("workload", "web"), ("write",), ("media/*",), False, condition="Deny if not TLS")
    text = markdown(only(permissions=(added, replace(added, sign="-", broadened=True, condition="Deny"))))

    assert "| `web` | + | denied `write` | `media/*` if `not TLS` | narrowed |" in text
    assert "| `web` | - | no longer denied `write` | `media/*` | **broadened** |" in text


def test_a_store_that_moves_between_clouds_says_which():
    gained = PermissionChange("+", Who("workload", "web"), ("read",), ("arch/x",), True, cloud="gcs")
    other = replace(gained, scope=("media/x",))
    text = markdown(only(permissions=(gained, replace(gained, sign="-", broadened=False, cloud="s3"), other)))

    assert "| `arch/x` on Google Cloud |" in text
    assert "| `arch/x` on AWS |" in text
    assert "| `media/x` |" in text


def test_a_hazard_is_not_said_again_under_retention():
    hazard = Hazard("retention-shortened", "store media", "media: files go after 3 days", "", "")
    sentences = (Sentence("media", "files go after 3 days"), Sentence("media", "old versions are kept"))
    text = markdown(only(hazards=(hazard,), sentences=sentences))

    assert text.count("files go after 3 days") == 1
    assert "- `media`: old versions are kept" in text


def test_a_cost_without_prices_says_what_is_missing():
    cost = Cost("USD", "2026-08-01", (), ("no price of requests in mars",))
    text = markdown(only(cost=cost, counts=Counts(create=1)))

    assert "Nothing of it has a price. Missing: no price of requests in mars." in text
    assert "| Store |" not in text
    assert markdown(only(cost=cost)) == markdown(empty_report())


def test_equal_findings_are_said_once_by_the_name_of_their_resource():
    def finding(environment, name):
        urn = f"urn:pulumi:{environment}::shop::aws:s3/bucket:Bucket::{name}"
        return Finding("s3-tls-only", "error", f"store {name} ({name}): plain HTTP", "", urn, urn, id=environment)

    both = [(finding(name, "media"),) for name in ("prod", "staging")]
    prod, staging = empty_named("prod", "staging")
    environments = (replace(prod, findings=both[0]), replace(staging, findings=(*both[1], finding("staging", "logs"))))
    text = markdown(replace(empty_report(), environments=environments))

    assert "urn:pulumi" not in text
    assert text.count("- **error** `s3-tls-only`: store media (media): plain HTTP") == 1
    assert "Id: `prod` (`prod`), `staging` (`staging`)" in text
    assert text.index("**`prod` and `staging`**") < text.index("**`staging`**\n\n- **error**")


def test_options_of_an_alias_that_is_gone_are_one_line():
    options = tuple(OptionChange(alias, name, "1", None) for alias in ("a", "b") for name in ("BACKEND", "OPTIONS"))
    options += (*tuple(OptionChange("c", f"o{n}", "1", None) for n in range(27)), OptionChange("c", "x", "1", None))
    text = markdown(only(settings=SettingsDelta(options, (UrlChange("a", "https://a/", None),))))

    assert "- 2 aliases of STORAGES are gone, with their options and URLs: a and b" in text
    assert "- 28 options of alias c are gone: o0, o1, o2, " in text
    assert "```diff" not in text


def test_an_optional_variable_says_so_once():
    variable = VariableChange("+", "X", "site", "optional: set it before deploying", optional=True)

    assert "- New: `X` for `site`: optional: set it" in markdown(only(settings=SettingsDelta(variables=(variable,))))


def test_a_report_without_a_project_is_called_by_its_spec():
    assert "\n## Storage review: `storage.yaml`\n" in markdown(replace(failed_report(), project=""))
    assert "\n## Storage review\n" in markdown(replace(failed_report(), project="", spec=""))


def test_environments_where_nothing_changes_are_one_sentence():
    report = only(counts=Counts(create=1))
    text = markdown(replace(report, environments=(*report.environments, *empty_named("test", "dev"))))

    assert "Nothing changes in `test` and `dev`." in text
    assert "| `test`" not in text


def empty_named(*names):
    return tuple(replace(empty_report().environments[0], name=name) for name in names)


def test_environments_that_say_the_same_are_shown_once():
    assert RICH.count("| `web` | - | `delete` | `media/*` on AWS | narrowed | `media` |") == 1
    assert "**`prod` and `staging`**" in RICH
    assert "**`prod`**" not in RICH


def test_environments_that_differ_are_shown_apart():
    report = rich_report()
    prod, staging, local = report.environments
    text = markdown(replace(report, environments=(prod, replace(staging, permissions=staging.permissions[2:3]), local)))
    permissions = text[text.index("### Permissions") : text.index("### Trust")]

    assert "**`prod`**" in permissions
    assert "**`staging`**" in permissions


def test_one_environment_needs_no_name():
    assert "**`prod`**" not in markdown(huge_report(3))


def test_a_hazard_says_what_forces_it_what_is_lost_and_how_to_let_it_through():
    hazard = Hazard(
        "replace", "bucket media", "the bucket shop-media is replaced", "All files.", "Keep the name.", "bucket",
        '"shop-media"', '"shop-uploads"', id="c3f9a2b1",
    )  # fmt: skip
    text = markdown(only(hazards=(hazard,)))

    assert (
        """> [!CAUTION]
> **1 stateful change: files, or what opens them, can be lost.**
>
> - **replace**: the bucket shop-media is replaced
>   - Forced by `bucket`: `"shop-media"` → `"shop-uploads"`
>   - Lost: All files.
>   - Instead: Keep the name.
>   - To let it through: the label `storage-ack:c3f9a2b1`, or in the spec """
        in text
    )
    assert '`review: {acknowledge: [{id: c3f9a2b1, reason: "..."}]}`' in text


def test_what_was_acknowledged_says_so():
    hazard = Hazard("moved", "storage default", "files move", "", "", acknowledged=Acknowledged("spec", "copied"))
    text = markdown(only(hazards=(replace(hazard, id="c1"),)))

    assert "**1 stateful change, 1 acknowledged:" in text
    assert "> - **moved** (acknowledged): files move\n>   - Acknowledged `c1` in the spec: copied" in text
    assert "To let it through" not in text


def test_a_permission_is_judged_and_named():
    right = PermissionChange("+", Who("workload", "web"), ("write",), ("media/uploads/*",), True, "uploads", id="c9")
    text = markdown(only(permissions=(right,)))

    assert "| `web` | + | `write` | `media/uploads/*` | **broadened** `c9` | `uploads` |" in text


def test_places_are_links_to_the_commit_of_their_side():
    text = markdown(rich_report(), links=Links(GITHUB))
    found = set(links(text))

    assert f"https://github.com/acme/shop/blob/{'b2' * 20}/config/storage.yaml#L31" in found
    assert f"https://github.com/acme/shop/blob/{'a1' * 20}/config/storage.yaml#L44" in found
    assert all(url.startswith("https://github.com/acme/shop/blob/") for url in found)


@pytest.mark.parametrize("template", ["javascript:alert(1)//{commit}", "//evil.example/{line}", ""])
def test_only_addresses_of_the_web_are_links(template):
    assert links(markdown(rich_report(), links=Links(template, template))) == []


def test_a_working_tree_has_no_links():
    report = replace(rich_report(), head=Side("working tree"), base=Side("old.yaml"))

    assert links(markdown(report, links=Links(GITHUB))) == []


def test_a_file_name_cannot_leave_its_link():
    report = rich_report()
    hazard = report.environments[0].hazards[0]
    odd = replace(hazard, position=replace(hazard.position, file="a) [x](https://evil.example) <b> \ud800.yaml"))
    text = markdown(replace(only(hazards=(odd,)), head=report.head), links=Links(GITHUB))

    assert len(links(text)) == 1
    assert html_of(text) == []


def test_a_secret_says_only_that_it_changed():
    assert "! tags.key: [secret] changed" in RICH
    assert "- tags.key" not in RICH


def test_hostile_texts_are_texts():
    assert html_of(RICH) == []
    assert links(RICH) == []
    assert bare(RICH) == []
    assert RICH.count("<!--") == 1
    assert "\u202e" not in RICH
    assert "\x1b" not in RICH


def test_findings_are_listed_folded_and_counted():
    errors, folded = RICH[RICH.index("### Policy") :].split("<details>", 1)

    assert "- **error** `s3-tls-only` (CIS AWS 5.0 2.1.1, FSBP S3.5) `media`: the bucket media allows plain" in errors
    assert "  - Fix: Deny requests without TLS." in errors
    assert "s3-mfa-delete" not in errors
    assert "<summary>2 warnings and older findings</summary>" in folded
    assert "1 note of policies not shown." in folded
    assert "s3-events" not in RICH


def test_resources_are_a_line_each_below_their_owner():
    assert "<details><summary><code>store media</code>: 1 replaced</summary>" in RICH
    assert (
        "**replace** `aws:s3/bucketV2:BucketV2` `media`, forced by `bucket`, formerly `old-media`, stateful, protected"
        in RICH
    )


def test_a_resource_with_many_properties_shows_some_and_counts_the_rest():
    resource = rich_report().environments[0].resources[0]
    many = tuple(PropertyChange(f"tags.t{number}", None, '"x"') for number in range(100))
    text = markdown(only(resources=(replace(resource, properties=many),)))

    assert text.count("+ tags.t") == 30
    assert "70 more properties." in text


def test_problems_of_a_side_are_readable_with_place_and_fix():
    text = markdown(failed_report())

    assert "> **The head cannot be compared: 2 problems in it.**" in text
    assert "storage.yaml:12:5: error SPEC012 stores.media.regoin: unknown key 'regoin' <b>\n    fix: " in text
    assert "> **The base cannot be compared: 1 problem in it.**" in text
    assert html_of(text) == []


def test_gates_say_what_stops_them():
    assert "**Stopped by stateful (2), broadened (1), drift (1) and policy (1).** Gates passed: public." in RICH
    assert "**broadened** stops it:\n\n- `c6b23f0c` anyone can read `media/pictures/*`" in RICH
    assert "2 acknowledgements of nothing in this change, to be removed from the spec:" in RICH


def test_the_footer_says_what_was_compared_and_how():
    last = RICH.splitlines()[-1]

    assert last.startswith("Base `origin/main` commit `a1a1a1a1a1` spec `0123456789ab`, head ")
    assert last.endswith("of `storage.yaml`. stowplan 0.4.0, offline: both specs, no cloud asked.")


def test_the_tag_is_the_first_line_and_fit_for_html():
    assert RICH.startswith("<!-- stowplan:review:shop -->\n")
    assert tag("a--> <b>/@x--") == "<!-- stowplan:review:a-___b___x -->"
    assert "--" not in tag("--a----b--")[4:-3]


def test_the_same_report_gives_the_same_bytes():
    assert markdown(rich_report()) == RICH


def test_a_limit_without_room_for_the_totals_is_refused():
    with pytest.raises(UsageError, match="4,000 characters"):
        markdown(rich_report(), limit=100)
