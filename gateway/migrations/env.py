from gateway.auth.tables import METADATA
from shared import migrate

migrate.run(METADATA)
