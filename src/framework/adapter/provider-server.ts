// A provider as the wire's `ProviderServer`: decodes by schema, calls the engine, encodes. What any step throws becomes an
// error diagnostic here, and the object's known state goes back with it.
import { decodeJson, decodeMsgpack, emptyRecord, encodeMsgpack, type Type, type Value } from "../../values/index.js";
import type { pb, ProviderServer } from "../../tfplugin/index.js";
import { DiagnosticError, Diagnostics } from "../diagnostics.js";
import { applyChange } from "../engine/apply.js";
import { planChange } from "../engine/plan.js";
import { withoutWriteOnly } from "../engine/transform.js";
import { validateConfig } from "../engine/validate.js";
import { reportFailure } from "../failure.js";
import { PrivateState } from "../private-state.js";
import type { Provider } from "../provider.js";
import type { DataSource, Resource } from "../resource.js";
import { diagnosticsToWire, pathToWire } from "./diagnostics-to-wire.js";
import { schemaToWire } from "./schema-to-wire.js";

/** Makes the wire's view of a provider. */
export function createProviderServer(provider: Provider): ProviderServer {
  let client: unknown;
  const stop = new AbortController();
  const redact = (text: string): string => provider.redact?.(text) ?? text;

  /** Runs one call: collects diagnostics, turns exceptions into them, and adds them to whatever answer there is. */
  async function answering<R extends object>(
    work: (diagnostics: Diagnostics) => Promise<R> | R,
    onFailure?: R,
  ): Promise<Partial<R> & { diagnostics: pb.Diagnostic[] }> {
    const diagnostics = new Diagnostics();
    let answer: Partial<R> = onFailure ?? {};
    try {
      answer = await work(diagnostics);
    } catch (error) {
      reportFailure(error, diagnostics, redact);
    }
    return { ...answer, diagnostics: diagnosticsToWire(diagnostics) };
  }

  function resourceOf(type: string): Resource {
    const resource = Object.hasOwn(provider.resources, type) ? provider.resources[type] : undefined;
    if (!resource)
      throw new DiagnosticError("Unknown resource type", `This provider has no resource ${JSON.stringify(type)}.`);
    return resource;
  }

  function dataSourceOf(type: string): DataSource {
    const dataSource = Object.hasOwn(provider.dataSources, type) ? provider.dataSources[type] : undefined;
    if (!dataSource)
      throw new DiagnosticError("Unknown data source", `This provider has no data source ${JSON.stringify(type)}.`);
    return dataSource;
  }

  function configuredClient(): unknown {
    if (client !== undefined) return client;
    throw new DiagnosticError(
      "Provider is not configured yet",
      "The provider's configuration holds values that are only known after apply, so nothing can be read or changed with it. Apply what these values come from first (terraform apply -target=...).",
    );
  }

  return {
    GetProviderSchema: () => ({
      provider: schemaToWire(provider.schema),
      resourceSchemas: schemasToWire(provider.resources),
      dataSourceSchemas: schemasToWire(provider.dataSources),
      serverCapabilities: {
        planDestroy: true,
        getProviderSchemaOptional: true,
        moveResourceState: false,
        generateResourceConfig: false,
      },
    }),

    ValidateProviderConfig: (request) =>
      answering((diagnostics) => {
        const { schema } = provider;
        const config = decode(request.config, schema.type);
        validateConfig({
          schema,
          validate: provider.validate?.bind(provider),
          config,
          writeOnlyAllowed: true,
          diagnostics,
        });
        return {};
      }),

    ConfigureProvider: (request) =>
      answering(async (diagnostics) => {
        const config = decode(request.config, provider.schema.type);
        client = await provider.configure({
          config: config as never,
          terraformVersion: request.terraformVersion,
          diagnostics,
        });
        return {};
      }),

    StopProvider: () => {
      stop.abort(new DiagnosticError("Interrupted", "Terraform was asked to stop."));
      return { Error: "" };
    },

    ValidateResourceConfig: (request) =>
      answering((diagnostics) => {
        const resource = resourceOf(request.typeName);
        validateConfig({
          schema: resource.schema,
          validate: resource.validate?.bind(resource),
          config: decode(request.config, resource.schema.type),
          writeOnlyAllowed: request.clientCapabilities?.writeOnlyAttributesAllowed ?? false,
          diagnostics,
        });
        return {};
      }),

    UpgradeResourceState: (request) =>
      answering(() => {
        const { schema } = resourceOf(request.typeName);
        if (request.version !== BigInt(schema.version) || !request.rawState || request.rawState.json.length === 0) {
          throw new DiagnosticError(
            "State is of another version",
            `The state of this ${request.typeName} has schema version ${request.version.toString()}, this provider knows version ${schema.version}. Apply once with a provider of that version first.`,
          );
        }
        const state = decodeJson(request.rawState.json.toString(), schema.type);
        return { upgradedState: encode(state, schema.type) };
      }),

    ReadResource: (request) =>
      answering(
        async (diagnostics) => {
          const resource = resourceOf(request.typeName);
          const { type } = resource.schema;
          const privateState = new PrivateState(request.private);
          const state = await resource.read({
            client: configuredClient(),
            state: decode(request.currentState, type) as never,
            private: privateState,
            diagnostics,
            signal: stop.signal,
          });
          const current = withoutWriteOnly(resource.schema, (state as Value | undefined) ?? null);
          return { newState: encode(current, type), private: privateState.toBytes() };
        },
        { newState: request.currentState, private: request.private },
      ),

    PlanResourceChange: (request) =>
      answering(async (diagnostics) => {
        const resource = resourceOf(request.typeName);
        const { type } = resource.schema;
        const proposed = decode(request.proposedNewState, type);
        if (proposed === null) return { plannedState: encode(null, type), plannedPrivate: request.priorPrivate };
        const privateState = new PrivateState(request.priorPrivate);
        const { planned, requiresReplace } = await planChange({
          resource,
          client,
          config: decode(request.config, type),
          prior: decode(request.priorState, type),
          proposed,
          private: privateState,
          diagnostics,
        });
        return {
          plannedState: encode(planned, type),
          requiresReplace: requiresReplace.map(pathToWire),
          plannedPrivate: privateState.toBytes(),
        };
      }),

    ApplyResourceChange: (request) =>
      answering(
        async (diagnostics) => {
          const resource = resourceOf(request.typeName);
          const { type } = resource.schema;
          const privateState = new PrivateState(request.plannedPrivate);
          const state = await applyChange({
            resource,
            client: configuredClient(),
            config: decode(request.config, type),
            prior: decode(request.priorState, type),
            planned: decode(request.plannedState, type),
            private: privateState,
            signal: stop.signal,
            diagnostics,
            redact,
          });
          return { newState: encode(state, type), private: privateState.toBytes() };
        },
        { newState: request.priorState, private: request.plannedPrivate },
      ),

    ImportResourceState: (request) =>
      answering(async (diagnostics) => {
        const resource = resourceOf(request.typeName);
        if (!resource.importState) {
          throw new DiagnosticError(
            "Import is not supported",
            `${request.typeName} can not be imported: there is nothing to import, let it be created.`,
          );
        }
        const privateState = new PrivateState(Buffer.alloc(0));
        const state = await resource.importState({
          client: configuredClient(),
          id: request.id,
          private: privateState,
          empty: emptyState(resource) as never,
          diagnostics,
          signal: stop.signal,
        });
        if (diagnostics.hasErrors) return {};
        const imported = {
          typeName: request.typeName,
          state: encode(withoutWriteOnly(resource.schema, state as Value), resource.schema.type),
          private: privateState.toBytes(),
          identity: undefined,
        };
        return { importedResources: [imported] };
      }),

    ValidateDataResourceConfig: (request) =>
      answering((diagnostics) => {
        const dataSource = dataSourceOf(request.typeName);
        validateConfig({
          schema: dataSource.schema,
          validate: dataSource.validate?.bind(dataSource),
          config: decode(request.config, dataSource.schema.type),
          writeOnlyAllowed: true,
          diagnostics,
        });
        return {};
      }),

    ReadDataSource: (request) =>
      answering(async (diagnostics) => {
        const dataSource = dataSourceOf(request.typeName);
        const { type } = dataSource.schema;
        const state = await dataSource.read({
          client: configuredClient(),
          config: decode(request.config, type) as never,
          diagnostics,
          signal: stop.signal,
        });
        return { state: encode(state as Value, type) };
      }),
  };
}

function schemasToWire(members: Readonly<Record<string, Resource | DataSource>>): Record<string, pb.Schema> {
  return Object.fromEntries(Object.entries(members).map(([type, { schema }]) => [type, schemaToWire(schema)]));
}

/** An empty response counts as null, as core treats it. */
function decode(value: pb.DynamicValue | undefined, type: Type): Value {
  if (value === undefined) return null;
  if (value.msgpack.length > 0) return decodeMsgpack(value.msgpack, type);
  return value.json.length > 0 ? decodeJson(value.json.toString(), type) : null;
}

function encode(value: Value, type: Type): pb.DynamicValue {
  return { msgpack: Buffer.from(encodeMsgpack(value, type)), json: Buffer.alloc(0) };
}

/** All null; blocks that repeat are empty, never null. */
function emptyState({ schema }: Resource): Value {
  const state = emptyRecord();
  for (const name of Object.keys(schema.attributes)) state[name] = null;
  for (const [name, inner] of Object.entries(schema.blocks)) state[name] = inner.nesting === "single" ? null : [];
  return state;
}
