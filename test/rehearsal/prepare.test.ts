// What a gate over agents needs before anything is rehearsed, and what a broken fleet is told as.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare } from "../../src/rehearsal/prepare";
import { NotRehearsableError, Steps } from "../../src/rehearsal/index";

const STATE = JSON.stringify({ version: 4, serial: 1, lineage: "x", resources: [] });
const AGENTS = { web: { organization: "acme-web", labels: { tier: "web" } } };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rehearsal-prepare-"));
  const stacks = Object.fromEntries(
    ["us-1", "us-2"].map((name) => {
      mkdirSync(join(folder, "stacks", name), { recursive: true });
      write(`stacks/${name}/cdk.tf.json`, "{}");
      const synthesizedStackPath = `stacks/${name}/cdk.tf.json`;
      return [
        name,
        { name, constructPath: name, workingDirectory: `stacks/${name}`, synthesizedStackPath, dependencies: [] },
      ];
    }),
  );
  write("manifest.json", JSON.stringify({ version: "0.21.0", stacks }));
  write("fleet.json", JSON.stringify({ agents: AGENTS }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
/** What stands against a rehearsal; nothing when it may begin. */
const problems = async (gatesAgents: boolean, states: readonly string[]): Promise<readonly string[]> => {
  const output = { write: () => true };
  const what = { app: { outDirectory: folder }, states, variables: {}, gatesAgents, env: {}, output, colour: false };
  const rest = { binary: { path: "terraform", product: "Terraform", version: "1.11.4" }, providers: [], patienceMs: 1 };
  const options = { ...what, ...rest, signal: new AbortController().signal } as unknown as Parameters<
    typeof prepare
  >[0];
  try {
    await prepare(options, folder, new Steps(output, 1));
    return [];
  } catch (error) {
    if (!(error instanceof NotRehearsableError)) throw error;
    return error.problems;
  }
};
const bothStates = () => ["us-1", "us-2"].map((name) => write(`${name}.tfstate`, STATE));

it("lets a gate judge agents when every stack has a state, or is said never to have been applied", async () => {
  expect(await problems(true, bothStates())).toEqual([]);
  expect(await problems(true, [write("us-1.tfstate", STATE), `us-2=${write("none", "\n")}`])).toEqual([]);
});

it("refuses a gate that would not see what goes, and names every stack without a state", async () => {
  const missing = (name: string): unknown =>
    expect.stringContaining(`--max-gap: stack ${name} has no state, so all in it would be new`);

  expect(await problems(true, [])).toEqual([missing("us-1"), missing("us-2")]);
  expect(await problems(true, [write("us-2.tfstate", STATE)])).toEqual([missing("us-1")]);
  expect(await problems(false, [])).toEqual([]);
});

it("fails for an empty state that does not say whose it is", async () => {
  expect(await problems(false, [write("nobody", "")])).toEqual([
    expect.stringMatching(
      /^--state .*nobody: it is empty, so it does not tell whose state it is; .*--state STACK=FILE$/,
    ),
  ]);
});

it.each<[string, object | undefined, RegExp]>([
  ["no fleet", undefined, /^--max-gap: there is no .*fleet\.json, so no agent would be judged/],
  ["a fleet without agents", { agents: {} }, /^--max-gap: .*fleet\.json has no agents, so no agent would be judged/],
  [
    "agents that can't be simulated",
    { agents: { web: { organization: 7 } } },
    /^--max-gap: the agents of .*fleet\.json can't be simulated, so no agent would be judged\. [^]*agents\.web\.organization/,
  ],
])("refuses a gate over %s, and rehearses without one", async (_, fleet, expected) => {
  if (fleet === undefined) rmSync(join(folder, "fleet.json"));
  else write("fleet.json", JSON.stringify(fleet));

  expect(await problems(true, bothStates())).toEqual([expect.stringMatching(expected)]);
  expect(await problems(false, bothStates())).toEqual([]);
});

it.each([
  ["null", /fleet\.json is null, not a fleet, .*Synthesize the app again$/],
  ["[]", /fleet\.json is a list, not a fleet/],
  ["", /fleet\.json can't be read as JSON, .*Unexpected end of JSON input\. Synthesize the app again$/],
])("can't rehearse an app whose fleet.json is %j", async (text, expected) => {
  write("fleet.json", text);

  expect(await problems(false, [])).toEqual([expect.stringMatching(expected)]);
});
