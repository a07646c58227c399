// What the doctor says when kubectl itself, its credential plugin or what answers in the API server's place is at fault. A script stands
// in for kubectl: no real one breaks in these ways on demand.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Check } from "../../../src/cli/doctor/check";
import { checkCluster } from "../../../src/cli/doctor/cluster";
import { Kubectl } from "../../../src/cli/doctor/kubectl";
import { checkFleetYaml, fleetJson } from "../../../src/fleet/index";
import { kubectlOf } from "./kubectl-stub";

const CLIENT = `{"clientVersion": {"gitVersion": "v1.36.0"}}`;
const SERVER = `{"gitVersion": "v1.36.0", "major": "1", "minor": "36+"}`;
const PAGE = "<html>sign in</html>";
const PROBE = "lab/everyday: probe as everyday-lab-0";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A kubectl that answers by what stands in its command. */
function answering(answers: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const cases = Object.entries(answers).map(([part, lines]) => `*"${part}"*) ${lines} ;;`);
  return kubectlOf(folder, `case "$*" in\n${cases.join("\n")}\nesac`);
}

const says = (text: string): string => `printf '%s\\n' '${text}'`;
const SOUND = {
  "version --client": says(CLIENT),
  "--raw /version": says(SERVER),
  "get namespaces": says("namespace/agyn-everyday\nnamespace/agyn-everyday-workloads"),
};

/** Lays out a synthesized fleet with one pool. */
function fleet(): string {
  const yaml = `name: acme
stage: dev
regions:
  lab:
    cluster: { context: lab, kind: selfManaged, version: "1.36" }
    gateway: { inCluster: true }
pools:
  everyday: { region: lab }
`;
  const { fleet: checked, findings } = checkFleetYaml(yaml, "fleet.yaml");
  if (checked === undefined) throw new Error(JSON.stringify(findings));
  const out = join(folder, "cdktf.out");
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "fleet.json"), fleetJson(checked, []));
  return out;
}

async function doctor(env: NodeJS.ProcessEnv): Promise<Readonly<Record<string, Check>>> {
  const checks = await checkCluster({ context: "lab", outDirectory: fleet() }, env);
  return Object.fromEntries(checks.map((check) => [check.name, check]));
}

it("ends a command in time, though what it started keeps its outputs open", async () => {
  // as kubectl waits for a credential plugin
  const env = kubectlOf(folder, `sleep 60 & echo $! > "${folder}/plugin"; wait`);
  const ran = await new Kubectl(env, [], 300).run(["version"]);
  process.kill(Number(readFileSync(join(folder, "plugin"), "utf8")));

  expect(ran).toMatchObject({ ok: false, refusal: "no answer within 0.3 s" });
}, 10_000);

it.each([
  ["is ended from outside", "kill -KILL $$", "ended by SIGKILL"],
  ["fails in silence", "exit 3", "ended with exit code 3"],
  ["says why it fails", "echo 'error: no such flag' >&2; exit 1", "no such flag"],
])("tells a kubectl that %s, and asks it nothing more", async (_what, lines, found) => {
  const { kubectl, cluster } = await doctor(kubectlOf(folder, lines));

  expect(kubectl).toMatchObject({
    status: "problem",
    found: expect.stringContaining(`does not work: ${found}`) as string,
  });
  expect(cluster).toMatchObject({ status: "skipped" });
});

it("tells a kubectl that is another program", async () => {
  expect((await doctor(kubectlOf(folder, "echo hello"))).kubectl).toMatchObject({
    status: "problem",
    found: expect.stringContaining("does not say its version") as string,
  });
});

it.each([
  ["a page", PAGE],
  ["JSON of something else", "{}"],
  ["a text", `"1.36"`],
])("tells that %s answers in the API server's place, and keeps its other checks", async (_what, text) => {
  const checks = await doctor(answering({ ...SOUND, "--raw /version": says(text) }));

  expect(checks.kubectl?.status).toBe("ok");
  expect(checks.cluster).toMatchObject({
    status: "problem",
    found: "lab of ~/.kube/config does not answer as a Kubernetes API server",
  });
  expect(checks["lab/everyday"]?.status).toBe("skipped");
});

it("tells that a page answers the probe", async () => {
  const checks = await doctor(answering({ ...SOUND, "--dry-run=server": says(PAGE) }));

  expect(checks[PROBE]).toMatchObject({ status: "problem", found: "what answers is no pod" });
});

it("shows what the API server says, without how kubectl read the pod", async () => {
  const refusal = 'Error from server (Forbidden): error when creating "STDIN": pods "p" is forbidden: so it is';
  const checks = await doctor(answering({ ...SOUND, "--dry-run=server": `echo '${refusal}' >&2; exit 1` }));

  expect(checks[PROBE]?.found).toBe('the API server refuses it: pods "p" is forbidden: so it is');
});

const exceeded = (quota: string, requested: string, used: string, limited: string): string =>
  `pods "p" is forbidden: exceeded quota: ${quota}, requested: ${requested}, used: ${used}, limited: ${limited}`;

it.each<[string, string, Check["status"], RegExp, RegExp | undefined]>([
  [
    "other work fills the pool",
    exceeded("agyn-runner", "pods=1,requests.cpu=500m", "pods=4,requests.cpu=2", "pods=4,requests.cpu=2"),
    "skipped",
    /at its ceiling at the moment/,
    undefined,
  ],
  [
    "something gives accelerators to everyday work",
    exceeded("agyn-runner", "requests.nvidia.com/gpu=3", "requests.nvidia.com/gpu=0", "requests.nvidia.com/gpu=0"),
    "problem",
    /^the pod asks for 3 of requests\.nvidia\.com\/gpu, and quota agyn-runner has 0 in all$/,
    /^find what gives nvidia\.com\/gpu to containers of namespace agyn-everyday-workloads/,
  ],
  [
    "a foreign quota leaves no room",
    exceeded("freeze", "pods=1", "pods=0", "pods=0"),
    "problem",
    /asks for 1 of pods, and quota freeze has 0 in all/,
    /^raise quota freeze in namespace agyn-everyday-workloads or take it away/,
  ],
  [
    "the pool's quota is smaller than a workload, in another unit",
    exceeded("agyn-runner", "pods=1,requests.memory=1Gi", "pods=1,requests.memory=0", "pods=9,requests.memory=900M"),
    "problem",
    /asks for 1Gi of requests\.memory, and quota agyn-runner has 900M in all/,
    /^give the pool a quota with room for one workload/,
  ],
])("tells a pool that is full from one that never has room: %s", async (_what, refusal, status, found, fix) => {
  const checks = await doctor(answering({ ...SOUND, "--dry-run=server": `echo '${refusal}' >&2; exit 1` }));

  expect(checks[PROBE]).toMatchObject({ status, found: expect.stringMatching(found) as string });
  if (fix !== undefined) expect(checks[PROBE]?.fix).toMatch(fix);
});
