// RPCs about the provider itself: what it has, whether its configuration is right, and what it works with from now on.
import type { ProviderServer } from "../../tfplugin/index.js";
import { validateConfig } from "../engine/validate.js";
import { decode } from "./dynamic-value.js";
import { functionsToWire, identitySchemaToWire, schemaToWire } from "./schema-to-wire.js";
import type { Session } from "./session.js";

type ProviderRpcs = Pick<
  Required<ProviderServer>,
  | "GetMetadata"
  | "GetProviderSchema"
  | "GetResourceIdentitySchemas"
  | "GetFunctions"
  | "ValidateProviderConfig"
  | "ConfigureProvider"
  | "StopProvider"
>;

/** The RPCs about the provider itself. */
export function providerRpcs(session: Session): ProviderRpcs {
  const { provider } = session;
  const { resources, dataSources, ephemeralResources = {}, functions = {} } = provider;
  const serverCapabilities = {
    planDestroy: true,
    getProviderSchemaOptional: true,
    moveResourceState: Object.values(resources).some(({ stateMovers = [] }) => stateMovers.length > 0),
    generateResourceConfig: false,
  };

  return {
    GetMetadata: () => ({
      serverCapabilities,
      resources: typeNames(resources),
      dataSources: typeNames(dataSources),
      ephemeralResources: typeNames(ephemeralResources),
      functions: Object.keys(functions).map((name) => ({ name })),
    }),

    GetProviderSchema: () => ({
      provider: schemaToWire(provider.schema),
      providerMeta: provider.meta && schemaToWire(provider.meta),
      resourceSchemas: mapValues(resources, ({ schema }) => schemaToWire(schema)),
      dataSourceSchemas: mapValues(dataSources, ({ schema }) => schemaToWire(schema)),
      ephemeralResourceSchemas: mapValues(ephemeralResources, ({ schema }) => schemaToWire(schema)),
      functions: functionsToWire(functions),
      serverCapabilities,
    }),

    GetResourceIdentitySchemas: () => ({
      identitySchemas: Object.fromEntries(
        Object.entries(resources).flatMap(([type, { identity }]) =>
          identity ? [[type, identitySchemaToWire(identity.schema)] as const] : [],
        ),
      ),
    }),

    GetFunctions: () => ({ functions: functionsToWire(functions) }),

    ValidateProviderConfig: (request) =>
      session.answering((diagnostics) => {
        const config = decode(request.config, provider.schema);
        validateConfig({ of: provider, config, writeOnlyAllowed: true, diagnostics });
        return {};
      }),

    ConfigureProvider: (request) =>
      session.answering(async (diagnostics) => {
        session.configured(undefined);
        const client = await provider.configure({
          config: decode(request.config, provider.schema) as never,
          terraformVersion: request.terraformVersion,
          diagnostics,
        });
        session.configured(client);
        return {};
      }),

    StopProvider: () => {
      session.interrupt();
      return { Error: "" };
    },
  };
}

function typeNames(members: { readonly [type: string]: unknown }): { typeName: string }[] {
  return Object.keys(members).map((typeName) => ({ typeName }));
}

function mapValues<A, B>(members: { readonly [name: string]: A }, map: (member: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, map(member)]));
}
