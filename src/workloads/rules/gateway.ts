// GWY: what takes over when a model fails can carry the load, and has been tried.
import { type Breach, ERROR, nearest, WARNING } from "../../rules/index.js";
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
  source: "D17",
  must: "A fallback names a model of the gateway, leads in no circle, and allows at least as much.",
  otherwise: "When the model fails, what takes over fails too.",
  severity: ERROR,
  check: ({ gateways }) =>
    gateways.flatMap((gateway) =>
      stepsOf(gateway).flatMap((step) => [
        ...unknownIn(gateway, step),
        ...circle(gateway, step),
        ...(step.kind !== "fallbacks" || gateway.acceptsLessHeadroom || !known(gateway, step.from)
          ? [] // what is too long, or refused, is a part of the load that nobody knows
          : step.targets.filter((to) => known(gateway, to)).flatMap((to) => lessIn(gateway, step.from, to))),
      ]),
    ),
};

/** What takes over for one model, by one option. */
interface Step {
  readonly kind: string;
  readonly from: string;
  readonly targets: readonly string[];
}

function stepsOf({ fallbacks, specialFallbacks = {} }: GatewayDescription): readonly Step[] {
  return Object.entries({ fallbacks, ...specialFallbacks }).flatMap(([kind, lists]) =>
    Object.entries(lists).map(([from, targets]) => ({ kind, from, targets })),
  );
}

const known = (gateway: GatewayDescription, name: string): boolean => namesOf(gateway).includes(name);

function unknownIn(gateway: GatewayDescription, { kind, from, targets }: Step): readonly Breach[] {
  const names = namesOf(gateway);
  return [from, ...targets]
    .filter((name) => !known(gateway, name))
    .map((name) => {
      const meant = nearest(name, names);
      const fix = meant === undefined ? "name one of them, or add it" : `write ${meant}`;
      const why = `it is no model of the gateway, which has ${names.join(", ")}`;
      return { path: `${gateway.path}.${kind}["${from}"]`, value: name, why, fix };
    });
}

/** A circle may be of several kinds: what takes over fails in its own way. */
function circle(gateway: GatewayDescription, { kind, from }: Step): readonly Breach[] {
  const steps = stepsOf(gateway);
  const seen = new Set<string>();
  const walk = (name: string, way: readonly string[]): readonly string[] | undefined => {
    if (name === from && way.length > 0) return [...way, name];
    // what did not lead back once does not the next time
    if (seen.has(name)) return undefined;
    seen.add(name);
    for (const next of steps.filter((step) => step.from === name).flatMap(({ targets }) => targets)) {
      const found = walk(next, [...way, name]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const found = walk(from, []);
  // said once, at the first of its names, where its first step is
  if (found === undefined || [...found].sort()[0] !== from) return [];
  const first = steps.find((step) => step.from === from && step.targets.includes(found[1] ?? ""));
  if (first?.kind !== kind) return [];
  const why = "the gateway would go round until it gives up";
  const others = namesOf(gateway).filter((name) => name !== from);
  const isItself = found.length === 2;
  const instead = others.length === 0 ? "leave it out" : `name another model, as ${others.join(" or ")}`;
  return [
    {
      path: `${gateway.path}.${kind}["${from}"]`,
      value: found.join(" -> "),
      why: isItself ? "the model that failed would be asked again" : why,
      fix: isItself ? instead : "take one of them out",
    },
  ];
}

function lessIn(gateway: GatewayDescription, from: string, to: string): readonly Breach[] {
  return (["requestsPerMinute", "tokensPerMinute"] as const).flatMap((key) => {
    const needed = headroom(gateway, from, key);
    const given = headroom(gateway, to, key);
    const unit = key === "requestsPerMinute" ? "requests" : "tokens";
    return when(needed !== undefined && given !== undefined && given < needed, () => ({
      path: `${gateway.path}.fallbacks["${from}"]`,
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
      models.flatMap(({ timeoutSeconds: value }: ModelDeployment, index) =>
        when(value === undefined || !(isLater(value) || (value > 0 && value < NO_LIMIT_SECONDS)), () => ({
          path: `${path}.models[${index}].timeoutSeconds`,
          value,
          why: `the gateway's default is 6,000 s, for which a call that hangs holds its place${(value ?? 0) > 0 ? ", and this is no less" : ""}`,
          fix: orMilliseconds(value, MOST_SECONDS, "give seconds, 600 or less"),
        })),
      ),
    ),
};

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
      ...namesOf(gateway).flatMap((name) => {
        const isTarget = Object.values(gateway.fallbacks).some((targets) => targets.includes(name));
        return when(gateway.fallbacks[name] === undefined && !isTarget, () => ({
          path: `${gateway.path}.fallbacks`,
          value: name,
          why: `nothing takes over when ${name} fails`,
          fix: "name a model of another provider",
        }));
      }),
      ...Object.entries(gateway.fallbacks).flatMap(([from, targets]) =>
        targets.flatMap((to) => {
          const accounts = new Set(gateway.models.filter(({ name }) => name === from).map(({ account }) => account));
          const same = gateway.models.some(({ name, account }) => name === to && accounts.has(account));
          return when(same, () => ({
            path: `${gateway.path}.fallbacks["${from}"]`,
            value: to,
            why: "both are asked with one key, so one outage, or one exhausted limit, takes both",
            fix: "name a model of another account or provider",
          }));
        }),
      ),
    ]),
};

/** The rules of gateways to models. */
export const gatewayRules: readonly WorkloadRule[] = [fallback, timeouts, drill];
