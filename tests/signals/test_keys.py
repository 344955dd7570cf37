import stat
import threading

import pytest

from signals.errors import KeysError
from signals.keys import Keys, public_keys


def test_keys_are_made_once_and_read_again(tmp_path):
    made = Keys.load(tmp_path / "keys")
    assert Keys.load(tmp_path / "keys") == made
    assert len({made.pepper, made.signing_key, made.conversation_key, made.sender_key}) == 4


def test_only_the_owner_can_read_them_and_nothing_else_is_left_behind(tmp_path):
    Keys.load(tmp_path / "keys")
    files = list((tmp_path / "keys").iterdir())

    assert {file.name for file in files} == {"pepper.key", "signing.key", "conversation.key", "sender.key"}
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_processes_that_start_at_once_agree_on_the_keys(tmp_path):
    loaded, gate = [], threading.Barrier(8)

    def start():
        gate.wait()
        loaded.append(Keys.load(tmp_path))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loaded) == 8
    assert all(keys == loaded[0] for keys in loaded)


@pytest.mark.parametrize("damage", [b"", b"AAAA", b"\x00\xff", b"A" * 44 + b"!", b"A" * 500])
def test_a_damaged_key_is_refused_in_one_sentence_and_never_replaced(tmp_path, damage):
    Keys.load(tmp_path)
    (tmp_path / "pepper.key").write_bytes(damage)

    with pytest.raises(KeysError, match=r"pepper\.key is damaged: put it back from the backup\.$"):
        Keys.load(tmp_path)
    assert (tmp_path / "pepper.key").read_bytes() == damage


def test_a_folder_that_cannot_be_used_is_said_in_one_sentence(tmp_path):
    (tmp_path / "keys").write_text("a file")
    with pytest.raises(KeysError, match="cannot be used"):
        Keys.load(tmp_path / "keys")


def test_keys_do_not_show_when_printed(tmp_path):
    keys = Keys.load(tmp_path)
    assert str(keys.pepper) not in repr(keys)


def test_public_keys_are_read_without_making_any(tmp_path):
    with pytest.raises(KeysError, match="no signing key"):
        public_keys(tmp_path)
    assert not list(tmp_path.iterdir())
    assert Keys.load(tmp_path).jwks() == public_keys(tmp_path)


def test_a_tag_depends_on_purpose_value_and_pepper(tmp_path):
    here, elsewhere = Keys.load(tmp_path / "here"), Keys.load(tmp_path / "elsewhere")
    assert len({here.tag("a", "x"), here.tag("b", "x"), here.tag("a", "y"), elsewhere.tag("a", "x")}) == 4
