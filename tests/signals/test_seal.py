import dataclasses
import json
from hashlib import sha256

import pytest
from nacl.public import PrivateKey, SealedBox

from signals.errors import SealError
from signals.seal import SealedSignal, key_id, open_signal, seal


def sealed(private_key, reference="SW-AAAA-AAAA", organisation="vt", account="Ik hoor gegil."):
    public_key = bytes(private_key.public_key)
    content = {"reference": reference, "organisation": organisation, "account": account}
    ciphertext, digest = seal(content, public_key)
    return SealedSignal(reference, organisation, ciphertext, digest, key_id(public_key))


def test_only_the_organisations_key_opens_a_signal():
    organisation = PrivateKey.generate()
    signal = sealed(organisation)

    assert open_signal(signal, bytes(organisation))["account"] == "Ik hoor gegil."
    with pytest.raises(SealError):
        open_signal(signal, bytes(PrivateKey.generate()))


def test_anyone_with_the_contract_and_the_private_key_can_open_it_without_our_code():
    organisation = PrivateKey.generate()
    signal = sealed(organisation)

    plain = SealedBox(organisation).decrypt(signal.ciphertext)
    assert json.loads(plain)["account"] == "Ik hoor gegil."
    assert sha256(plain).hexdigest() == signal.sha256


def test_content_swapped_between_two_records_does_not_open():
    organisation = PrivateKey.generate()
    one, other = sealed(organisation, "SW-AAAA-AAAA"), sealed(organisation, "SW-BBBB-BBBB")

    swapped = dataclasses.replace(one, ciphertext=other.ciphertext, sha256=other.sha256)
    with pytest.raises(SealError, match="another record"):
        open_signal(swapped, bytes(organisation))


def test_content_moved_to_another_organisation_does_not_open():
    key = PrivateKey.generate()
    moved = dataclasses.replace(sealed(key), organisation="another")
    with pytest.raises(SealError, match="another record"):
        open_signal(moved, bytes(key))


def test_other_content_for_the_same_record_does_not_pass_for_what_the_receipt_was_given_for():
    organisation = PrivateKey.generate()
    one, other = sealed(organisation), sealed(organisation, account="Niets aan de hand.")
    with pytest.raises(SealError, match="receipt"):
        open_signal(dataclasses.replace(one, ciphertext=other.ciphertext), bytes(organisation))


@pytest.mark.parametrize("plain", [b"not json", b"[1, 2]", b"\xff\xfe", b""])
def test_sealed_rubbish_is_refused_not_crashed_on(plain):
    organisation = PrivateKey.generate()
    ciphertext = SealedBox(organisation.public_key).encrypt(plain)
    signal = SealedSignal("SW-AAAA-AAAA", "vt", ciphertext, sha256(plain).hexdigest(), "")
    with pytest.raises(SealError):
        open_signal(signal, bytes(organisation))


def test_the_length_tells_only_the_size_class():
    organisation = PrivateKey.generate()
    lengths = {len(sealed(organisation, account="x" * words).ciphertext) for words in (1, 700, 2000, 3900)}
    assert len(lengths) == 1
    longer = {len(sealed(organisation, account="x" * words).ciphertext) for words in (4200, 6000, 8000)}
    assert len(longer) == 1


@pytest.mark.parametrize("key", [b"", b"short", b"\0" * 32, b"x" * 33])
def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(SealError):
        seal({}, key)
