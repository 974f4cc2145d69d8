"""Whatever stands in a policy, a review of it ends, says the same again, and finds no change where there is none."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from infra.review.access import access
from infra.review.permissions import PermissionDelta, permissions
from tests.review.access.graphs import bucket, graph, policy, role

WORDS = st.sampled_from([
    "*", "s3:*", "s3:Get*", "s3:GetObject", "S3:PUTOBJECT", "s3:?etObject", "s3:ListBucket", "kms:Decrypt", "", "x y",
])  # fmt: skip
PLACES = st.sampled_from([
    "*", "arn:aws:s3:::acme-pics", "arn:aws:s3:::acme-pics/*", "arn:aws:s3:::acme-*/a*b", "arn:*:s3:::*/*a*a*",
    "arn:aws:s3:::acme-pics/${aws:username}/*", "arn:aws:s3:::other/x", "arn:aws:kms:eu:1:key/1", "", "${*}",
])  # fmt: skip
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
CONDITION = st.dictionaries(
    st.sampled_from(
        ["StringLike", "StringNotLikeIfExists", "ForAllValues:StringEquals", "Bool", "IpAddress", "odd one"]
    ),
    st.dictionaries(st.sampled_from(["s3:prefix", "aws:SourceIp", "a key", '"']), ANY | st.just("a*"), max_size=2),
    max_size=2,
)
STATEMENT = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "Deny"])},
    optional={
        "Action": WORDS | st.lists(WORDS, max_size=2) | ANY,
        "NotAction": WORDS,
        "Resource": PLACES | st.lists(PLACES, max_size=3) | ANY,
        "NotResource": PLACES,
        "Principal": st.sampled_from(["*", {"AWS": "*"}, {"Service": "cloudfront.amazonaws.com"}, {"AWS": ["1", "x"]}])
        | ANY,
        "NotPrincipal": ANY,
        "Condition": CONDITION | ANY,
        "Sid": ANY,
    },
)
STATEMENTS = st.lists(STATEMENT, max_size=3)


@settings(max_examples=150, deadline=None)
@given(STATEMENTS, STATEMENTS, STATEMENTS)
def test_any_policy_can_be_reviewed(own, other, attached):
    base, head = (graph(bucket(), policy(*attached), *role("app", *found)) for found in (own, other))
    before, after = access(base), access(head)
    assert permissions(before, before) == PermissionDelta()
    assert permissions(before, after) == permissions(access(base), access(head))
    assert not any(item.broadened for item in permissions(after, access(graph())).permissions)
