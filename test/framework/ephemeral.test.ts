import { attribute, definitionsFor, defineSchema, type EphemeralResource, t } from "../../src/framework/index";
import { ABOUT, fromWire, notCalled, said, serverOf, toWire } from "./server-support";

const description = "A text.";
const schema = defineSchema({
  description,
  attributes: {
    name: attribute(t.string, { required: true, description }),
    token: attribute(t.string, { computed: true, sensitive: true, description }),
  },
});
const RENEW_AT = new Date("2030-01-02T03:04:05.678Z");
const NEXT = new Date("2030-01-02T04:04:05.000Z");
const { defineEphemeralResource } = definitionsFor<object>();

function serverWith(more: Partial<EphemeralResource<typeof schema, object>> = {}) {
  const token = defineEphemeralResource({
    schema,
    open({ config, private: data }) {
      data.set("lease", 7);
      return Promise.resolve({ result: { name: config.name, token: "secret" }, renewAt: RENEW_AT });
    },
    ...more,
  });
  return serverOf({ ephemeralResources: { test_token: token } });
}
const config = toWire({ name: "a", token: null }, schema.type);
const typeName = "test_token";

it("is described to core, beside resources and data sources", async () => {
  const server = await serverWith();
  const { ephemeralResourceSchemas } = await server.GetProviderSchema({});
  const { ephemeralResources } = await server.GetMetadata({});

  expect(Object.keys(ephemeralResourceSchemas ?? {})).toEqual([typeName]);
  expect(ephemeralResources).toEqual([{ typeName }]);
});

it("is opened, renewed with what open left, and closed with what renew left", async () => {
  const seen: unknown[] = [];
  const server = await serverWith({
    renew({ private: data }) {
      seen.push(data.get("lease"));
      data.set("lease", 8);
      return Promise.resolve(NEXT);
    },
    close({ private: data }) {
      seen.push(data.get("lease"));
      return Promise.resolve();
    },
  });

  const opened = await server.OpenEphemeralResource({ ...ABOUT, typeName, config });
  const renewed = await server.RenewEphemeralResource({ typeName, private: opened.private });
  const closed = await server.CloseEphemeralResource({ typeName, private: renewed.private });

  expect(fromWire(opened.result, schema.type)).toEqual({ name: "a", token: "secret" });
  expect([opened.renewAt, renewed.renewAt]).toEqual([RENEW_AT, NEXT]);
  expect([opened, renewed, closed].flatMap(said)).toEqual([]);
  expect(seen).toEqual([7, 8]);
});

it("that can not be renewed does not ask for it, and closing what needs no closing is nothing", async () => {
  const server = await serverWith();
  const opened = await server.OpenEphemeralResource({ ...ABOUT, typeName, config });
  const closed = await server.CloseEphemeralResource({ typeName, private: opened.private });

  expect(opened.renewAt).toBeUndefined();
  expect(said(closed)).toEqual([]);
});

it("is validated like everything that has a configuration", async () => {
  const server = await serverWith({
    open: notCalled,
    validate: ({ diagnostics }) => diagnostics.error("Wrong day", "Come back tomorrow.", "name"),
  });
  const answer = await server.ValidateEphemeralResourceConfig({ typeName, config });

  expect(said(answer)).toEqual(["Wrong day: Come back tomorrow."]);
});

it.each(["Open", "Renew", "Close"] as const)("that fails to %s says so", async (step) => {
  const fail = () => Promise.reject(new Error("the lamp is broken"));
  const server = await serverWith({ open: fail, renew: fail, close: fail });
  const answer = await server[`${step}EphemeralResource`]({ ...ABOUT, typeName, config, private: undefined });

  expect(said(answer)).toEqual([expect.stringContaining("Error: the lamp is broken")]);
});

it("keeps what renew and close need to know when renewing fails", async () => {
  const server = await serverWith({ renew: () => Promise.reject(new Error("the lamp is broken")) });
  const opened = await server.OpenEphemeralResource({ ...ABOUT, typeName, config });
  const renewed = await server.RenewEphemeralResource({ typeName, private: opened.private });

  expect(renewed.private).toEqual(opened.private);
});

it("is closed also after an interrupt: what was lent is given back", async () => {
  const aborted: boolean[] = [];
  const server = await serverWith({
    renew({ signal }) {
      aborted.push(signal.aborted);
      return Promise.resolve(undefined);
    },
    close({ signal }) {
      aborted.push(signal.aborted);
      return Promise.resolve();
    },
  });
  await server.StopProvider({});
  await server.RenewEphemeralResource({ typeName, private: undefined });
  await server.CloseEphemeralResource({ typeName, private: undefined });

  expect(aborted).toEqual([true, false]);
});
