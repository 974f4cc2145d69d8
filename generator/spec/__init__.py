"""The spec: `storage.yaml` as frozen models, one for each environment, with the position of every value."""
