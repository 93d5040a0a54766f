"""The settings of every process of the local system, derived from the plan and the secrets."""

import sys
from dataclasses import replace

from deploy.local import keycloak, postgres, rabbitmq
from deploy.local.plan import PROCESSES, ROOT, SERVICES, Plan, Process
from deploy.local.program import Program
from deploy.local.secret_store import SecretStore

GATEWAY_CLIENT = "dondoc-gateway"
GATEWAY_KEY = "gateway.1"
REALM = "province"


class Wiring:
    """The settings of every process: addresses go into the environment, secrets into a folder for each service."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.secrets = SecretStore(plan.folder / "secrets")
        self.cluster = postgres.Cluster(
            plan.folder / "postgres", plan.ports["postgres"], self.secrets.password("postgres"), plan.durable
        )
        self.node = rabbitmq.Node(
            folder=plan.folder / "rabbitmq",
            port=plan.ports["rabbitmq"],
            distribution_port=plan.ports["rabbitmq_distribution"],
            epmd_port=plan.ports["rabbitmq_epmd"],
            user="dondoc",
            password=self.secrets.password("rabbitmq"),
            cookie=self.secrets.password("rabbitmq-cookie"),
        )
        self.keycloak = keycloak.Server(
            folder=plan.folder / "keycloak",
            port=plan.ports["keycloak"],
            management_port=plan.ports["keycloak_management"],
            admin_secret=self.secrets.password("keycloak-admin"),
        )

    def mail_sink(self) -> Program:
        """The program that runs the mail sink."""
        options = ["--folder", str(self.plan.folder / "mail")]
        options += ["--smtp-port", str(self.plan.ports["smtp"]), "--page-port", str(self.plan.ports["mail"])]
        return Program(
            name="mail",
            argv=(sys.executable, "-m", "deploy.local.mailsink", *options),
            env={"PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "2"},
            folder=ROOT,
        )

    def program(self, process: Process) -> Program:
        """The program that runs one of our processes."""
        return Program(
            name=process.name,
            argv=(sys.executable, "-m", process.module, process.verb),
            env=self.environment(process),
            folder=ROOT,
            stop_seconds=70,
        )

    def command(self, command: Process, *arguments: str) -> Program:
        """The program that runs a command of a service; it ends by itself and needs no port for operators."""
        program = self.program(replace(command, verb="serve"))
        return replace(program, name=command.name, argv=(*program.argv[:-1], command.verb, *arguments))

    def environment(self, process: Process) -> dict[str, str]:
        """The environment of one process; its secrets are in the folder that DONDOC_SECRETS_DIR names."""
        settings = {
            "environment": "local",
            "ops_listen": self.plan.listen(f"{process.name}_ops".replace("-", "_")),
            "clock_file": str(self.plan.folder / "clock"),
            "secrets_dir": str(self.secrets.folder / process.service),
            **{f"{name}_address": self.plan.listen(name) for name in SERVICES},
            **self._settings_of(process.service),
            **self.plan.extra,
        }
        named = {f"DONDOC_{name.upper()}": value for name, value in settings.items()}
        # Two arenas: with one for each thread an idle process would take twice the memory.
        return {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"} | named

    def _settings_of(self, service: str) -> dict[str, str]:
        if service == "gateway":
            return {
                "http_listen": self.plan.listen("gateway"),
                "public_url": self.plan.url("gateway"),
                "portal_folder": str(ROOT / "build" / "portal"),
                "province_name": "UBND tỉnh Quảng Nam",
                "oidc_issuer": f"{self.plan.url('keycloak')}/realms/{REALM}",
                "oidc_client_id": GATEWAY_CLIENT,
            }
        own = {
            "identity": {
                "keycloak_url": self.plan.url("keycloak"),
                "keycloak_client_id": keycloak.ADMIN_CLIENT,
            },
            "document": {"storage_url": (self.plan.folder / "files").as_uri()},
            "notification": {
                "smtp_url": f"smtp://{self.plan.listen('smtp')}",
                "mail_from": "dondoc@localhost",
            },
        }
        listen = {"grpc_listen": self.plan.listen(service), "public_url": self.plan.url("gateway")}
        return listen | own.get(service, {})

    def hand_out_secrets(self) -> None:
        """Writes the secrets of each service and of the gateway to its folder."""
        oidc = {"dondoc_oidc_client_secret": self.secrets.password("oidc-gateway")}
        own = {
            "gateway": oidc | {"dondoc_principal_signing_key": self.secrets.signing_key(GATEWAY_KEY)},
            "identity": oidc
            | {
                "dondoc_keycloak_client_secret": self.secrets.password("keycloak-admin"),
                "dondoc_demo_password": self.secrets.password("demo"),
            },
        }
        for service in PROCESSES:
            secrets = {"dondoc_database_url": self.database_url(service)} | own.get(service, {})
            if service in SERVICES:
                secrets |= self._of_every_service(service)
            self.secrets.hand_out(service, secrets)

    def _of_every_service(self, service: str) -> dict[str, str]:
        return {
            "dondoc_broker_url": self.node.url,
            "dondoc_principal_keys": self.secrets.verifying_keys([GATEWAY_KEY]),
            "dondoc_page_token_key": self.secrets.password(f"page-token-{service}"),
        }

    def database_url(self, service: str) -> str:
        """The address of a service's database, with the password."""
        return self.cluster.address(service, self.secrets.password(f"postgres-{service}"), service)

    def create_databases(self) -> None:
        """Makes the database of every service and of the gateway."""
        for service in PROCESSES:
            self.cluster.create_database(service, self.secrets.password(f"postgres-{service}"))
