"""What Pulumi runs, from whatever working directory."""

from __future__ import annotations

from infra.program import main

if __name__ == "__main__":
    main()
