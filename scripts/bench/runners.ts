// What a fleet costs: plan and apply of a thousand runners with the real terraform, against the same at a gateway without latency
// and against a plan that reads nothing. The gateway is the embedded one, in a process of its own; each latency is that of
// every request.
//
// BENCH_RUNNERS sets how many runners. AGYN_PEER_PROVIDER is the executable of another provider of the same address, such as
// the Go one, which is measured in the same run; its figures have no marks.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { dirname, join, resolve } from "node:path";
import { type Bound, type Figure, median } from "./figure.js";
import type { Command, Counts } from "./runners-gateway.js";
import { type Run, RunnersDirectory } from "./runners-terraform.js";

const TOKEN = "agyn_11111111-1111-4111-8111-111111111111";
const OURS = resolve(__dirname, "../../dist/provider");
const MAX_REQUESTS = 30;
const MAX_CONNECTIONS = 10;
const MAX_RESIDENT_MB = 90;
/** What ten creations at a time cost at 20 ms each, for every thousand: Terraform makes no more at a time. */
const WAITING_MS_PER_RUNNER = 2;
const APPLY_MARK = 1.15;

/** The latencies a plan is measured at, with the marks of the plan against the one without latency. */
const PLANS = [
  { latencyMs: 20, mark: 1.1 },
  { latencyMs: 100, mark: 1.35 },
] as const;
const NO_REFRESH_MARK = 1.35;
const MAX_APPLIES = 3;

/** @param rounds of which medians are taken; of applies, which take long, no more than three */
export async function benchRunners(rounds: number): Promise<readonly (Figure | Bound)[]> {
  const ours = await measure(OURS, rounds, (mark) => mark, "");
  const peer = process.env["AGYN_PEER_PROVIDER"];
  if (peer === undefined || peer === "") return ours;
  return [...ours, ...(await measure(dirname(resolve(peer)), rounds, () => Infinity, "peer: "))];
}

async function measure(
  provider: string,
  rounds: number,
  markOf: (mark: number) => number,
  prefix: string,
): Promise<(Figure | Bound)[]> {
  const runners = Number(process.env["BENCH_RUNNERS"] ?? 1000);
  const gateway = await Gateway.start();
  const directory = new RunnersDirectory({ provider, url: gateway.url, token: TOKEN, runners });
  try {
    const slowApply: (Run & Counts)[] = [];
    const apply: Run[] = [];
    for (let round = 0; round < Math.min(rounds, MAX_APPLIES); round++) {
      slowApply.push(await gateway.during(20, () => directory.apply()));
      apply.push(await gateway.during(0, () => directory.apply()));
    }
    const unread: Run[] = [];
    const plan: Run[] = [];
    const slow = PLANS.map((): (Run & Counts)[] => []);
    for (let round = 0; round < rounds; round++) {
      unread.push(await directory.plan("-refresh=false"));
      plan.push(await gateway.during(0, () => directory.plan()));
      for (const [at, { latencyMs }] of PLANS.entries()) {
        slow[at]?.push(await gateway.during(latencyMs, () => directory.plan()));
      }
    }
    const ms = median(plan.map((run) => run.ms));
    const name = (what: string): string => `${prefix}${what.replace("N", String(runners))}`;
    const bound = (what: string, values: readonly number[], atMost: number): Bound => ({
      what: name(what),
      value: median(values),
      atMost: markOf(atMost),
    });
    printProcessorTime(prefix, plan, unread);
    return [
      ...PLANS.flatMap(({ latencyMs, mark }, at) => {
        const runs = slow[at] ?? [];
        const slowMs = median(runs.map((run) => run.ms));
        return [
          {
            what: name(`plan of N runners, ${latencyMs} ms a request / 0 ms`),
            ms: slowMs,
            floorMs: ms,
            mark: markOf(mark),
          },
          bound(
            "  requests",
            runs.map((run) => run.requests),
            MAX_REQUESTS,
          ),
          bound(
            "  connections",
            runs.map((run) => run.opened),
            MAX_CONNECTIONS,
          ),
        ];
      }),
      {
        what: name("plan of N runners, 0 ms / -refresh=false"),
        ms,
        floorMs: median(unread.map((run) => run.ms)),
        mark: markOf(NO_REFRESH_MARK),
      },
      {
        what: name("apply of N new ones less 2 ms each, 20 ms a request / 0 ms"),
        ms: median(slowApply.map((run) => run.ms)) - runners * WAITING_MS_PER_RUNNER,
        floorMs: median(apply.map((run) => run.ms)),
        mark: markOf(APPLY_MARK),
      },
      bound(
        "  connections at once",
        slowApply.map((run) => run.mostAtOnce),
        MAX_CONNECTIONS,
      ),
      bound(
        "MB resident, plan of N runners",
        plan.map((run) => run.providerMb),
        MAX_RESIDENT_MB,
      ),
      bound(
        "MB resident, apply of N new runners",
        [...slowApply, ...apply].map((run) => run.providerMb),
        MAX_RESIDENT_MB,
      ),
    ];
  } finally {
    directory.dispose();
    gateway.stop();
  }
}

/** Where the time of a plan goes; it is more than the time that passes where there are several processors. */
function printProcessorTime(prefix: string, plan: readonly Run[], unread: readonly Run[]): void {
  const of = (runs: readonly Run[], which: "terraformCpuMs" | "providerCpuMs"): string =>
    median(runs.map((run) => run[which])).toFixed(0);
  console.log(
    `${prefix}processor ms of a plan, and of one with -refresh=false: terraform ${of(plan, "terraformCpuMs")} and ${of(unread, "terraformCpuMs")}, provider ${of(plan, "providerCpuMs")} and ${of(unread, "providerCpuMs")}`,
  );
}

/** The gateway's process. */
class Gateway {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<Gateway> {
    const child = fork(join(__dirname, "runners-gateway.ts"), ["bench-admin"]);
    const [url] = (await once(child, "message")) as [string];
    return new Gateway(child, url);
  }

  /** Runs with a latency, and counts what came. */
  async during<T>(latencyMs: number, run: () => Promise<T>): Promise<T & Counts> {
    await this.#command({ latencyMs });
    const result = await run();
    return { ...result, ...(await this.#command({ latencyMs: 0 })) };
  }

  stop(): void {
    this.child.kill();
  }

  async #command(command: Command): Promise<Counts> {
    const answer = once(this.child, "message") as Promise<[Counts]>;
    this.child.send(command);
    const [counts] = await answer;
    return counts;
  }
}
