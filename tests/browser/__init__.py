"""A package, so that its fixtures belong to the shelf and end with it."""
