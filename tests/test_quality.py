"""The quality gate: what it lets pass, what it stops, what an update may do."""

from __future__ import annotations

import json

import pytest

import quality

PASSAGE = {
    "id": "one",
    "text": "قال أحمد: «سنعود إلى بيوتنا قريبا».",
    "statements": [
        {
            "quote": "سنعود إلى بيوتنا قريبا",
            "quote_span": [11, 33],
            "speaker": "أحمد",
            "speaker_mention": "أحمد",
            "direct": True,
            "form": "quoted",
            "tags": [],
        }
    ],
    "nonquotes": [],
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A repository with one gold passage and no floors; no ../shared."""
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "tiny.jsonl").write_text(json.dumps(PASSAGE) + "\n", encoding="utf-8")
    monkeypatch.setattr(quality, "GOLD", gold)
    monkeypatch.setattr(quality, "GOLD_ITEMS", tmp_path / "no-items")
    monkeypatch.setattr(quality, "FLOORS", tmp_path / "floors.json")
    monkeypatch.setattr(quality, "SHARED", tmp_path / "no-such-folder")
    monkeypatch.delenv("TAWATUR_REQUIRE_SHARED", raising=False)
    return tmp_path


def floors(folder):
    return json.loads((folder / "floors.json").read_text(encoding="utf-8"))


def set_floor(folder, metric, value):
    changed = floors(folder)
    changed["statements/tiny"]["floors"][metric] = value
    (folder / "floors.json").write_text(json.dumps(changed), encoding="utf-8")


def test_a_corpus_without_floors_fails_until_an_update_sets_them(folder, capsys):
    assert quality.main([]) == 1
    assert "no floors yet" in capsys.readouterr().err
    assert quality.main(["--update"]) == 0
    assert quality.main([]) == 0


def test_a_number_below_its_floor_fails_and_is_named(folder, capsys):
    quality.main(["--update"])
    set_floor(folder, "span_f1", 100.1)
    assert quality.main([]) == 1
    assert "statements/tiny: span_f1 is" in capsys.readouterr().err


def test_an_update_raises_a_floor(folder):
    quality.main(["--update"])
    measured = floors(folder)
    set_floor(folder, "span_f1", 1.0)
    assert quality.main(["--update"]) == 0
    assert floors(folder) == measured


def test_an_update_lowers_no_floor_unless_told(folder):
    quality.main(["--update"])
    measured = floors(folder)
    set_floor(folder, "span_f1", 100.1)
    assert quality.main(["--update"]) == 1
    assert floors(folder)["statements/tiny"]["floors"]["span_f1"] == 100.1
    assert quality.main(["--update", "--allow-lower"]) == 0
    assert floors(folder) == measured


def test_a_changed_corpus_fails_although_its_numbers_are_the_same(folder, capsys):
    quality.main(["--update"])
    gold = folder / "gold" / "tiny.jsonl"
    gold.write_text(gold.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert quality.main([]) == 1
    assert "the corpus changed" in capsys.readouterr().err


def test_a_corpus_cannot_be_dropped_with_its_floors_left_behind(folder, capsys):
    quality.main(["--update"])
    (folder / "gold" / "tiny.jsonl").rename(folder / "gold" / "other.jsonl")
    assert quality.main([]) == 1
    assert "statements/tiny: it has floors, and its corpus or its reader is gone" in capsys.readouterr().err


def test_floors_of_the_real_data_wait_where_there_is_none(folder, monkeypatch, capsys):
    quality.main(["--update"])
    with_shared = floors(folder) | {"shared/items/time": {"sha256": "0", "floors": {"time": 90.0}}}
    (folder / "floors.json").write_text(json.dumps(with_shared), encoding="utf-8")
    assert quality.main([]) == 0
    assert "not measured" in capsys.readouterr().out
    monkeypatch.setenv("TAWATUR_REQUIRE_SHARED", "1")
    assert quality.main([]) == 1


def test_lowering_is_refused_without_an_update(folder, capsys):
    with pytest.raises(SystemExit) as stopped:
        quality.main(["--allow-lower"])
    assert stopped.value.code == 2
    assert "goes with --update" in capsys.readouterr().err
