"""People at the door and in the offices: passwords, second factors, signing in, and who may have which account."""
