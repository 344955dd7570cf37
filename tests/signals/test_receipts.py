import itertools
import json
import random
import re
from datetime import datetime, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import assume, given
from hypothesis import strategies as st
from joserfc.util import urlsafe_b64decode

from signals import receipts
from signals.errors import Mistyped, TokenRefused
from signals.keys import Keys

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

references = st.lists(st.integers(0, 31), min_size=7, max_size=7).map(
    lambda digits: receipts._written([*digits, receipts._checksum([*digits, 0])])
)
secrets_ = st.text(ALPHABET, min_size=16, max_size=16)
between = st.sampled_from(["", " ", "-", " - ", ".", "–", "\t"])


def body(reference):
    return reference.removeprefix("SW-").replace("-", "")


@given(references, between, between, st.booleans(), st.booleans())
def test_a_reference_is_read_however_it_is_typed(reference, one, other, lower, with_prefix):
    code = body(reference)
    typed = one.join(["SW"] * with_prefix + [code[:4]]) + other + one.join(code[4:])
    assert receipts.read_reference(typed.lower() if lower else typed) == reference


@given(secrets_, between, between, st.booleans())
def test_a_secret_is_read_however_it_is_typed(secret, one, other, lower):
    typed = one.join(secret[:7]) + other.join(["", *secret[7:], ""])
    assert receipts.read_secret(typed.lower() if lower else typed) == secret


@pytest.mark.parametrize(
    "look_alike",
    ["O1I0-L0L1-OOOO-1234", "o1i0l0l1oooo1234", "٠١١٠-١٠١١-٠٠٠٠-١٢٣٤", "０１１０１０１１００００１２３４"],
)
def test_look_alikes_and_other_digits_are_read_as_what_they_stand_for(look_alike):
    assert receipts.read_secret(look_alike) == "0110101100001234"


def test_the_check_character_catches_every_single_wrong_character():
    for right in (body(receipts.new_reference()) for _ in range(20)):
        for place, wrong in itertools.product(range(8), ALPHABET):
            if right[place] != wrong:
                with pytest.raises(Mistyped):
                    receipts.read_reference(right[:place] + wrong + right[place + 1 :])


def test_the_check_character_catches_every_swap():
    for right in (body(receipts.new_reference()) for _ in range(200)):
        for one, other in itertools.combinations(range(8), 2):
            symbols = list(right)
            symbols[one], symbols[other] = symbols[other], symbols[one]
            if right[one] != right[other]:
                with pytest.raises(Mistyped):
                    receipts.read_reference("".join(symbols))


@given(st.text(max_size=120))
def test_anything_else_is_refused_as_a_typing_mistake_without_quoting_it(text):
    assume(len("".join(symbol for symbol in text if symbol.isalnum())) not in (8, 10, 16))
    for read, part in ((receipts.read_reference, "reference"), (receipts.read_secret, "secret")):
        with pytest.raises(Mistyped) as refused:
            read(text)
        assert refused.value.part == part
        assert len(text) < 10 or text not in str(refused.value)


def test_references_look_right_and_tell_no_order():
    made = [receipts.new_reference() for _ in range(200)]
    assert all(re.fullmatch(f"SW-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", reference) for reference in made)
    assert len(set(made)) == 200
    assert made != sorted(made)
    assert made != sorted(made, reverse=True)


def test_a_secret_belongs_to_its_draft_and_to_this_service(tmp_path):
    here, elsewhere = Keys.load(tmp_path / "here"), Keys.load(tmp_path / "elsewhere")
    secret = receipts.secret_for(here, "one draft")

    assert re.fullmatch(f"([{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]{{4}}", secret)
    assert secret == receipts.secret_for(here, "one draft")
    assert secret != receipts.secret_for(here, "another draft")
    assert secret != receipts.secret_for(elsewhere, "one draft")


def test_all_eighty_bits_of_a_secret_are_used(tmp_path):
    keys = Keys.load(tmp_path)
    made = [receipts.read_secret(receipts.secret_for(keys, str(number))) for number in range(600)]
    assert all({secret[place] for secret in made} == set(ALPHABET) for place in range(16))


def test_the_stored_verifier_depends_on_salt_pepper_and_reference_and_never_equals_the_message_key(tmp_path):
    here, elsewhere = Keys.load(tmp_path / "here"), Keys.load(tmp_path / "elsewhere")
    derived = receipts.derive(here, "SW-AAAA-AAAA", "0" * 16, b"s" * 16)
    others = [
        receipts.derive(elsewhere, "SW-AAAA-AAAA", "0" * 16, b"s" * 16),
        receipts.derive(here, "SW-BBBB-BBBB", "0" * 16, b"s" * 16),
        receipts.derive(here, "SW-AAAA-AAAA", "0" * 15 + "1", b"s" * 16),
        receipts.derive(here, "SW-AAAA-AAAA", "0" * 16, b"t" * 16),
    ]

    assert derived.verifier not in {other.verifier for other in others}
    assert derived.verifier != bytes(derived.private_key)
    assert derived.verifier == receipts.derive(here, "SW-AAAA-AAAA", "0" * 16, b"s" * 16).verifier


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return Keys.load(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def token(keys):
    at = datetime(2026, 11, 22, 14, 37, tzinfo=timezone.utc)
    return receipts.sign(receipts.claims("SW-7KQ4-M2XN", "veilig-thuis-flevoland", at, "ab" * 32), keys)


def test_a_token_proves_reference_organisation_hour_and_digest(keys, token):
    assert receipts.verify(token, keys.jwks()) == {
        "schema": "signaalwijzer.receipt/1",
        "reference": "SW-7KQ4-M2XN",
        "organisation": "veilig-thuis-flevoland",
        "consented_at": "2026-11-22T14:00:00+00:00",
        "sha256": "ab" * 32,
    }


def test_a_token_is_checked_by_plain_ed25519_from_the_public_key_set(keys, token):
    jwk = keys.jwks()["keys"][0]
    signed, _, signature = token.rpartition(".")

    public_key = Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(jwk["x"].encode()))
    public_key.verify(urlsafe_b64decode(signature.encode()), signed.encode())
    assert json.loads(urlsafe_b64decode(token.split(".")[0].encode())) == {"alg": "EdDSA", "kid": jwk["kid"]}
    assert "d" not in jwk


def test_every_change_of_one_byte_is_refused(keys, token):
    jwks, chance = keys.jwks(), random.Random(1)
    for place in range(len(token)):
        other = chance.choice([symbol for symbol in ALPHABET + "abcz_-. =" if symbol != token[place]])
        with pytest.raises(TokenRefused):
            receipts.verify(token[:place] + other + token[place + 1 :], jwks)


def test_every_other_ending_is_refused_though_some_decode_to_the_same_bytes(keys, token):
    jwks = keys.jwks()
    for other in set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") - {token[-1]}:
        with pytest.raises(TokenRefused):
            receipts.verify(token[:-1] + other, jwks)


@given(st.text(max_size=300) | st.from_regex(r"[\w-]+\.[\w-]*\.[\w-]*"))
def test_rubbish_is_refused(keys, text):
    with pytest.raises(TokenRefused):
        receipts.verify(text, keys.jwks())


def test_a_token_of_another_service_is_refused(token, tmp_path):
    with pytest.raises(TokenRefused):
        receipts.verify(token, Keys.load(tmp_path).jwks())


def test_something_else_that_the_service_signed_is_no_receipt(keys):
    claims = {**receipts.claims("SW-7KQ4-M2XN", "vt", datetime.now(timezone.utc), ""), "schema": "something/1"}
    with pytest.raises(TokenRefused, match="not a receipt"):
        receipts.verify(receipts.sign(claims, keys), keys.jwks())


def test_a_token_without_signature_is_refused(keys, token):
    _, payload, _ = token.split(".")
    unsigned = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    for forged in (f"{unsigned}.{payload}.", f"{unsigned}.{payload}.AAAA"):
        with pytest.raises(TokenRefused):
            receipts.verify(forged, keys.jwks())
