"""The sealed snapshot opens with its key, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from custom_components.application_credentials.errors import SnapshotError
from custom_components.application_credentials.snapshot import open_snapshot
from fake_backend import CORE_ITEMS, SECRET, credential
from sealed import write_snapshot

_CREDENTIALS = [credential(item) for item in CORE_ITEMS]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Snapshot and key file."""
    write_snapshot(tmp_path, _CREDENTIALS)
    return tmp_path / "snapshot.jwe", tmp_path / "application_credentials.key"


def test_opens(files: tuple[Path, Path]) -> None:
    assert SECRET not in files[0].read_text()
    assert open_snapshot(*files) == _CREDENTIALS


def test_the_key_may_be_in_the_environment(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPLICATION_CREDENTIALS_KEY", files[1].read_text())
    files[1].unlink()
    assert open_snapshot(*files) == _CREDENTIALS


def test_the_next_key_opens_it_while_the_key_is_changed(files: tuple[Path, Path]) -> None:
    key = files[1].read_text()
    following = files[1].with_name("application_credentials.key.next")
    following.write_text("A" * 43)
    assert open_snapshot(*files) == _CREDENTIALS
    files[1].write_text("A" * 43)
    following.write_text(key)
    assert open_snapshot(*files) == _CREDENTIALS
    following.write_text("A" * 43)
    with pytest.raises(SnapshotError, match="not its key"):
        open_snapshot(*files)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda file, _key: file.unlink(), "can't be read"),
        (lambda _file, key: key.unlink(), "can't be read"),
        (lambda _file, key: key.write_text("A" * 43), "not its key"),
        (lambda _file, key: key.write_text("short"), "damaged"),
        (lambda file, _key: file.write_text("not a snapshot"), "damaged"),
        (lambda file, _key: file.write_text(file.read_text()[:-4] + "AAAA"), "altered"),
    ],
)
def test_does_not_open(files: tuple[Path, Path], damage, told: str) -> None:  # type: ignore[no-untyped-def]
    damage(*files)
    with pytest.raises(SnapshotError, match=told) as caught:
        open_snapshot(*files)
    assert SECRET not in str(caught.value)


def test_a_newer_one_is_not_guessed_at(tmp_path: Path) -> None:
    write_snapshot(tmp_path, _CREDENTIALS, version=2)
    with pytest.raises(SnapshotError, match="newer"):
        open_snapshot(tmp_path / "snapshot.jwe", tmp_path / "application_credentials.key")
