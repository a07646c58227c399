// The rotation of the production pool on a real API server, under work that never ends: two applies, looked at after every call of the
// gateway and every change of the cluster. At none of these moments is the declared agent without a runner that takes its work and whose
// pod runs, and no work is lost.
import type { SimulationEvent } from "../../src/emulator/index";
import { GatewayClient } from "../../src/gateway/index";
import { selectRunners } from "../../src/placement/index";
import type { ControlPlane } from "./control-plane";
import { closeAll, endsWithTests, stageOf, type Stage, startCluster } from "./harness";
import { type Deployment, RUNNERS, whyNotRunning } from "./runner-process";
import { workloadPod } from "./workload-pod";

const OLD = ["web-eu-west-1-0", "web-eu-west-1-1"];
const NEW = OLD.map((name) => `${name}-g2`);
const NAMESPACE = "agyn-web";
const WORKLOADS = "agyn-web-workloads";
const STEPS = /^(RegisterRunner|UpdateRunner|DeleteRunner|(create|update|delete|install|upgrade|uninstall) .*)$/;

/** How things stand after a step. */
interface Moment {
  readonly step: string;
  /** Runners that take the agent's next workload. */
  readonly places: readonly string[];
  /** Runners whose process runs in the cluster. */
  readonly running: readonly string[];
  /** Runners that have work. */
  readonly working: readonly string[];
}

let plane: ControlPlane;
let stage: Stage;
let gateway: GatewayClient;
/** Noted from the first rotation on: until then time stands still, and nobody asks for a place. */
let moments: Moment[] | undefined;
let seen: Promise<unknown> = Promise.resolve();
const events: SimulationEvent[] = [];
/** Done whenever a removal asks for work that goes on. */
let whileItWaits: (() => Promise<void>) | undefined;

beforeAll(async () => {
  plane = await startCluster("acme-eu-west-1");
  stage = await stageOf("test/cluster/rotation-fixture.ts", [plane], {
    work: { concurrency: 60, startsEvery: "5s", runsFor: "4m" }, // at every moment somebody asks for a place
    onEvent: (event) => events.push(event),
    after: (step) => (seen = seen.then(() => look(step))) as Promise<void>,
  });
  const { platform, tokens } = stage.scene;
  gateway = new GatewayClient({ url: platform.gateway.url, token: tokens.at(-1) ?? "" });
  endsWithTests(() => gateway.close());
  await stage.apply();
  tick("4m");
});
afterAll(closeAll);

const tick = (duration: string) => stage.scene.platform.gateway.simulation?.tick(duration);
const uids = async (kind: string, namespace: string, selector = ""): Promise<Readonly<Record<string, string>>> => {
  const where = ["--namespace", namespace, "--selector", selector];
  const { items } = await plane.kubectl.json<{ items: readonly Deployment[] }>(["get", kind, ...where]);
  return Object.fromEntries(items.map(({ metadata }) => [metadata.name, metadata.uid]));
};
const runnerPods = () => uids("pods", NAMESPACE, RUNNERS);
const tokenSecrets = async () =>
  Object.keys(await uids("secrets", NAMESPACE)).filter((name) => !name.startsWith("sh.helm"));
const standing = async () => ({
  namespaces: await uids("namespaces", ""),
  quotas: await uids("resourcequotas", WORKLOADS),
  policies: { ...(await uids("networkpolicies", NAMESPACE)), ...(await uids("networkpolicies", WORKLOADS)) },
  placeholders: await uids("deployments", `${NAMESPACE}-warm`),
});

describe("a rotation of the production pool on a real cluster", () => {
  let before: Awaited<ReturnType<typeof standing>>;
  let oldPods: Readonly<Record<string, string>>;

  it("starts with both runners at work", async () => {
    before = await standing();
    oldPods = await runnerPods();
    expect(await now("start")).toEqual({ step: "start", places: OLD, running: OLD, working: OLD });
    // a pod as the runner makes it for a workload
    const runner = await plane.as(NAMESPACE, OLD[0] ?? "");
    await runner.run(["create", "--namespace", WORKLOADS, "--filename", "-"], JSON.stringify(workloadPod("at-work")));
  });

  it("adds the new generation, and only then turns new work away from the old one", async () => {
    moments = [];
    await stage.synthesize({ ROTATION: "{ generations: [1, 2], draining: true }" });
    expect(await stage.apply()).toEqual({ add: 8, change: 4, remove: 0 });

    placesAtEveryMoment(moments);
    const steps = moments.map(({ step }) => step);
    expect(steps.filter((step) => step === "RegisterRunner")).toHaveLength(2);
    const firstPaused = steps.indexOf("UpdateRunner");
    for (const name of NEW) expect(steps.slice(0, firstPaused)).toContain(`install ${NAMESPACE}/${name}`);
    expect(moments[firstPaused]?.places).toEqual(expect.arrayContaining(NEW));
    expect(moments.at(-1)).toMatchObject({ places: NEW, running: [...OLD, ...NEW].sort() });
    // what works is left alone: the same pods, the same workload
    expect(await runnerPods()).toMatchObject(oldPods);
    expect(Object.keys(await uids("pods", WORKLOADS))).toEqual(["at-work"]);
    await stage.planAgain();

    const started = tick("2m")?.filter(({ kind }) => kind === "starting");
    expect(new Set(started?.map(({ runnerName }) => runnerName))).toEqual(new Set(NEW));
  });

  it("takes the old generation away when its work is done", async () => {
    moments = [];
    const [runner, other] = await Promise.all(OLD.map((name) => plane.as(NAMESPACE, name)));
    expect((await now("before")).working).toEqual([...OLD, ...NEW].sort());
    const waiting: Moment[] = [];
    let atWork = true;
    whileItWaits = async () => {
      const moment = await now("waiting");
      waiting.push(moment);
      tick("30s");
      if (!atWork || moment.working.includes(OLD[0] ?? "")) return;
      // the runner takes the pod of its last workload away: its own pod and its rights last as long as its work
      await runner?.run(["delete", "pod", "at-work", "--namespace", WORKLOADS]);
      atWork = false;
    };
    await stage.synthesize({ ROTATION: "{ generations: [2] }" });
    expect(await stage.apply()).toEqual({ add: 0, change: 2, remove: 8 });

    whileItWaits = undefined;
    // the plan asks once for each, the apply until there is none
    expect(waiting.filter(({ working }) => OLD.some((name) => working.includes(name))).length).toBeGreaterThan(2);
    expect(Object.keys(await uids("pods", WORKLOADS))).toEqual([]);
    placesAtEveryMoment(waiting);
    placesAtEveryMoment(moments);
    for (const name of OLD) {
      const gone = moments.find(({ step }) => step === `uninstall ${NAMESPACE}/${name}`);
      expect(gone?.running).not.toContain(name);
      expect(gone?.working).not.toContain(name);
    }
    expect(moments.at(-1)).toMatchObject({ places: NEW, running: NEW, working: NEW });
    expect((await other?.try(["get", "pods", "--namespace", WORKLOADS]))?.ok).toBe(false);
  });

  it("leaves nothing of the old generation, and all else as it was", async () => {
    expect(Object.keys(await uids("deployments", NAMESPACE)).sort()).toEqual(NEW);
    expect((await tokenSecrets()).sort()).toEqual(NEW.map((name) => `${name}-token`));
    expect(await standing()).toEqual(before);
    expect(stage.started.map((one) => one.split("/").at(-1)).sort()).toEqual([...OLD, ...NEW].sort());
    expect(stage.clusters.differences).toEqual([]);
    expect(stage.clusters.warnings).toEqual([]);
    await stage.planAgain();
    tick("30m");
    expect(events.filter(({ kind }) => ["failed", "unplaced", "left_behind"].includes(kind))).toEqual([]);
    expect(stage.scene.platform.gateway.simulation?.state().leftBehind).toEqual([]);
  });

  it("is destroyed without a trace once the work is over, runner by runner of the new generation", async () => {
    stage.scene.platform.gateway.simulation?.stop();
    tick("1h");
    moments = [];
    await stage.destroy();

    const steps = moments.map(({ step }) => step);
    expect(steps.filter((step) => step === "DeleteRunner")).toHaveLength(NEW.length);
    for (const name of NEW) expect(steps).toContain(`uninstall ${NAMESPACE}/${name}`);
    expect(moments.at(-1)).toMatchObject({ places: [], running: [], working: [] });
  });
});

/** That the agent had a runner at every moment, and that those which take or have work ran. */
function placesAtEveryMoment(looked: readonly Moment[]): void {
  expect(looked.length).toBeGreaterThan(1);
  for (const { step, places, running, working } of looked) {
    expect([step, places]).not.toEqual([step, []]);
    expect([step, running]).toEqual([step, expect.arrayContaining([...places, ...working])]);
  }
  expect(events.filter(({ kind }) => kind === "unplaced")).toEqual([]);
}

/** Looks after a step, then lets the agent's next workload come. */
async function look(step: string): Promise<void> {
  if (STEPS.test(step)) {
    if (moments === undefined) return;
    moments.push(await now(step));
    tick("10s");
  } else if (step === "ListWorkloads" && whileItWaits !== undefined) {
    await whileItWaits();
  }
}

async function now(step: string): Promise<Moment> {
  const organization = (await gateway.organizations.listAccessible()).find(({ slug }) => slug === "acme-web");
  const runners = [];
  for await (const runner of gateway.runners.listAll()) runners.push(runner);
  const labels = { team: "web", tier: "standard" };
  const workload = { organizationId: organization?.id ?? "", labels, capabilities: ["docker"] };
  const { items } = await plane.kubectl.json<{ items: readonly Deployment[] }>([
    ...["get", "deployments", "--namespace", NAMESPACE, "--selector", RUNNERS],
  ]);
  const busy = new Set(
    stage.scene.platform.gateway.workloads
      .list()
      .filter(({ status }) => ["starting", "running", "stopping"].includes(status))
      .map(({ runnerId }) => runnerId),
  );
  return {
    step,
    places: names(selectRunners(runners, workload).eligible),
    running: names(items.filter((one) => whyNotRunning(one) === undefined).map(({ metadata }) => metadata)),
    working: names(runners.filter(({ id }) => busy.has(id))),
  };
}

function names(named: readonly { readonly name: string }[]): readonly string[] {
  return named.map(({ name }) => name).sort();
}
