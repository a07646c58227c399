// A provider server in the same process, called with values instead of bytes.
import {
  createProviderServer,
  defineSchema,
  type Provider,
  type ProviderServerOptions,
} from "../../src/framework/index";
import type { pb, ProviderServer } from "../../src/tfplugin/index";
import { decodeMsgpack, encodeMsgpack, type Type, type Value } from "../../src/values/index";

export const NONE = Buffer.alloc(0);
/** What every request carries that a test does not care for. */
export const ABOUT = { providerMeta: undefined, clientCapabilities: undefined } as const;

const noSettings = defineSchema({ description: "No settings.", attributes: {} });

/** A server of a provider that has what the test gives it; configured. */
export async function serverOf(
  members: Partial<Provider>,
  options: ProviderServerOptions = {},
): Promise<Required<ProviderServer>> {
  const provider = {
    name: "test",
    version: "1.0.0",
    schema: noSettings,
    configure: () => ({ url: "https://example.com" }),
    resources: {},
    dataSources: {},
    ...members,
  };
  const server = createProviderServer(provider, options) as Required<ProviderServer>;
  await server.ConfigureProvider({
    terraformVersion: "1.11.4",
    config: toWire({}, noSettings.type),
    clientCapabilities: undefined,
  });
  return server;
}

export function toWire(value: Value, type: Type): pb.DynamicValue {
  return { msgpack: Buffer.from(encodeMsgpack(value, type)), json: NONE };
}

export function fromWire(value: pb.DynamicValue | undefined, type: Type): Value {
  return value ? decodeMsgpack(value.msgpack, type) : null;
}

export function raw(json: unknown): pb.RawState {
  return { json: Buffer.from(JSON.stringify(json)), flatmap: {} };
}

/** `summary: detail`, one for each. */
export function said(answer: { readonly diagnostics?: readonly pb.Diagnostic[] }): string[] {
  return (answer.diagnostics ?? []).map(({ summary, detail }) => `${summary}: ${detail}`);
}

/** A handler that a test does not expect to be called. */
export const notCalled = (): never => {
  throw new Error("nobody should have called this");
};

/** The handlers that every resource has. */
export const HANDLERS = { create: notCalled, read: notCalled, delete: notCalled } as const;
