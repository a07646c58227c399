// terraform-provider-agyn: its resources and data sources, and the session they work with.
//
// Whatever talks to the platform (`session.ts`, and with it undici) is loaded by `configure`: most processes Terraform starts
// only ever ask for the schema or validate.
import { type ConfigureContext, defineProvider, type Provider } from "../framework/index.js";
import { isKnown, providerConfigValidators, providerSchema, readConfiguration } from "./configuration.js";
import { flavorsDataSource, storageClassesDataSource } from "./data-sources/catalogs.js";
import { organizationDataSource } from "./data-sources/organization.js";
import { organizationsDataSource } from "./data-sources/organizations.js";
import { placementDataSource } from "./data-sources/placement.js";
import { runnerDataSource } from "./data-sources/runner.js";
import { runnersDataSource } from "./data-sources/runners.js";
import { workloadsDataSource } from "./data-sources/workloads.js";
import { serviceTokenEphemeralResource } from "./ephemeral-resources/service-token.js";
import { organizationResource } from "./resources/organization.js";
import { organizationMembershipResource } from "./resources/organization-membership.js";
import { runnerResource } from "./resources/runner/resource.js";
import { runnerEnrollmentResource } from "./resources/runner-enrollment.js";
import type { Session } from "./session.js";
import { VERSION } from "./version.js";

type Context = ConfigureContext<typeof providerSchema>;

/** The provider. @param env the environment its fall-backs are read from */
export function createAgynProvider(env: NodeJS.ProcessEnv): Provider<typeof providerSchema, Session> {
  let session: Session | undefined;
  return defineProvider<typeof providerSchema, Session>({
    name: "agyn",
    version: VERSION,
    schema: providerSchema,
    configValidators: providerConfigValidators,
    configure: async (context) => (session = await configure(context, env)),
    resources: {
      agyn_organization: organizationResource,
      agyn_organization_membership: organizationMembershipResource,
      agyn_runner: runnerResource,
      agyn_runner_enrollment: runnerEnrollmentResource,
    },
    dataSources: {
      agyn_flavors: flavorsDataSource,
      agyn_organization: organizationDataSource,
      agyn_organizations: organizationsDataSource,
      agyn_placement: placementDataSource,
      agyn_runner: runnerDataSource,
      agyn_runners: runnersDataSource,
      agyn_storage_classes: storageClassesDataSource,
      agyn_workloads: workloadsDataSource,
    },
    ephemeralResources: { agyn_service_token: serviceTokenEphemeralResource },
    // before there is a session no handler has met a secret
    redact: (text) => session?.redact(text) ?? text,
  });
}

async function configure(
  { config, terraformVersion, diagnostics }: Context,
  env: NodeJS.ProcessEnv,
): Promise<Session | undefined> {
  if (!isKnown(config)) return undefined;
  const [{ openSession }, { proxyFromEnv }] = await Promise.all([
    import("./session.js"),
    import("../gateway/index.js"),
  ]);
  const configuration = readConfiguration(config, { env, terraformVersion, proxyFromEnv }, diagnostics);
  return configuration && openSession(configuration.options, configuration.origins);
}
