"""Citation: the report's record in every form, its crate and the bundle of a figure."""
