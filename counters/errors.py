"""What can go wrong in the directory."""


class DirectoryError(Exception):
    """The data of the directory is not as it should be: one sentence that names the file and the problem."""


class UnknownTermError(ValueError):
    """A theme, role, urgency or municipality unknown to the directory: one sentence saying what is allowed."""
