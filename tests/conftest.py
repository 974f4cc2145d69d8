"""What every test shares: hypothesis without a clock, no cloud account in reach, and rare collections of garbage."""

from __future__ import annotations

import gc
import os

from hypothesis import HealthCheck, settings

settings.register_profile("stowplan", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("stowplan")

for name in [name for name in os.environ if name.startswith(("AWS_", "STORAGE_", "PULUMI_"))]:
    del os.environ[name]
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"

gc.set_threshold(200_000, 20, 100)  # the clouds' SDKs are a million objects, gone through for nothing again and again
