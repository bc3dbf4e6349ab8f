"""A bundled playbook, prompt or specialist that changes counts its version up."""

from pathlib import Path

from tests.prompts.versions import digests, mistakes, recorded, write

PARENT = "name: base\nversion: 1\nlanguage: en\nrules: [a]\n"
CHILD = "# words\nname: sales\nextends: base\nversion: 1\nlanguage: en\n"


def shelf(folder: Path, parent: str = PARENT, child: str = CHILD) -> Path:
    (folder / "playbooks").mkdir(exist_ok=True)
    (folder / "playbooks" / "base.en.yaml").write_text(parent, "utf-8")
    (folder / "playbooks" / "sales.en.yaml").write_text(child, "utf-8")
    (folder / "words.yaml").write_text("one: two\n", "utf-8")
    return folder


def test_what_is_bundled_says_what_its_version_said() -> None:
    """Who changes one counts its `version` up, and writes that down with the command named here."""
    assert mistakes(digests(), recorded()) == []


def test_a_change_under_the_same_version_is_told_by_file_and_by_what_to_do(tmp_path: Path) -> None:
    """In the file or in its parent, whose children count up with it; also after writing again."""
    kept = tmp_path / "versions.txt"
    write(digests(shelf(tmp_path)), kept)
    changed = digests(shelf(tmp_path, parent=PARENT.replace("[a]", "[b]")))
    write(changed, kept)
    told = mistakes(changed, recorded(kept))
    assert [line.split()[0] for line in told] == ["base.en.yaml", "sales.en.yaml"]
    assert all("count its `version` up" in line for line in told)


def test_a_version_that_was_counted_up_is_written_down_beside_the_old_one(tmp_path: Path) -> None:
    """The old one stays, so that no later change can take its number again."""
    kept = tmp_path / "versions.txt"
    write(digests(shelf(tmp_path)), kept)
    counted = digests(shelf(tmp_path, child=CHILD.replace("version: 1", "version: 2")))
    assert mistakes(counted, recorded(kept)) == [
        "playbooks/sales@2/en is new: python -m tests.prompts.versions writes it down"
    ]
    write(counted, kept)
    assert mistakes(counted, recorded(kept)) == []
    assert list(recorded(kept)) == [
        "playbooks/base@1/en",
        "playbooks/sales@1/en",
        "playbooks/sales@2/en",
    ]


def test_comments_and_layout_are_no_change(tmp_path: Path) -> None:
    """Only what a file says counts."""
    before = digests(shelf(tmp_path))
    after = digests(shelf(tmp_path, child="# other words\n\n" + CHILD.replace(": ", ":   ")))
    assert mistakes(after, {name: digest for name, (digest, _) in before.items()}) == []
