"""The Pulumi program for AWS: pure policies, and what is registered for a spec."""
