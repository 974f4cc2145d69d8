"""What each verb of `stowplan` does: a module with `run(options) -> exit code`."""
