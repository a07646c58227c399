// terraform-provider-agyn: configuration, resources and data sources.
//
// Whatever talks to the platform (`session.ts`, and with it undici) is loaded by `configure`: most processes Terraform starts
// only ever ask for the schema or validate.
import {
  attribute,
  type ConfigureContext,
  defineProvider,
  defineSchema,
  type Provider,
  t,
  Unknown,
} from "../framework/index.js";
import { organizationDataSource } from "./data-sources/organization.js";
import { runnerDataSource } from "./data-sources/runner.js";
import { organizationResource } from "./resources/organization.js";
import { runnerResource } from "./resources/runner/resource.js";
import { runnerEnrollmentResource } from "./resources/runner-enrollment.js";
import type { Session } from "./session.js";
import { VERSION } from "./version.js";

const schema = defineSchema({
  description:
    "Manages organizations and runners of an [Agyn](https://github.com/agynio) platform through its gateway.",
  attributes: {
    api_url: attribute(t.string, {
      optional: true,
      description:
        "Base address of the gateway, such as `https://gateway.agyn.dev:2496` or `https://agyn.example.com/api`; a path is kept. Default: the environment variable `AGYN_API_URL`.",
    }),
    api_token: attribute(t.string, {
      optional: true,
      sensitive: true,
      description:
        "Token to call the gateway with: an API token (`agyn_...`), the cluster admin's, or an OIDC access token. Default: the environment variable `AGYN_API_TOKEN`.",
    }),
  },
});

type Context = ConfigureContext<typeof schema>;

/** The provider. @param env the environment its fall-backs are read from */
export function createAgynProvider(env: NodeJS.ProcessEnv): Provider<typeof schema, Session> {
  let session: Session | undefined;
  return defineProvider<typeof schema, Session>({
    name: "agyn",
    version: VERSION,
    schema,
    configure: async (context) => (session = await configure(context, env)),
    resources: {
      agyn_organization: organizationResource,
      agyn_runner: runnerResource,
      agyn_runner_enrollment: runnerEnrollmentResource,
    },
    dataSources: {
      agyn_organization: organizationDataSource,
      agyn_runner: runnerDataSource,
    },
    // before there is a session no handler has met a secret
    redact: (text) => session?.redact(text) ?? text,
  });
}

async function configure(
  { config, terraformVersion, diagnostics }: Context,
  env: NodeJS.ProcessEnv,
): Promise<Session | undefined> {
  if (config.api_url instanceof Unknown || config.api_token instanceof Unknown) return undefined;
  const url = config.api_url || env["AGYN_API_URL"];
  const token = config.api_token || env["AGYN_API_TOKEN"];
  if (!url) {
    diagnostics.error(
      "Missing API URL",
      'Neither api_url nor the environment variable AGYN_API_URL is set, so there is no gateway to call. Set one of them to the gateway\'s base address, such as "https://gateway.agyn.dev:2496".',
      "api_url",
    );
  }
  if (!token) {
    diagnostics.error(
      "Missing API token",
      "Neither api_token nor the environment variable AGYN_API_TOKEN is set; the platform would refuse every change. Set one of them to an API token of the user who owns the organizations, or to the cluster admin's token.",
      "api_token",
    );
  }
  if (!url || !token) return undefined;
  const { openSession } = await import("./session.js");
  const userAgent = `terraform-provider-agyn/${VERSION} terraform/${terraformVersion}`;
  return openSession(
    { url, token, userAgent },
    { url: config.api_url ? "api_url" : "AGYN_API_URL", token: config.api_token ? "api_token" : "AGYN_API_TOKEN" },
  );
}
