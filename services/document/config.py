"""The settings of the document service."""

from pydantic import Field

from shared.config import ServiceSettings


class DocumentSettings(ServiceSettings):
    """The settings of the document service besides those of every service."""

    storage_url: str = Field(description="where files are kept: file:///a/folder or s3://a-bucket/a/prefix")
    file_bytes: int = Field(default=1024**3, ge=1, lt=2**31, description="largest file that is kept")
    readable_bytes: int = Field(default=100 * 1024**2, ge=1, description="largest file whose text is read")
    upload_seconds: float = Field(default=3600, gt=0, description="an upload that takes longer is given up")
    sweep_seconds: float = Field(default=5, gt=0, description="seconds between two sweeps")
