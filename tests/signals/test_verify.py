import json

import pytest

from signals.errors import KeysError, TokenRefused
from signals.keys import Keys
from signals.verify import verify_file


@pytest.fixture
def receipt(world):
    return world.forward()


def written(tmp_path, name, content):
    file = tmp_path / name
    file.write_text(content)
    return file


def test_a_receipt_is_checked_offline_by_the_key_folder_or_a_saved_key_set(world, receipt, tmp_path):
    token = written(tmp_path, "receipt.txt", receipt.token + "\n")
    wrapped = written(tmp_path, "receipt.json", json.dumps({"token": receipt.token, "reference": receipt.reference}))
    jwks = written(tmp_path, "jwks.json", json.dumps(world.keys.jwks()))

    for file in (token, wrapped):
        for source in (tmp_path / "keys", jwks):
            assert verify_file(file, source)["reference"] == receipt.reference


def test_a_changed_receipt_and_keys_of_another_service_are_refused(world, receipt, tmp_path):
    jwks = written(tmp_path, "jwks.json", json.dumps(Keys.load(tmp_path / "other").jwks()))
    with pytest.raises(TokenRefused):
        verify_file(written(tmp_path, "receipt.txt", receipt.token), jwks)
    with pytest.raises(TokenRefused):
        verify_file(written(tmp_path, "receipt.txt", receipt.token[:-9] + "AAAAAAAAA"), tmp_path / "keys")


@pytest.mark.parametrize("content", ["", "{", "{}", "[]", '{"token": 7}', "hallo", "a.b.c"])
def test_a_file_without_a_token_is_refused_in_one_sentence(world, tmp_path, content):
    with pytest.raises(TokenRefused) as refused:
        verify_file(written(tmp_path, "receipt.txt", content), tmp_path / "keys")
    assert str(refused.value).endswith(".")


def test_a_missing_or_binary_file_is_refused(world, tmp_path):
    binary = tmp_path / "receipt.bin"
    binary.write_bytes(b"\xff\xfe\x00")
    for file in (binary, tmp_path / "none.txt"):
        with pytest.raises(TokenRefused, match="cannot be read"):
            verify_file(file, tmp_path / "keys")


@pytest.mark.parametrize("content", [None, "", "[]", "{}", "no json"])
def test_public_keys_that_are_none_are_refused(receipt, tmp_path, content):
    source = tmp_path / "keys.json"
    if content is not None:
        source.write_text(content)
    with pytest.raises(KeysError, match="holds no public keys"):
        verify_file(written(tmp_path, "receipt.txt", receipt.token), source)
