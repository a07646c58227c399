// LLM, of calls: how long they take, how many there are at a time, and what becomes of both when a model fails.
//
// Source: a timeout of LiteLLM is that of one try; retries and fallbacks each take it anew (model-gateway/longest-call.ts).
import { type Breach, ERROR, groupBy, WARNING } from "../../rules/index.js";
import { allowancesOf, askedOf, sum } from "../capacity/budget.js";
import { takeoversOf } from "../description/fallbacks.js";
import type { WorkloadDescription } from "../description/workload.js";
import type { GatewayDescription } from "../description/gateway.js";
import { isLater, knownOr } from "../later.js";
import { mostPods } from "../lifecycle/rollout.js";
import { liteLlms } from "./litellm-described.js";
import { each, pathOf, when, type WorkloadRule } from "./rule.js";

/** The longest of some calls, by name of the model; undefined: there is none. */
function longestOf(calls: readonly (readonly [string, number])[]): readonly [string, number] | undefined {
  return [...calls].sort(([, a], [, b]) => b - a)[0];
}

export const cutByRollout: WorkloadRule = {
  id: "LLM-04",
  source: "D10",
  must: "No call, with its retries and fallbacks, or as an agent says, takes longer than the longest step that the gateway's drain is made of.",
  otherwise: "A rollout of the gateway cuts the longest calls of all agents.",
  severity: ERROR,
  check: (world) =>
    liteLlms(world).flatMap(({ path, liteLlm: { longestStepSeconds: value, longestCallSeconds } }) => {
      const [model, seconds] = longestOf(Object.entries(longestCallSeconds)) ?? ["", 0];
      // a timeout is that of the first part of a stream, and of each pause in it
      const said = world.workloads.flatMap((caller) =>
        caller.gateway === path ? caller.models.map((use) => [caller.path, knownOr(use.callSeconds, 0)] as const) : [],
      );
      const [caller, says] = longestOf(said) ?? ["", 0];
      if (isLater(value)) return [];
      return seconds > value
        ? [
            {
              path: `${path}.drain`,
              value,
              why: `a call of ${model} may take ${seconds} s with its retries and fallbacks, and a rollout cuts it after ${value}`,
              fix: `leave drain out, which is derived from the models, or give longestStepSeconds: ${seconds}`,
            },
          ]
        : when(says > Math.max(0, value), () => ({
            path: `${path}.drain`,
            value,
            why: `calls of ${caller} take ${says} s, as its callSeconds say, and a rollout cuts them after ${value}`,
            fix: `give longestStepSeconds: ${says} or more`,
          }));
    }),
};

export const bothLoads: WorkloadRule = {
  id: "LLM-10",
  source: "D17",
  must: "A fallback that agents also ask for itself, or that several models of one provider fall to, carries all their loads.",
  otherwise: "When the model fails, those who never asked for it get 429s.",
  severity: WARNING,
  check: (world) => {
    const allowances = allowancesOf(world);
    return liteLlms(world).flatMap((gateway) => {
      const of = (name: string) => allowances.find((one) => one.by === gateway.path && one.name === name);
      return failuresOf(gateway).flatMap(({ failing, to, writtenAs }): readonly Breach[] => {
        const standing = of(to);
        const asking = [...failing, to].flatMap((name) => of(name) ?? []);
        if (standing === undefined || asking.filter(({ shares }) => shares.length > 0).length < 2) return [];
        return (["requestsPerMinute", "tokensPerMinute"] as const).flatMap((unit) => {
          const asked = sum(asking.map((one) => askedOf(one)[unit]));
          const what = unit === "requestsPerMinute" ? "requests" : "tokens";
          const names = failing.join(" and ");
          return when(asked > standing[unit], () => ({
            path: `${gateway.path}.fallbacks["${writtenAs}"]`,
            value: to,
            why: `with ${names} down it is asked for ${asked} ${what} a minute, by its own agents and by those of ${names}, and allows ${standing[unit]}`,
            fix: "raise its limits, or name a model that nobody else asks for",
          }));
        });
      });
    });
  },
};

/** What takes over, and the models that fall to it together because one provider is down. */
function failuresOf({ fallbacks, models }: GatewayDescription) {
  const pairs = takeoversOf(models, fallbacks).flatMap(({ targets, ...step }) =>
    targets.map((to) => ({ ...step, to })),
  );
  const leading = groupBy(pairs, ({ to }) => to);
  const providers = new Map(
    [...groupBy(models, ({ name }) => name)].map(([name, same]) => [name, new Set(same.map(providerOf))]),
  );
  const outages = pairs.flatMap(({ from, to }) => [...(providers.get(from) ?? [])].map((down) => ({ to, down })));
  const failures = onlyOnce(outages).map(({ to, down }) => {
    const failing = (leading.get(to) ?? []).filter(({ from }) => providers.get(from)?.has(down));
    return { to, failing: [...new Set(failing.map(({ from }) => from))], writtenAs: failing[0]?.writtenAs ?? "" };
  });
  return onlyOnce(failures);
}

function onlyOnce<T>(things: readonly T[]): readonly T[] {
  return [...new Map(things.map((thing) => [JSON.stringify(thing), thing])).values()];
}

const providerOf = ({ target }: { readonly target: string }): string => target.split("/")[0] ?? "";

/** Most in flight over all pods; undefined where Terraform knows their number later. */
function mostInFlight(workload: WorkloadDescription): number | undefined {
  const pods = mostPods(workload);
  return pods === undefined ? undefined : pods * workload.scale.inFlightPerPod;
}

export const crowded: WorkloadRule = {
  id: "LLM-11",
  source: "D14",
  must: "All agents together have no more in flight than the gateway takes, and than its model lets through at a time.",
  otherwise: "Calls wait at the gateway until they time out.",
  severity: WARNING,
  check: ({ gateways, workloads }) =>
    gateways.flatMap(({ path, models }) => {
      const gateway = workloads.find((workload) => workload.path === path);
      const takes = gateway && mostInFlight(gateway);
      if (gateway === undefined || takes === undefined) return [];
      // callers whose pods can't be counted yet are not counted
      const asked = sum(
        workloads.filter((caller) => caller.gateway === path).map((caller) => mostInFlight(caller) ?? 0),
      );
      return [
        ...when(asked > takes, () => ({
          path: pathOf(gateway, "inFlightPerPod"),
          value: gateway.scale.inFlightPerPod,
          why: `all its pods take ${takes} at a time, and all agents at their maximum may have ${asked} in flight`,
          fix: "give it more pods, or agents less",
        })),
        ...[...new Set(models.map(({ name }) => name))].flatMap((name) => waitingIn(name, models, gateway, workloads)),
      ];
    }),
};

/** More in flight at a model than all its deployments let through at a time: what waits there has no timeout. */
function waitingIn(
  name: string,
  models: GatewayDescription["models"],
  gateway: WorkloadDescription,
  workloads: readonly WorkloadDescription[],
): readonly Breach[] {
  const callers = workloads.filter(
    (one) => one.gateway === gateway.path && one.models.some(({ model }) => model === name),
  );
  const asked = sum(callers.map((caller) => mostInFlight(caller) ?? 0));
  const limits = models.flatMap((one) => (one.name === name ? [one.callsPerProcess ?? Infinity] : []));
  const processes = (mostPods(gateway) ?? 0) * gateway.scale.processesPerPod;
  const lets = sum(limits) * processes;
  return when(processes > 0 && !limits.some(isLater) && asked > lets, () => ({
    path: `${gateway.path}.models[${models.findIndex((one) => one.name === name)}].maxParallelRequests`,
    value: limits[0],
    why: `${processes} processes let ${lets} calls of ${name} through at a time, agents may have ${asked} in flight, and what waits has no timeout`,
    fix: "raise it, or give agents less in flight",
  }));
}

export const shorterStep: WorkloadRule = {
  id: "LLM-14",
  source: "D10, D17",
  must: "The longest step of an agent is at least what a call through its gateway may take, with retries and fallbacks.",
  otherwise: "When a model hangs, the agent is cut, or gives up, before the fallback has answered.",
  severity: WARNING,
  check: each((workload, world) => {
    const { gateway: path, models, end } = workload;
    const { option, value } = waitsFor(workload) ?? {
      option: "drain.longestStepSeconds",
      value: end.drain.longestStepSeconds,
    };
    const { longestCallSeconds = {} } = liteLlms(world).find((one) => one.path === path)?.liteLlm ?? {};
    const called = new Set(models.map(({ model }) => model));
    const [model, seconds] = longestOf(Object.entries(longestCallSeconds).filter(([name]) => called.has(name))) ?? [
      "",
      0,
    ];
    return when(seconds > value && !isLater(value), () => ({
      option,
      value,
      why: `a call of ${model} through ${path ?? ""} may take ${seconds} s with its retries and fallbacks, so no fallback helps when the model hangs`,
      fix: `lower timeoutSeconds or retries of the gateway, or make room for steps of ${seconds} s`,
    }));
  }),
};

/** Where the client of an agent gives up sooner than its step ends. */
function waitsFor({ agentflow, environment, end }: WorkloadDescription) {
  const value = Number(environment["AGENTFLOW_LLM_TIMEOUT"]);
  if (agentflow === undefined || !(value > 0 && value < end.drain.longestStepSeconds)) return undefined;
  return { option: "llmTimeoutSeconds", value };
}
