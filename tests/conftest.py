"""What every test shares: hypothesis without a clock, and no cloud account in reach."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile("stowplan", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("stowplan")

for name in [name for name in os.environ if name.startswith(("AWS_", "STORAGE_", "PULUMI_"))]:
    del os.environ[name]
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
