from services.document.tables import METADATA
from shared import migrate

migrate.run(METADATA)
