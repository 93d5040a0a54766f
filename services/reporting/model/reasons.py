"""Why the model refuses a query: reasons of the API (`dondoc.reporting.v1.ErrorReason`)."""

from enum import StrEnum


class Reason(StrEnum):
    """The reasons that the model gives."""

    AS_OF_DATE_FUTURE = "AS_OF_DATE_FUTURE"
    PERIOD_REVERSED = "PERIOD_REVERSED"
