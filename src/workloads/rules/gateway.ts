// GWY: what takes over when a model fails can carry the load, and has been tried.
import { type Breach, ERROR, nearest, WARNING } from "../../rules/index.js";
import { ALL_OTHERS, type Takeover, takeoversOf } from "../description/fallbacks.js";
import type { GatewayDescription, ModelDeployment } from "../description/gateway.js";
import { isLater } from "../later.js";
import { orMilliseconds, when, type WorkloadRule } from "./rule.js";

const namesOf = ({ models }: GatewayDescription): readonly string[] => [...new Set(models.map(({ name }) => name))];

/** What all deployments of a name allow together; undefined where one says nothing, or Terraform knows it later. */
function headroom(
  { models }: GatewayDescription,
  name: string,
  key: "requestsPerMinute" | "tokensPerMinute",
): number | undefined {
  return models
    .filter((model) => model.name === name)
    .reduce<number | undefined>((total, { [key]: one }) => {
      return total === undefined || one === undefined || isLater(one) ? undefined : total + one;
    }, 0);
}

const fallback: WorkloadRule = {
  id: "GWY-01",
  source: "D17, LiteLLM #36148",
  must: "A fallback names another model of the gateway, leads in no circle that the gateway goes round in, and allows at least as much.",
  otherwise: "When the model fails, what takes over fails too, or is asked again and again.",
  severity: ERROR,
  check: ({ gateways }) =>
    gateways.flatMap((gateway) => {
      const known = new Set(namesOf(gateway));
      const steps = stepsOf(gateway);
      return [
        ...writtenIn(gateway).flatMap((list) => [...unknownIn(gateway, list), ...itselfIn(gateway, list)]),
        ...steps.flatMap((step) => [
          ...circle(gateway, step, steps),
          ...(step.kind !== "fallbacks" || gateway.acceptsLessHeadroom || !known.has(step.from)
            ? [] // what is too long, or refused, is a part of the load that nobody knows
            : step.targets.filter((to) => known.has(to)).flatMap((to) => lessIn(gateway, step, to))),
        ]),
      ];
    }),
};

/** What takes over for one model, by one option. */
interface Step extends Takeover {
  readonly kind: string;
}

/** All lists, as they are written. */
function writtenIn({ fallbacks, specialFallbacks = {} }: GatewayDescription) {
  return Object.entries({ fallbacks, ...specialFallbacks }).flatMap(([kind, lists]) =>
    Object.entries(lists).map(([from, targets]) => ({ kind, from, targets })),
  );
}

function stepsOf({ models, fallbacks, specialFallbacks = {} }: GatewayDescription): readonly Step[] {
  return [
    ...takeoversOf(models, fallbacks).map((step) => ({ ...step, kind: "fallbacks" })),
    ...Object.entries(specialFallbacks).flatMap(([kind, lists]) =>
      takeoversOf([], lists).map((step) => ({ ...step, kind })),
    ),
  ];
}

type Written = ReturnType<typeof writtenIn>[number];

function unknownIn(gateway: GatewayDescription, { kind, from, targets }: Written): readonly Breach[] {
  const names = namesOf(gateway);
  const path = `${gateway.path}.${kind}["${from}"]`;
  const isForAll = from === ALL_OTHERS;
  return [
    ...when(isForAll && kind !== "fallbacks", () => ({
      path,
      value: from,
      why: "the gateway reads a list for all models under fallbacks only, so nothing takes over",
      fix: "name each model",
    })),
    ...[...(isForAll ? [] : [from]), ...targets]
      .filter((name) => !names.includes(name))
      .map((name) => {
        const meant = nearest(name, names);
        const fix = meant === undefined ? "name one of them, or add it" : `write ${meant}`;
        const why = `it is no model of the gateway, which has ${names.join(", ")}`;
        return { path, value: name, why, fix };
      }),
  ];
}

/** In the list of all others a model may stand as well: it is left out where it fails itself. */
function itselfIn(gateway: GatewayDescription, { kind, from, targets }: Written): readonly Breach[] {
  const others = namesOf(gateway).filter((name) => name !== from);
  return when(from !== ALL_OTHERS && targets.includes(from), () => ({
    path: `${gateway.path}.${kind}["${from}"]`,
    value: from,
    why: "the gateway leaves out the model that has failed, so it takes over for nobody",
    fix: others.length === 0 ? "leave it out" : `name another model, as ${others.join(" or ")}`,
  }));
}

/** A circle may be of several kinds: what takes over fails in its own way. */
function circle(
  gateway: GatewayDescription,
  { kind, from, writtenAs }: Step,
  steps: readonly Step[],
): readonly Breach[] {
  const found = shortestWay(from, (name) =>
    steps.filter((step) => step.from === name).flatMap(({ targets }) => targets),
  );
  // said once, at the first of its names, where its first step is
  if (found === undefined || [...found].sort()[0] !== from) return [];
  const first = steps.find((step) => step.from === from && step.targets.includes(found[1] ?? ""));
  // its last step is from the last name back to the first
  if (first?.kind !== kind || found.length - 1 > (gateway.stepsRound ?? Infinity)) return [];
  const [why, fix] =
    gateway.liteLlm === undefined
      ? ["the gateway would go round until it gives up", "take one of them out"]
      : [
          `LiteLLM before 1.97 asks them again and again, ${gateway.stepsRound ?? 0} fallbacks deep`,
          "take 1.97 or later and write it as the tag, which asks each once, or take one of them out",
        ];
  return [{ path: `${gateway.path}.${kind}["${writtenAs}"]`, value: found.join(" -> "), why, fix }];
}

/** The shortest way from a name back to it, with both. */
function shortestWay(from: string, after: (name: string) => readonly string[]): readonly string[] | undefined {
  const seen = new Set<string>();
  const ways: (readonly [string, ...string[]])[] = [[from]];
  // the list goes on with what is added to it on the way
  for (const way of ways) {
    for (const next of after(way.at(-1) ?? from)) {
      if (next === from) return [...way, from];
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return undefined;
}

function lessIn(gateway: GatewayDescription, { from, writtenAs }: Step, to: string): readonly Breach[] {
  return (["requestsPerMinute", "tokensPerMinute"] as const).flatMap((key) => {
    const needed = headroom(gateway, from, key);
    const given = headroom(gateway, to, key);
    const unit = key === "requestsPerMinute" ? "requests" : "tokens";
    return when(needed !== undefined && given !== undefined && given < needed, () => ({
      path: `${gateway.path}.fallbacks["${writtenAs}"]`,
      value: to,
      why: `it allows ${given ?? 0} ${unit} a minute, less than the ${needed ?? 0} of ${from}, so it can't carry the load`,
      fix: "raise its limit at the provider, or state acceptLessHeadroom: true",
    }));
  });
}

/** LiteLLM's own timeout, seconds. */
const NO_LIMIT_SECONDS = 6_000;
/** What a call may take that somebody waits for. */
const MOST_SECONDS = 600;

const timeouts: WorkloadRule = {
  id: "GWY-02",
  source: "D1",
  must: "Every model has a timeout, which is shorter than the gateway's own.",
  otherwise: "The gateway's own is 6,000 s, for which a call that hangs holds its place.",
  severity: ERROR,
  check: ({ gateways }) =>
    gateways.flatMap(({ path, models }) =>
      timesOf(models).flatMap(({ option, value }) =>
        when(value === undefined || !(isLater(value) || (value > 0 && value < NO_LIMIT_SECONDS)), () => ({
          path: `${path}.${option}`,
          value,
          why: `the gateway's default is 6,000 s, for which a call that hangs holds its place${(value ?? 0) > 0 ? ", and this is no less" : ""}`,
          fix: orMilliseconds(value, MOST_SECONDS, "give seconds, 600 or less"),
        })),
      ),
    ),
};

/** The timeouts of models by the option that says them: one of the gateway for all that have none of their own, once. */
function timesOf(models: readonly ModelDeployment[]) {
  const own = models.flatMap(({ timeoutSeconds: value, hasCommonTimeout }, index) =>
    hasCommonTimeout === true ? [] : [{ option: `models[${index}].timeoutSeconds`, value }],
  );
  const common = models.find(({ hasCommonTimeout }) => hasCommonTimeout === true);
  return [...own, ...when(common !== undefined, () => ({ option: "timeoutSeconds", value: common?.timeoutSeconds }))];
}

const drill: WorkloadRule = {
  id: "GWY-03",
  source: "D17",
  must: "A model has a fallback on another account, and the fallback is drilled.",
  otherwise: "Whether it works is learnt in the outage.",
  severity: WARNING,
  check: ({ gateways }) =>
    gateways.flatMap((gateway) => [
      ...when(gateway.drillSchedule === undefined && Object.keys(gateway.fallbacks).length > 0, () => ({
        path: `${gateway.path}.drill`,
        why: "whether the fallbacks work is learnt in the outage",
        fix: 'declare a drill, which is monthly: drill: { image: "<with sh and curl>", key: SecretKey.of("drill", "key") }',
      })),
      ...unsaved(gateway),
      ...takeoversOf(gateway.models, gateway.fallbacks).flatMap(({ from, targets, writtenAs }) =>
        targets.flatMap((to) => {
          const accounts = new Set(gateway.models.filter(({ name }) => name === from).map(({ account }) => account));
          const same = gateway.models.some(({ name, account }) => name === to && accounts.has(account));
          return when(same, () => ({
            path: `${gateway.path}.fallbacks["${writtenAs}"]`,
            value: to,
            why: `${from} is asked with the same key, so one outage, or one exhausted limit, takes both`,
            fix: "name a model of another account or provider",
          }));
        }),
      ),
    ]),
};

/** Models for which nothing takes over, and which take over for none. */
function unsaved(gateway: GatewayDescription): readonly Breach[] {
  const steps = takeoversOf(gateway.models, gateway.fallbacks);
  const saved = new Set(steps.flatMap(({ from, targets }) => [from, ...targets]));
  return namesOf(gateway)
    .filter((name) => !saved.has(name))
    .map((name) => ({
      path: `${gateway.path}.fallbacks`,
      value: name,
      why: `nothing takes over when ${name} fails`,
      fix: "name a model of another provider",
    }));
}

/** The rules of gateways to models. */
export const gatewayRules: readonly WorkloadRule[] = [fallback, timeouts, drill];
