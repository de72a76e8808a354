"""What runs elsewhere is told to run what is here."""

import tomllib
from pathlib import Path

from tests.standins.process import ROOT


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def packages() -> list[str]:
    told = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]["root_packages"]
    assert all((Path(ROOT) / name / "__init__.py").exists() for name in told)
    return list(told)


def test_the_image_has_every_package_and_nothing_else_of_ours() -> None:
    lines = text("deploy/Containerfile").splitlines()

    ours = [line.split()[1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert sorted(ours) == sorted(["requirements-run.lock", *packages()])


def test_the_image_is_not_root_and_says_how_it_is() -> None:
    lines = text("deploy/Containerfile").splitlines()

    assert "USER 10001" in lines
    assert any("/readyz" in line for line in lines)


def pins(name: str) -> set[str]:
    return {line.split(" ")[0] for line in text(name).splitlines() if "==" in line and line[0].isalnum()}


def test_what_it_takes_to_run_is_pinned_as_it_is_tested() -> None:
    assert pins("requirements-run.lock") < pins("requirements.lock")
    wanted = tomllib.loads(text("pyproject.toml"))["project"]["dependencies"]
    names = {line.split(">=")[0].split("[")[0].lower().replace(".", "-") for line in wanted}
    assert names <= {pin.split("==")[0] for pin in pins("requirements-run.lock")}


def test_a_worker_may_do_no_more_than_the_bot_and_writes_nothing() -> None:
    bot, worker = (
        set(text(f"deploy/{name}.service").splitlines()) for name in ("viewledger", "viewledger-worker@")
    )

    assert "ExecStart=/opt/viewledger/.venv/bin/python -m bot worker --name %l-%i" in worker
    assert {line for line in bot - worker if not line.startswith("#")} == {
        "Description=viewledger, creator campaigns on Discord",
        "ExecStart=/opt/viewledger/.venv/bin/python -m bot",
        "StateDirectory=viewledger",
        "StateDirectoryMode=0700",
        "WorkingDirectory=/var/lib/viewledger",
    }


def test_the_unit_may_write_its_own_folder_only() -> None:
    lines = text("deploy/viewledger.service").splitlines()

    assert {"DynamicUser=yes", "ProtectSystem=strict", "StateDirectory=viewledger"} <= set(lines)
    assert "RestartPreventExitStatus=2" in lines
