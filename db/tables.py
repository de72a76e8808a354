"""Every table, whoever has it: what `Base.metadata` knows once this is imported."""

import db.api_rows
import db.appeal_rows
import db.gates
import db.models
import db.money
import db.proof_rows
import db.records
import db.rollup_rows  # noqa: F401  as are those above
