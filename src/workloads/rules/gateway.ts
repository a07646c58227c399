// GWY: what takes over when a model fails can carry the load, and has been tried.
import { type Breach, ERROR, nearest, WARNING } from "../../rules/index.js";
import type { GatewayDescription, ModelDeployment } from "../description/gateway.js";
import { isLater } from "../later.js";
import { when, type WorkloadRule } from "./rule.js";

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
      Object.entries(gateway.fallbacks).flatMap(([from, targets]) => [
        ...unknownIn(gateway, from, targets),
        ...circle(gateway, from),
        ...(gateway.acceptsLessHeadroom || !known(gateway, from)
          ? []
          : targets.filter((to) => known(gateway, to)).flatMap((to) => lessIn(gateway, from, to))),
      ]),
    ),
};

const known = (gateway: GatewayDescription, name: string): boolean => namesOf(gateway).includes(name);

function unknownIn(gateway: GatewayDescription, from: string, targets: readonly string[]): readonly Breach[] {
  const names = namesOf(gateway);
  return [from, ...targets]
    .filter((name) => !known(gateway, name))
    .map((name) => {
      const meant = nearest(name, names);
      const fix = meant === undefined ? "name one of them, or add it" : `write ${meant}`;
      const why = `it is no model of the gateway, which has ${names.join(", ")}`;
      return { path: `${gateway.path}.fallbacks["${from}"]`, value: name, why, fix };
    });
}

function circle({ path, fallbacks }: GatewayDescription, from: string): readonly Breach[] {
  const walk = (name: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(name)) return name === from ? [...way, name] : undefined;
    for (const next of fallbacks[name] ?? []) {
      const found = walk(next, [...way, name]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const found = walk(from, []);
  // said once, at the first of its names
  if (found === undefined || [...found].sort()[0] !== from) return [];
  const why = "the gateway would go round until it gives up";
  return [{ path: `${path}.fallbacks["${from}"]`, value: found.join(" -> "), why, fix: "take one of them out" }];
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

const timeouts: WorkloadRule = {
  id: "GWY-02",
  source: "D1",
  must: "Every model has a timeout.",
  otherwise: "The gateway's own is 6,000 s, for which a call that hangs holds its place.",
  severity: ERROR,
  check: ({ gateways }) =>
    gateways.flatMap(({ path, models }) =>
      models.flatMap(({ timeoutSeconds: value }: ModelDeployment, index) =>
        when(value === undefined || !(isLater(value) || value > 0), () => ({
          path: `${path}.models[${index}].timeoutSeconds`,
          value,
          why: "the gateway's default is 6,000 s, for which a call that hangs holds its place",
          fix: "give seconds, 600 or less",
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
