"""What all tables share: the names of their constraints, and how values become columns."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.domain.api_keys import Access
from core.domain.appeals import AppealVerdict
from core.domain.deals import DealKind
from core.domain.ledger import LedgerKind
from core.domain.proofs import ProofOutcome
from core.domain.terms import (
    Availability,
    CampaignState,
    CreatorState,
    MediaType,
    Outcome,
    Platform,
    PostKind,
    PostStatus,
    TrackingMode,
    TrackingStatus,
    WatchState,
)
from db.types import BigId, ExactDecimal, UtcDateTime, stored_as_text

ENUMS = (
    Access,
    AppealVerdict,
    Availability,
    CampaignState,
    CreatorState,
    DealKind,
    LedgerKind,
    MediaType,
    Outcome,
    Platform,
    PostKind,
    PostStatus,
    ProofOutcome,
    TrackingMode,
    TrackingStatus,
    WatchState,
)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInteger,
        datetime: UtcDateTime,
        Decimal: ExactDecimal,
        str: Text,
        dict[str, Any]: JSON,
    } | {enum: stored_as_text(enum) for enum in ENUMS}


def primary_key() -> Mapped[int]:
    return mapped_column(BigId, primary_key=True, autoincrement=True)
