// Registrations in a digest: all of them, and none as anything it is not.
import { digestPlan } from "../../../src/review/digest/digest-plan";
import type { Digest, ReviewedApp } from "../../../src/review/index";
import type { JsonObject } from "../../../src/synthesized/index";
import { chunksOf, plannedChange, planJson } from "../../support/plan-json";
import { writtenApp } from "../../support/written-app";

const digestOf = (plan: JsonObject, apps: { head?: ReviewedApp; base?: ReviewedApp } = {}): Promise<Digest> =>
  digestPlan(chunksOf(plan), { stack: "eu", ...apps });

const runner = (more: JsonObject = {}): JsonObject => ({ name: "one", labels: { region: "eu" }, ...more });
const stack = (runners: JsonObject, more: JsonObject = {}): Record<string, JsonObject> => ({
  eu: { resource: { agyn_runner: runners }, ...more },
});

describe("a registration that an earlier apply left over", () => {
  it("is a change, and no registration of the stack", async () => {
    const { changes, runners } = await digestOf(
      planJson([
        { address: "agyn_runner.a", actions: ["delete"], before: runner(), entry: { deposed: "12345678" } },
        { address: "agyn_runner.a", actions: ["no-op"], before: runner(), after: runner() },
      ]),
    );

    expect(changes).toMatchObject([{ action: "delete", deposed: true }]);
    expect(runners).toMatchObject([{ action: "no-op" }]);
  });
});

describe("registrations", () => {
  const organization = { address: "data.agyn_organization.o", mode: "data", type: "agyn_organization" };

  it("are all there, with the slug of their organization", async () => {
    const { runners } = await digestOf(
      planJson(
        [
          {
            address: "agyn_runner.a",
            actions: ["no-op"],
            before: runner({ organization_id: "id-1", id: "r", status: "enrolled", capabilities: ["b", "a"] }),
            after: runner({ organization_id: "id-1", id: "r", status: "enrolled", capabilities: ["b", "a"] }),
          },
        ],
        {
          prior_state: {
            values: {
              root_module: {
                resources: [{ ...organization, values: { id: "id-1", slug: "acme" }, sensitive_values: {} }],
              },
            },
          },
        },
      ),
    );

    const facts = {
      name: "one",
      organization: "acme",
      labels: { region: "eu" },
      capabilities: ["a", "b"],
      status: "enrolled",
      id: "r",
    };
    expect(runners).toEqual([{ address: "agyn_runner.a", action: "no-op", before: facts, after: facts }]);
  });

  it("of an organization that is not made yet are not taken for cluster-scoped", async () => {
    const configured = stack({ a: runner({ organization_id: "${agyn_organization.o.id}" }) });
    const made = { agyn_organization: { o: { name: "Acme ML" } } };
    const head = writtenApp({ eu: { resource: { ...(configured["eu"]?.["resource"] as JsonObject), ...made } } });
    const plan = planJson([
      {
        address: "agyn_runner.a",
        actions: ["create"],
        after: runner(),
        unknown: { organization_id: true, labels: { zone: true } },
      },
      { address: "agyn_organization.o", actions: ["create"], after: { name: "Acme ML" } },
    ]);

    expect((await digestOf(plan, { head })).runners[0]?.after).toMatchObject({
      organization: "acme-ml",
      labels: { zone: "(known after apply)" },
    });
    expect((await digestOf(plan)).runners[0]?.after?.organization).toBe("(known after apply)");
  });
});

describe("a registration that is destroyed", () => {
  it("has the status that the refresh found, not the one of the state", async () => {
    const [old, fresh] = [runner({ id: "r", status: "pending" }), runner({ id: "r", status: "enrolled" })];
    const { runners } = await digestOf(
      planJson([{ address: "agyn_runner.a", actions: ["delete"], before: old }], {
        resource_drift: [plannedChange({ address: "agyn_runner.a", actions: ["update"], before: old, after: fresh })],
      }),
    );

    expect(runners[0]?.before?.status).toBe("enrolled");
  });
});

describe("a registration whose masks can't be read", () => {
  it("shows nothing of itself", async () => {
    const { runners, changes } = await digestOf(
      planJson([
        {
          address: "agyn_runner.a",
          actions: ["create"],
          after: runner({ labels: { a: "pin1" } }),
          afterSensitive: { labels: "no" },
        },
      ]),
    );

    expect(runners[0]?.after).toMatchObject({ name: "(secret)", labels: { "(secret)": "(secret)" } });
    expect(JSON.stringify([runners, changes])).not.toMatch(/pin1|"one"/);
  });
});
