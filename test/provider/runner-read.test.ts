import { Diagnostics, PrivateState } from "../../src/framework/index";
import type { Runner } from "../../src/gateway/index";
import type { WantedRunner } from "../../src/provider/reads/runner-reads";
import { runnerResource } from "../../src/provider/resources/runner/resource";
import type { RunnerState } from "../../src/provider/resources/runner/schema";

const ID = "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44";
const STATE = { id: ID, organization_id: null, labels: null, capabilities: null } as RunnerState;

describe("reading a runner", () => {
  it.each([
    ["nothing is known of its scope right after an import", true, undefined],
    ["it is cluster-scoped where state says so later", false, null],
  ])("%s", async (_name, imported, organizationId) => {
    const wanted: WantedRunner[] = [];
    const runner = { id: ID, name: "ml", labels: {}, capabilities: [], status: "pending" } as unknown as Runner;
    const client = {
      findRunner: (what: WantedRunner) => {
        wanted.push(what);
        return Promise.resolve(runner);
      },
      markRead: () => undefined,
    };
    const context = {
      ...{ state: STATE, client, private: new PrivateState(), imported, diagnostics: new Diagnostics() },
      signal: new AbortController().signal,
    };

    await runnerResource.read(context as unknown as Parameters<typeof runnerResource.read>[0]);

    expect(wanted.map((what) => what.organizationId)).toEqual([organizationId]);
  });
});
