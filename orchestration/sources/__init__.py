"""Sources as people ask after them: what is held, asking one publisher, declaring a new one."""
