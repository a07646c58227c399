import { Diagnostics, PrivateState } from "../../src/framework/index";
import { runnerEnrollmentResource } from "../../src/provider/resources/runner-enrollment";

describe("an enrollment that is read", () => {
  const state = {
    runner_id: "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44",
    enrolled_at: "2026-11-21T00:00:00.000Z",
    on_active_workloads: null,
    timeouts: null,
  };

  // nothing sets `offline` on the platform yet, so only here it can be seen
  it.each([
    ["enrolled", state],
    ["offline", state],
    ["unspecified", state],
    ["pending", undefined],
  ])("of a runner that is %s", async (status, expected) => {
    const client = { findRunner: () => Promise.resolve({ status }) };

    const read = await runnerEnrollmentResource.read({
      state,
      client: client as never,
      private: new PrivateState(),
      imported: false,
      diagnostics: new Diagnostics(),
      signal: new AbortController().signal,
      meta: () => undefined,
    });

    expect(read).toEqual(expected);
  });
});
