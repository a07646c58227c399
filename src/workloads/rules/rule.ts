// What rules of agent workloads judge, and how they say where.
import type { Breach, Rule, Stage } from "../../rules/index.js";
import type { ModelBudget } from "../capacity/budget.js";
import type { WorkloadDescription } from "../description/workload.js";
import type { SecretDescription } from "../secrets/secret-key.js";
import type { GatewayDescription } from "../description/gateway.js";
import type { Probe, Probes } from "../lifecycle/probes.js";

/** All agent workloads of an app. */
export interface World {
  readonly stage: Stage;
  readonly workloads: readonly WorkloadDescription[];
  readonly gateways: readonly GatewayDescription[];
  /** The Secrets that the app makes, whoever reads them. */
  readonly secrets: readonly SecretDescription[];
  readonly budgets: readonly ModelBudget[];
  /** Path of the list of budgets. */
  readonly budgetsPath: string;
}

/** A rule over agent workloads. */
export interface WorkloadRule extends Rule<World> {
  /** Where it comes from: the rules U, A and D of the systems' production guides, an issue, a limit. */
  readonly source: string;
}

/** A breach within one workload: `path` is the option. */
export type OwnBreach = Omit<Breach, "path"> & { readonly option: string };

/** Judges each workload by itself. */
export function each(
  find: (workload: WorkloadDescription, world: World) => readonly OwnBreach[],
): (world: World) => readonly Breach[] {
  return (world) =>
    world.workloads.flatMap((workload) =>
      find(workload, world).map(({ option, ...breach }) => ({ path: pathOf(workload, option), ...breach })),
    );
}

/** Path of an option, by the name that its user knows. */
export function pathOf({ path, optionNames }: WorkloadDescription, option: string): string {
  const [first, rest] = splitOption(option);
  return `${path}.${optionNames[option] ?? (optionNames[first] ?? first) + rest}`;
}

function splitOption(option: string): readonly [string, string] {
  const end = option.search(/[.[]/);
  return end < 0 ? [option, ""] : [option.slice(0, end), option.slice(end)];
}

/** Whether the policy of a pool of Unpod opens the internet because nobody has named its orchestrator: no option says so. */
export const isOpenByDefault = ({ optionNames }: Pick<WorkloadDescription, "optionNames">): boolean =>
  optionNames["network.internet"] === "orchestratorCidrs";

/** The probes of a workload, without one that asks at the start what liveness asks: what is wrong with it is said there. */
export function probesOf({
  probes,
}: Pick<WorkloadDescription, "probes">): readonly { readonly kind: keyof Probes; readonly probe: Probe }[] {
  const { liveness, startup } = probes;
  return (["startup", "liveness", "readiness"] as const).flatMap((kind) => {
    const probe = probes[kind];
    const isTwin =
      kind === "startup" && liveness !== undefined && startup !== undefined && asksTheSame(startup, liveness);
    return probe === undefined || isTwin ? [] : [{ kind, probe }];
  });
}

/** Whether both ask the same: one path of one port, or one command. */
export function asksTheSame(one: Probe, other: Probe): boolean {
  const question = ({ action }: Probe): string =>
    JSON.stringify("command" in action ? action.command : [action.path, action.port]);
  return question(one) === question(other);
}

/** A fix for too many seconds, which may be milliseconds: whole thousands, of which the number of thousands would fit. */
export function orMilliseconds(value: number | undefined, most: number, fix: string): string {
  const seconds = (value ?? 0) / 1_000;
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= most
    ? `write ${seconds} if milliseconds were meant, else ${fix}`
    : fix;
}

/** One breach, or none. */
export function when<B>(found: boolean, breach: () => B): readonly B[] {
  return found ? [breach()] : [];
}
