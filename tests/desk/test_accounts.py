"""Accounts: who gets in, who does not, and how a key reaches a second worker."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from statistics import median

import pytest
from nacl.public import PrivateKey
from sqlalchemy import text
from sqlalchemy.engine import Engine

from desk import vault
from desk.demo import ensure, refuse
from desk.errors import AccountError, AuthorityNeeded, DeskError, SignInRefused, TryLater
from desk.service import Desk
from signals.service import Signals
from tests.desk.conftest import FLEVOLAND, GRONINGEN, PASSWORD, STORY, UTRECHT, Clock, Person, forward


def test_the_first_worker_makes_the_organisations_key_and_opens_forwarding(desk: Desk, signals: Signals) -> None:
    assert not signals.accepts(FLEVOLAND)
    enrolment = desk.add_user("Anna", [FLEVOLAND], PASSWORD)
    assert signals.accepts(FLEVOLAND)
    assert not signals.accepts(GRONINGEN)
    assert enrolment.totp_uri.startswith("otpauth://totp/Signaalwijzer:anna?secret=")
    assert len(enrolment.totp_secret) == 32


def test_name_password_and_code_sign_in_whatever_the_capitals_of_the_name(desk: Desk, anna: Person) -> None:
    token = desk.sign_in(" ANNA ", PASSWORD, anna.code())
    session = desk.session(token)
    assert (session.worker.name, session.organisations) == ("anna", frozenset({FLEVOLAND}))


@pytest.mark.parametrize("seconds", [-30, 30])
def test_a_code_may_be_one_step_old_or_early(desk: Desk, anna: Person, clock: Clock, seconds: int) -> None:
    code = anna.code()
    clock.forward(seconds=seconds)
    assert desk.sign_in("anna", PASSWORD, code)


@pytest.mark.parametrize("seconds", [-60, 60])
def test_a_code_may_not_be_two_steps_away(desk: Desk, anna: Person, clock: Clock, seconds: int) -> None:
    code = anna.code()
    clock.forward(seconds=seconds)
    with pytest.raises(SignInRefused):
        desk.sign_in("anna", PASSWORD, code)


def test_a_code_never_works_twice(desk: Desk, anna: Person) -> None:
    code = anna.code()
    desk.sign_in("anna", PASSWORD, code)
    with pytest.raises(SignInRefused):
        desk.sign_in("anna", PASSWORD, code)


def test_of_one_code_typed_in_ten_browsers_at_once_one_works(desk: Desk, anna: Person) -> None:
    def try_it(code: str) -> bool:
        try:
            return bool(desk.sign_in("anna", PASSWORD, code))
        except (SignInRefused, TryLater):
            return False

    with ThreadPoolExecutor(10) as browsers:
        assert sum(browsers.map(try_it, [anna.code()] * 10)) == 1
    assert desk.verify().intact


def test_a_hundred_guesses_at_once_are_no_more_than_five(desk: Desk, anna: Person, engine: Engine) -> None:
    def guess(number: int) -> None:
        with suppress(SignInRefused, TryLater):
            desk.sign_in("anna", PASSWORD, f"{number:06}")

    with ThreadPoolExecutor(10) as browsers:
        list(browsers.map(guess, range(100)))
    with engine.begin() as connection:
        looked_at = connection.execute(text("SELECT count(*) FROM desk_audit WHERE action LIKE 'sign%'")).scalar()
    assert looked_at == 5


def test_a_code_older_than_the_last_one_used_does_not_work(desk: Desk, anna: Person, clock: Clock) -> None:
    older = anna.code()
    clock.forward(seconds=30)
    desk.sign_in("anna", PASSWORD, anna.code())
    with pytest.raises(SignInRefused):
        desk.sign_in("anna", PASSWORD, older)


def test_unknown_name_wrong_password_and_wrong_code_get_the_same_answer(desk: Desk, anna: Person) -> None:
    wrong = [("nobody", PASSWORD, anna.code()), ("anna", "not the password", anna.code()), ("anna", PASSWORD, "000000")]
    answers = set()
    for name, password, code in wrong:
        with pytest.raises(SignInRefused) as refusal:
            desk.sign_in(name, password, code)
        answers.add((str(refusal.value), refusal.value.status))
    assert len(answers) == 1


@pytest.mark.usefixtures("real_passwords")
def test_unknown_name_and_wrong_password_take_the_same_time(desk: Desk, anna: Person, clock: Clock) -> None:
    def seconds(name: str) -> float:
        clock.forward(hours=2)
        started = time.perf_counter()
        with pytest.raises(SignInRefused):
            desk.sign_in(name, "not the password", "000000")
        return time.perf_counter() - started

    known, unknown = zip(*[(seconds("anna"), seconds("nobody")) for _ in range(5)], strict=True)
    assert 0.4 < median(known) / median(unknown) < 2.5


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_after_five_failures_the_rest_doubles_up_to_an_hour_and_never_locks_for_ever(
    desk: Desk, anna: Person, clock: Clock, name: str
) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            desk.sign_in(name, "not the password", "000000")
    rests = []
    for _ in range(10):
        with pytest.raises(TryLater) as refusal:
            desk.sign_in(name, PASSWORD, anna.code())
        rests.append(refusal.value.retry_after)
        clock.forward(seconds=rests[-1])
        with pytest.raises(SignInRefused):
            desk.sign_in(name, "not the password", "000000")
    assert rests[1] == 2 * rests[0]
    assert rests == sorted(rests)
    assert rests[-1] == 3600
    clock.forward(hours=1)
    assert desk.sign_in("anna", PASSWORD, anna.code())


def test_the_rest_outlives_a_restart(desk: Desk, anna: Person, engine: Engine, signals: Signals, clock: Clock) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            desk.sign_in("anna", "not the password", "000000")
    with pytest.raises(TryLater):
        Desk(engine, signals, clock=clock).sign_in("anna", PASSWORD, anna.code())


def test_what_is_typed_as_a_name_is_not_readable_in_the_database(desk: Desk, engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SignInRefused):
        desk.sign_in("geheimwachtwoord", "x", "000000")
    engine.dispose()
    assert b"geheimwachtwoord" not in b"".join(file.read_bytes() for file in tmp_path.glob("signals.db*"))


@pytest.mark.parametrize(
    ("name", "password", "organisations"),
    [
        ("b", PASSWORD, [FLEVOLAND]),
        ("b" * 65, PASSWORD, [FLEVOLAND]),
        ("bas", "te kort", [FLEVOLAND]),
        ("bas de tester", "Bas de tester", [FLEVOLAND]),
        ("bas", PASSWORD, []),
        ("bas", PASSWORD, ["veilig-thuis-nergens"]),
        ("demo", PASSWORD, [FLEVOLAND]),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_leaves_nothing(
    desk: Desk, signals: Signals, name: str, password: str, organisations: list[str]
) -> None:
    with pytest.raises(AccountError):
        desk.add_user(name, organisations, password)
    assert not desk.accounts.exists(name)
    assert not signals.accepts(FLEVOLAND)


def test_a_name_is_taken_once(desk: Desk, anna: Person) -> None:
    with pytest.raises(AccountError):
        desk.add_user("ANNA", [GRONINGEN], PASSWORD)
    assert not desk.accounts.has_worker(GRONINGEN)


def test_a_second_worker_needs_a_first_ones_authority(desk: Desk, anna: Person) -> None:
    with pytest.raises(AuthorityNeeded):
        desk.add_user("Bas", [FLEVOLAND], PASSWORD)
    assert not desk.accounts.exists("bas")


def test_a_worker_of_another_organisation_has_no_authority(desk: Desk, anna: Person) -> None:
    desk.add_user("Gerda", [GRONINGEN], PASSWORD)
    gerda = desk.accounts.check_password("gerda", PASSWORD)
    with pytest.raises(AuthorityNeeded):
        desk.add_user("Bas", [FLEVOLAND], PASSWORD, by=gerda)


def test_a_second_worker_opens_what_was_sealed_before(desk: Desk, anna: Person, signals: Signals, clock: Clock) -> None:
    reference = forward(signals).reference
    by = desk.accounts.check_password("Anna", PASSWORD)
    secret = desk.add_user("Bas", [FLEVOLAND], "een heel ander wachtwoord", by=by).totp_secret
    bas = Person("bas", secret, clock, "een heel ander wachtwoord")
    signal = desk.open(desk.session(bas.sign_in(desk)), reference)
    assert signal.document is not None
    assert signal.document["account"] == STORY


def test_one_worker_may_serve_several_organisations(desk: Desk, signals: Signals, clock: Clock) -> None:
    carla = Person("carla", desk.add_user("Carla", [FLEVOLAND, GRONINGEN], PASSWORD).totp_secret, clock)
    session = desk.session(carla.sign_in(desk))
    assert session.organisations == {FLEVOLAND, GRONINGEN}
    for organisation in (FLEVOLAND, GRONINGEN):
        assert desk.open(session, forward(signals, organisation).reference).document


def test_password_alone_counts_as_a_try_too(desk: Desk, anna: Person) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            desk.accounts.check_password("anna", "not the password")
    with pytest.raises(TryLater):
        desk.accounts.check_password("anna", PASSWORD)


def test_a_key_that_signals_did_not_hear_of_is_published_at_the_next_start(
    desk: Desk, anna: Person, engine: Engine, signals: Signals, clock: Clock
) -> None:
    with engine.begin() as connection:  # as after a crash between the two rooms' transactions
        connection.execute(text("DELETE FROM organisation_keys"))
    assert not signals.accepts(FLEVOLAND)
    desk = Desk(engine, signals, clock=clock)
    reference = forward(signals).reference
    assert desk.open(desk.session(anna.sign_in(desk)), reference).document


class TestDemo:
    def test_the_demo_worker_serves_every_organisation(self, desk: Desk, signals: Signals, tmp_path: Path) -> None:
        account = ensure(desk, tmp_path / "data")
        assert all(signals.accepts(organisation) for organisation in (FLEVOLAND, GRONINGEN, UTRECHT))
        token = Person(account.name, account.totp_secret, desk.clock, account.password).sign_in(desk)  # type: ignore[arg-type]
        assert desk.session(token).organisations == {FLEVOLAND, GRONINGEN, UTRECHT}

    def test_a_restart_gives_the_same_account_in_a_file_for_us_only(self, desk: Desk, tmp_path: Path) -> None:
        first = ensure(desk, tmp_path / "data")
        assert ensure(desk, tmp_path / "data") == first
        assert (tmp_path / "data" / "demo-account.json").stat().st_mode & 0o777 == 0o600

    def test_processes_that_start_together_share_one_account(
        self, desk: Desk, engine: Engine, signals: Signals, clock: Clock, tmp_path: Path
    ) -> None:
        desks = [Desk(engine, signals, clock=clock) for _ in range(4)]
        with ThreadPoolExecutor(4) as processes:
            accounts = set(processes.map(lambda one: ensure(one, tmp_path), desks))
        account = accounts.pop()
        assert not accounts
        assert Person(account.name, account.totp_secret, clock, account.password).sign_in(desk)
        assert [file.name for file in tmp_path.glob("demo*")] == ["demo-account.json"]

    def test_it_stays_out_of_an_organisation_that_has_workers(self, desk: Desk, anna: Person, tmp_path: Path) -> None:
        account = ensure(desk, tmp_path)
        token = Person(account.name, account.totp_secret, anna.clock, account.password).sign_in(desk)
        assert desk.session(token).organisations == {GRONINGEN, UTRECHT}

    def test_production_refuses_where_a_demo_has_been(self, desk: Desk, anna: Person, tmp_path: Path) -> None:
        refuse(desk)
        ensure(desk, tmp_path)
        with pytest.raises(DeskError, match="begin voor productie met een lege gegevensmap"):
            refuse(desk)

    @pytest.mark.parametrize("content", [None, "{}", "no json"])
    def test_a_lost_or_damaged_file_is_said_and_nothing_is_overwritten(
        self, desk: Desk, tmp_path: Path, content: str | None
    ) -> None:
        ensure(desk, tmp_path)
        file = tmp_path / "demo-account.json"
        file.unlink() if content is None else file.write_text(content)
        with pytest.raises(DeskError, match=r"demo-account\.json"):
            ensure(desk, tmp_path)
        assert not file.exists() if content is None else file.read_text() == content


def test_a_database_dump_opens_nothing(
    desk: Desk, anna: Person, signals: Signals, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []
    generate = PrivateKey.generate

    def noting(*_: object) -> PrivateKey:
        made.append(bytes(key := generate()))
        return key

    monkeypatch.setattr(PrivateKey, "generate", noting)
    secret = desk.add_user("Gerda", [GRONINGEN], PASSWORD).totp_secret
    reference = forward(signals, GRONINGEN).reference
    session = desk.session(token := Person("gerda", secret, anna.clock).sign_in(desk))
    desk.open(session, reference)
    desk.pick_up(session, reference, "Gerda Bakker", "050 123 45 67")
    desk.message(session, reference, "Wij gaan ermee aan de slag.")

    raw = engine.raw_connection()
    dump = "\n".join(raw.iterdump()).lower()
    raw.close()
    assert len(made) >= 2  # the worker's and the organisation's
    assert all(vault.public_half(key).hex() in dump for key in made)
    hidden = [session.worker.private_key, token.encode(), secret.encode(), PASSWORD.encode(), *made]
    hidden += [b"blauwe plekken", b"gerda bakker", b"aan de slag", b"stationsplein"]
    for plain in hidden:
        assert plain.hex() not in dump
        assert plain.decode("latin-1").lower() not in dump


@pytest.mark.usefixtures("real_passwords")
def test_the_real_cost_of_a_password_is_what_rfc_9106_recommends() -> None:
    assert (vault.PASSES, vault.MEMORY_KIB, vault.LANES) == (3, 65536, 4)
