import { GatewayClient } from "../../src/gateway/index";
import { activityOf } from "../../src/provider/resources/runner/active-workloads";
import { Deadline } from "../../src/provider/resources/runner/deadline";
import { type Answer, fakeServer } from "../gateway/fake-server";

const RUNNER = "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44";
const ACME = "2f6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44";

const answer =
  (status: number, body: object | string, type = "application/json"): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": type });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
const notFound = answer(404, { code: "not_found", message: "not here" });
const runner = (organizationId?: string): Answer =>
  answer(200, {
    runner: { meta: { id: RUNNER, createdAt: "2026-11-21T00:00:00Z" }, name: "ml", status: "ENROLLED", organizationId },
  });

/** Looks at the runner where methods answer so, once each or always. */
async function look(answers: { readonly [method: string]: Answer }) {
  const server = await fakeServer((response, request) => {
    const method = request.path.split("/").at(-1) ?? "";
    (answers[method] ?? answer(501, { code: "unimplemented" }))(response, request);
  });
  const client = new GatewayClient({ url: server.url, maxRetries: 0 });
  try {
    return await activityOf(client, RUNNER, new AbortController().signal);
  } finally {
    await client.close();
    await server.close();
  }
}

describe("a look at what runs on a runner", () => {
  it("takes GetRunner's not_found alone for a runner that is gone", async () => {
    expect(await look({ GetRunner: notFound })).toBeUndefined();
    await expect(look({ GetRunner: answer(404, "no", "text/plain") })).rejects.toMatchObject({ status: 404 });
  });

  it.each<[string, Answer, string]>([
    ["not_found", notFound, "RunnersGateway/ListWorkloads answered not_found: not here"],
    ["unimplemented", answer(501, { code: "unimplemented" }), "RunnersGateway/ListWorkloads answered unimplemented"],
    ["permission_denied", answer(403, { code: "permission_denied" }), "ListWorkloads answered permission_denied"],
    ["unauthenticated", answer(401, { code: "unauthenticated" }), "ListWorkloads answered unauthenticated"],
    ["a bare 403", answer(403, "", "text/plain"), "RunnersGateway/ListWorkloads: permission_denied, HTTP 403"],
    ["a page", answer(403, "<html></html>", "text/html"), "RunnersGateway/ListWorkloads: not_agyn, HTTP 403"],
  ])("says of %s from ListWorkloads that it could not see them", async (_name, failure, why) => {
    const activity = await look({ GetRunner: runner(ACME), ListWorkloads: failure });

    expect(activity?.workloads).toEqual([]);
    expect(activity?.unseen).toEqual([expect.stringContaining(`the workloads of organization ${ACME} (`)]);
    expect(activity?.unseen[0]).toContain(why);
    expect(activity?.goneOrganization).toBeUndefined();
  });

  it("says that the organization is gone where the platform says so of a listing that failed", async () => {
    const activity = await look({ GetRunner: runner(ACME), ListWorkloads: notFound, GetOrganization: notFound });

    expect(activity?.goneOrganization).toBe(ACME);
  });

  it.each<[string, Answer]>([
    ["not_found", notFound],
    ["a bare 403", answer(403, "", "text/plain")],
  ])("of a cluster-scoped runner does not take %s from a listing of organizations for none", async (_name, failure) => {
    const activity = await look({
      GetRunner: runner(),
      ListOrganizations: failure,
      ListAccessibleOrganizations: failure,
    });

    expect(activity?.unseen).toEqual([
      expect.stringContaining("organizations the token does not belong to"),
      expect.stringContaining("organizations the token belongs to"),
    ]);
  });

  it.each(["ListWorkloads", "ListOrganizations"])("fails where another try of %s may succeed", async (method) => {
    const unavailable = answer(503, { code: "unavailable" });
    const organizationId = method === "ListWorkloads" ? ACME : undefined;

    await expect(look({ GetRunner: runner(organizationId), [method]: unavailable })).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});

describe("the time of an operation", () => {
  const hanging = (signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));

  it("ends a call that hangs, as one that could not be made", async () => {
    const deadline = new Deadline("1ms");

    expect(await deadline.ask(new AbortController().signal, hanging)).toBe("unavailable");
    expect(deadline.leftMs).toBeLessThan(0);
  });

  it("lets an interrupt end a call with its own failure, also where the time is longer than timers are", async () => {
    const stop = new AbortController();
    const asked = new Deadline("2562047h").ask(stop.signal, hanging);
    stop.abort();

    await expect(asked).rejects.toThrow("aborted");
  });

  it("leaves a call time that begins when it is over", async () => {
    const deadline = new Deadline("1ns");

    expect(await deadline.ask(new AbortController().signal, () => Promise.resolve("seen"))).toBe("seen");
  });
});
