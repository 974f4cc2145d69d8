"""Policy documents as pure functions from plain values to plain values; no Pulumi, no cloud."""
