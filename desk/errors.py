"""What can go wrong at the desk. Each message is the Dutch sentence a worker reads; `status` is the HTTP status."""

# ruff: noqa: N818 - the names say what happened


class DeskError(Exception):
    """Anything the desk refuses; the subclasses say why. `calm`: nothing went wrong, so no alarm colour."""

    status = 400
    calm = False
    sentence = "Dit kan nu niet."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class SignInRefused(DeskError):
    """The name, the password or the code is wrong; it never says which."""

    status = 401
    sentence = "De naam, het wachtwoord of de code klopt niet. Probeer het opnieuw met een nieuwe code."


class TryLater(DeskError):
    """Too many tries; `retry_after` says how many seconds to wait."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        wait = f"{retry_after} seconden" if retry_after < 120 else f"{-(-retry_after // 60)} minuten"
        super().__init__(f"Er is te vaak geprobeerd. Wacht {wait} en probeer het dan opnieuw.")


class SignedOut(DeskError):
    """There is no session, or it has expired."""

    status = 401
    calm = True
    sentence = "Meld u aan om verder te gaan."


class FormExpired(DeskError):
    """The form's CSRF token is missing or not of this session."""

    status = 403
    sentence = "Dit formulier is verlopen. Ga terug, laad de pagina opnieuw en probeer het nog eens."


class NoSuchSignal(DeskError):
    """The reference is unknown, or the signal belongs to an organisation the worker is not a member of."""

    status = 404
    sentence = "Dit signaal bestaat niet, of het hoort niet bij uw organisatie."


class NotPossible(DeskError):
    """The signal's state does not allow this step (any more)."""

    status = 409
    sentence = "Deze stap kan niet meer: iemand heeft dit signaal al verder gebracht. Laad de pagina opnieuw."


class Incomplete(DeskError):
    """A field of the form is missing or wrong; the message says which."""

    status = 422


class Unreadable(DeskError):
    """The stored content does not open, or is not what was sealed for this reference."""

    status = 500
    sentence = "Dit signaal kan niet worden geopend. Waarschuw de beheerder en noem de referentie."


class KeysMissing(DeskError):
    """The service runs without its own keys: nothing can be checked or written down."""

    status = 503
    sentence = "De sleutels van deze dienst ontbreken. Waarschuw de beheerder."


class AccountError(DeskError):
    """An account cannot be made like this; the message says what to do."""


class AuthorityNeeded(AccountError):
    """The organisation has a worker already: only such a worker can share its key."""

    sentence = "Deze organisatie heeft al een medewerker. Geef de naam en het wachtwoord van die medewerker."
