from services.task.tables import METADATA
from shared import migrate

migrate.run(METADATA)
