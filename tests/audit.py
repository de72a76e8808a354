"""Known weaknesses of what a user installs: `python -m tests.audit PIP_AUDIT`.

Ends with 1 when one is known; advisories that cannot be reached are told, and no reason to fail.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PATIENCE_S = 120
OPTIONS = (
    *("--requirement", "requirements-run.lock", "--require-hashes", "--disable-pip"),
    *("--format", "json", "--progress-spinner", "off"),
)


def main(program: str) -> int:
    try:
        asked = subprocess.run(  # noqa: S603  the program is what the Makefile has installed
            [program, *OPTIONS], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
        found: list[dict[str, Any]] = json.loads(asked.stdout)["dependencies"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError) as error:
        print(f"Advisories could not be asked for: {type(error).__name__}")  # noqa: T201  a script's output
        return 0
    known = [each for each in found if each.get("vulns")]
    skipped = sum("skip_reason" in each for each in found)
    for each in known:
        ids = ", ".join(one["id"] for one in each["vulns"])
        print(f"{each['name']} {each['version']}: {ids}")  # noqa: T201  likewise
    print(  # noqa: T201  likewise
        f"{len(found)} packages: {len(known)} with known weaknesses; "
        f"advisories could not be reached for {skipped}"
    )
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
