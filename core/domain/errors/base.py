"""Where the families begin."""


class UserError(Exception):
    """The person can put it right."""
