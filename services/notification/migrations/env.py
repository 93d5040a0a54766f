from services.notification.tables import METADATA
from shared import migrate

migrate.run(METADATA)
