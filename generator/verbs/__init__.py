"""What each verb of `gen-settings` does: a module with `run(options) -> exit code`."""
