"""Letters as files: whole or not there, never overwritten, for their owner alone."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.delivery.test_smtp import RAW, is_retryable, letter
from tracker.delivery.folder import FolderTransport, file_name
from tracker.errors import DeliveryError

NAME = "1@example.net.eml"


def test_a_letter_becomes_one_file_named_by_its_message_id_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    FolderTransport(folder=folder).send(letter())
    (file,) = folder.iterdir()
    assert (file.name, file.read_bytes()) == (NAME, RAW)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_same_letter_again_is_that_letter(tmp_path: Path) -> None:
    for _ in range(2):
        FolderTransport(folder=tmp_path).send(letter())
    assert [file.name for file in tmp_path.iterdir()] == [NAME]


def test_another_letter_of_that_name_is_refused_and_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"mine")
    with pytest.raises(DeliveryError, match="not overwritten") as caught:
        FolderTransport(folder=tmp_path).send(letter())
    assert caught.value.permanent
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(NAME, b"mine")]


def refuse(*_: object, **__: object) -> None:
    raise PermissionError(1, "Operation not permitted")


def test_a_disk_without_hard_links_does_it_too_and_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", refuse)
    FolderTransport(folder=tmp_path).send(letter())
    FolderTransport(folder=tmp_path).send(letter())
    with pytest.raises(DeliveryError, match="not overwritten"):
        FolderTransport(folder=tmp_path).send(replace(letter(), raw=b"other"))
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(NAME, RAW)]


def test_a_failure_on_the_way_leaves_nothing_and_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", lambda _: refuse())
        with pytest.raises(DeliveryError, match="not permitted") as caught:
            FolderTransport(folder=tmp_path).send(letter())
    assert is_retryable(caught.value)
    assert "TRACKER_EMAIL_FOLDER" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_many_at_once_put_one_letter_there(tmp_path: Path) -> None:
    texts = [b"%d" % number * 100_000 for number in range(8)]

    def place(raw: bytes) -> bool:
        try:
            FolderTransport(folder=tmp_path).send(replace(letter(), raw=raw))
        except DeliveryError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(place, texts))
    (file,) = tmp_path.iterdir()
    assert [text for text, done in zip(texts, taken, strict=True) if done] == [file.read_bytes()]


@settings(max_examples=40)
@given(st.text("abZ09._@<>-/\\:*? \0\n\u202eж", max_size=200))
def test_whatever_the_message_id_the_file_lies_in_the_folder(identity: str) -> None:
    name = file_name(identity)
    assert Path(name).name == name
    assert name.endswith(".eml")
    assert name.isascii()
    assert len(name) < 160
    assert name[0] not in ".-"


@settings(max_examples=40)
@given(st.text("ab/_<>.", max_size=12), st.text("ab/_<>.", max_size=12))
def test_two_message_ids_are_two_files(one: str, other: str) -> None:
    def bare(text: str) -> str:
        return text.removeprefix("<").removesuffix(">")

    assert (file_name(one) == file_name(other)) == (bare(one) == bare(other))


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for transport in (FolderTransport(folder=tmp_path / "file"), FolderTransport(folder=tmp_path / "file" / "below")):
        with pytest.raises(DeliveryError, match=r"Not a directory|File exists|cannot be made"):
            transport.send(letter())
        with pytest.raises(DeliveryError, match=r"Not a directory|cannot be made"):
            transport.check()


def test_checking_changes_nothing(tmp_path: Path) -> None:
    assert "will be made" in FolderTransport(folder=tmp_path / "new").check()
    assert not (tmp_path / "new").exists()
    assert "takes files" in FolderTransport(folder=tmp_path).check()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_under_one_that_is_not_there_is_a_slip_and_not_made(tmp_path: Path) -> None:
    carrier = FolderTransport(folder=tmp_path / "not mounted" / "letters")
    for attempt in (lambda: carrier.send(letter()), carrier.check):
        with pytest.raises(DeliveryError, match="not there, and cannot be made") as caught:
            attempt()
        assert is_retryable(caught.value)
        assert "TRACKER_EMAIL_FOLDER" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []
