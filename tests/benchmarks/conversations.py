"""What is said to both services: a neighbour's conversation up to the receipt, and a long one of the same questions."""

from __future__ import annotations

from collections.abc import Generator

Script = Generator[tuple[str, str], "str | None", None]
"""Yields the kind of a message and the message; is sent the name of the question that the answer to it asks."""

CONSENT = "consent"
# Both services understand these alike, so that both have the same to do.
GREETINGS = ("hallo", "goedemiddag", "hoi")
STORIES = (
    "de kinderen hiernaast hebben elke dag dezelfde vieze kleren aan en zitten 's avonds alleen thuis",
    "ik hoor mijn bovenbuurman bijna elke nacht tegen zijn vrouw schreeuwen en daarna hoor ik haar huilen",
    "het meisje van de overkant heeft blauwe plekken op haar armen en schrikt als haar stiefvader haar roept",
    "mijn buurman controleert de telefoon van zijn vriendin en zij mag niet meer met ons praten",
    "mijn buurvrouw van 82 krijgt van haar zoon te weinig te eten en hij pint van haar rekening",
)
COUNTERS = ("welk loket kan mij helpen?", "wie moet ik bellen hierover?", "bij welk loket kan ik terecht?")
PLACES = ("almere", "lelystad", "utrecht", "zwolle", "groningen", "eindhoven")
DANGERS = (
    "hij slaat haar nu, kom snel",
    "ze ligt bewusteloos op de grond",
)
ANSWERS = {
    "observations": "ik zie en hoor dit al maanden en het wordt erger",
    "about": "mevrouw De Boer, 82 jaar, woont met haar zoon",
    "where": "Dorpsstraat 4",
    "since": "sinds maart, elke week",
    "children": "nee",
    "danger_now": "nee",
    "relation": "ik ben de buurvrouw",
    "identity": "anoniem",
    "review": "ja, dit klopt",
}
# Each goes the same way through rules and actions at its first and at its tenth time.
ROUND = (
    ("greeting", "hallo"),
    ("advice", "hoe begin ik erover met haar?"),
    ("person", "ik wil een mens spreken"),
    ("professional", "wat zegt de meldcode?"),
    ("signs", "welke signalen zijn er van ouderenmishandeling?"),
    ("danger", "hij slaat haar nu, kom snel"),
)
ROUNDS = 10


def neighbour(number: int) -> Script:
    """Greets, tells, asks the counter, forwards by eight answers with danger among them, and consents."""
    yield "greeting", _nth(GREETINGS, number)
    yield "story", _nth(STORIES, number)
    yield "counter", _nth(COUNTERS, number)
    yield "place", _nth(PLACES, number)
    asked = yield "forward", "/forward_signal"
    for _ in range(2 * len(ANSWERS)):
        if asked not in ANSWERS:
            break
        if asked == "relation":
            asked = yield "danger", _nth(DANGERS, number)
        asked = yield "answer", ANSWERS.get(asked or "", "")
    if asked == CONSENT:
        yield CONSENT, "ja"


def sixty_turns(_number: int) -> Script:
    """The messages of a round, ten times over."""
    for number in range(ROUNDS * len(ROUND)):
        yield ROUND[number % len(ROUND)]


def _nth(options: tuple[str, ...], number: int) -> str:
    return options[number % len(options)]
