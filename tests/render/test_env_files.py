"""Whole environment files: what is written, what of the user's is kept, what a fingerprint and a diff see."""

from __future__ import annotations

import json
import pickle

import pytest

from generator.plan.files import EnvEntry, SecretText
from generator.render.dotenv import MARKER, EnvValueError, mask, masker, redact, render_env
from generator.render.raw_env import render_raw_env

ENTRIES = (
    EnvEntry("MEDIA_BUCKET", "site-media", ("The bucket of store media.",)),
    EnvEntry(
        "MEDIA_SECRET", comment=("Read it with:", "  pulumi stack output --show-secrets"), secret=True, supplied=True
    ),
    EnvEntry("SIGNING_KEY", "CANARY it's", secret=True),
)
TEXT = f"""\
# Written by gen-settings.

# The bucket of store media.
MEDIA_BUCKET='site-media'
# Read it with:
#   pulumi stack output --show-secrets
MEDIA_SECRET=''
SIGNING_KEY="CANARY it's"

{MARKER}
"""


def render(existing: str | None = None, entries: tuple[EnvEntry, ...] = ENTRIES) -> str:
    return render_env(entries, header=("Written by gen-settings.",), existing=existing)


def test_a_new_file():
    assert render() == TEXT
    assert render_raw_env(ENTRIES[:2]) == (
        "# The bucket of store media.\nMEDIA_BUCKET=site-media\n# Read it with:\n"
        f"#   pulumi stack output --show-secrets\nMEDIA_SECRET=\n\n{MARKER}\n"
    )


def test_values_filled_in_and_own_lines_are_kept_byte_for_byte():
    own = "OTHER=1\r\n\n  odd ${x}\nexport Z='a\nb'\nno final newline"
    edited = TEXT.replace("MEDIA_SECRET=''", "MEDIA_SECRET=abc/+=  ") + own

    again = render(edited)

    assert again == TEXT.replace("MEDIA_SECRET=''", "MEDIA_SECRET='abc/+='") + own
    assert render(again) == again


def test_generated_values_follow_the_plan():
    assert render(TEXT.replace("site-media", "old")) == TEXT


def test_variables_no_longer_generated_go_but_only_above_the_marker():
    text = TEXT.replace("MEDIA_BUCKET=", "OLD_BUCKET='x'\nMEDIA_BUCKET=") + "OLD_OWN=1\n"
    assert render(text) == TEXT + "OLD_OWN=1\n"


def test_a_file_that_was_not_generated_becomes_the_users_own_lines():
    existing = "\ufeff# mine\nDEBUG=1\nMEDIA_SECRET='s3cret'\n\nexport DB_URL=x\n"
    assert (
        render(existing)
        == TEXT.replace("MEDIA_SECRET=''", "MEDIA_SECRET='s3cret'") + "# mine\nDEBUG=1\n\nexport DB_URL=x\n"
    )
    assert render(TEXT.replace(MARKER + "\n", "")) == TEXT


def test_a_raw_file_keeps_its_values_verbatim():
    raw = render_raw_env(ENTRIES[:2], existing=f"MEDIA_SECRET= 'a' #\n{MARKER}\nX=1\n")
    assert "\nMEDIA_SECRET= 'a' #\n" in raw
    assert raw.endswith(f"{MARKER}\nX=1\n")


def test_what_a_user_typed_and_readers_disagree_on_is_refused():
    with pytest.raises(EnvValueError, match=r"^line 7: MEDIA_SECRET: readers disagree on this quoting"):
        render(TEXT.replace("MEDIA_SECRET=''", 'MEDIA_SECRET="CAN\\nARY"'))


def test_a_name_set_twice_is_refused():
    with pytest.raises(
        EnvValueError, match=r"^MEDIA_SECRET is set above the line '# --- your own variables .*' and below"
    ):
        render(TEXT + "export MEDIA_SECRET=x\n")
    with pytest.raises(EnvValueError, match=r"^MEDIA_BUCKET is given twice$"):
        render(entries=(ENTRIES[0], ENTRIES[0]))


def test_comments_cannot_leave_their_line():
    text = render_env([EnvEntry("A", "1", ("x\nB=2", "ends in \\", "", "é"))])
    assert text == f"# 'x\\nB=2'\n# 'ends in \\\\'\n#\n# é\nA='1'\n\n{MARKER}\n"


def test_a_supplied_entry_may_bring_a_value_to_start_with():
    entry = EnvEntry("LEVEL", "info", supplied=True)
    assert render_env([entry]).startswith("LEVEL='info'\n")
    assert render_env([entry], existing="LEVEL=debug\n").startswith("LEVEL='debug'\n")
    with pytest.raises(ValueError, match=r"^LEVEL has no value and is not supplied by the user$"):
        EnvEntry("LEVEL")


def test_mask_blanks_values_and_drops_own_lines():
    text = mask(TEXT.replace("MEDIA_SECRET=''", "MEDIA_SECRET='x'") + "OWN=1\n", {"MEDIA_SECRET", "SIGNING_KEY"})

    assert text == mask(TEXT, {"MEDIA_SECRET", "SIGNING_KEY"})
    assert "SIGNING_KEY=\n" in text
    assert "site-media" in text
    assert mask(TEXT.replace("site-media", "edited"), {"MEDIA_SECRET"}) != mask(TEXT, {"MEDIA_SECRET"})
    assert masker({"A"})(b"A=\xff\nB=\xff\n") == b"A=\nB=\xff\n"


def test_redact_shows_only_the_values_named():
    foreign = 'DB=CANARY\n  export K="-----BEGIN\nCANARY\n"\n# C=CANARY\n# note\n'
    assert redact(foreign + TEXT + "OWN=CANARY\n\nX=CANARY\n", {"MEDIA_BUCKET"}) == (
        "DB=<hidden>\nK=<hidden>\n<hidden>\n<hidden>\n<hidden>\n# note\n"
        + TEXT.replace("''", "<hidden>").replace('"CANARY it\'s"', "<hidden>")
        + "# 3 lines of your own\n"
    )


def test_a_secret_shows_only_when_asked():
    secret = SecretText("CANARY")
    assert (repr(secret), str(secret), f"{secret}", f"{secret:>9}") == ("<secret>", "<secret>", "<secret>", " <secret>")
    assert secret.reveal() == "CANARY"
    assert secret == SecretText("CANARY") != SecretText("x")
    assert hash(secret) == hash(SecretText("CANARY"))
    assert "CANARY" not in repr(ENTRIES)
    with pytest.raises(TypeError, match=r"^a secret cannot be pickled or copied$"):
        pickle.dumps(secret)
    with pytest.raises(TypeError, match=r"not JSON serializable"):
        json.dumps(secret)
