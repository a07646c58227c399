// LLM: what is true of LiteLLM only. Its probes, limits, pools of connections, timeouts, fallbacks and versions are held by PRB-01,
// STA-02, STA-03, GWY-01 to GWY-03, IMG-01 and IMG-02.
//
// Source: refusals of facts 3.3; values.yaml of litellm-helm.
import { MAX_LABEL_CHARS } from "../../kubernetes/index.js";
import { type Breach, ERROR, secretIn, WARNING, WARNING_IN_PROD } from "../../rules/index.js";
import { allowancesOf, askedOf, mostPods, sum } from "../budget.js";
import type { WorkloadDescription } from "../description.js";
import type { GatewayDescription, LiteLlmDescription } from "../gateway-description.js";
import { liteLlmChartRules } from "./litellm-chart.js";
import { isLater } from "../later.js";
import { HIDDEN } from "../overrides.js";
import { each, pathOf, when, type WorkloadRule, type World } from "./rule.js";

/** Settings whose values are secrets, wherever they stand. */
const KEY_SETTING = /(api_key|master_?key|salt_?key|password|database_url|secret|token)$/i;
/** What names a variable, or a Secret, and is none. */
const REFERENCE = /^os\.environ\/[A-Za-z_][A-Za-z0-9_]*$/;

const MOST_MIGRATED_CHARS = MAX_LABEL_CHARS - "-migrate-01234567".length;

/** Versions that drop mock_testing_fallbacks from requests. */
const DROPS_FLAG = { major: 1, from: 85, to: 95 };

type LiteLlm = GatewayDescription & { readonly liteLlm: LiteLlmDescription };

const liteLlms = ({ gateways }: World): readonly LiteLlm[] =>
  gateways.filter((gateway): gateway is LiteLlm => gateway.liteLlm !== undefined);

const routing: WorkloadRule = {
  id: "LLM-01",
  source: "LiteLLM, production",
  must: "Deployments of one name share its load by simple-shuffle.",
  otherwise: "Usage-based routing asks Redis before every call.",
  severity: WARNING_IN_PROD,
  check: (world) =>
    liteLlms(world).flatMap(({ path, liteLlm: { routingStrategy: value } }) =>
      when(value.startsWith("usage-based-routing"), () => ({
        path: `${path}.routingStrategy`,
        value,
        why: "it asks Redis before every call, which is slow under load",
        fix: "leave it out, which is simple-shuffle: it weighs by requestsPerMinute",
      })),
    ),
};

/** Whether addresses that may come are everybody's. */
function isOpen(cidrs: readonly string[]): boolean {
  return cidrs.length === 0 || cidrs.some((cidr) => cidr.endsWith("/0"));
}

const exposed: WorkloadRule = {
  id: "LLM-02",
  source: "D16",
  must: "A gateway to models is reached from within the cluster, or from named addresses.",
  otherwise: "Whoever finds it may try keys, and one that leaks spends the whole budget.",
  severity: ERROR,
  check: each(({ system, network: { exposure } }) =>
    when(system === "model-gateway" && exposure !== undefined && isOpen(exposure.allowedCidrs), () => ({
      option: "network.exposure",
      value: exposure?.url,
      why: "everybody may come, and one key that leaks spends the budget of all agents",
      fix: "leave it out: agents call it from within; or name who may come as allowedCidrs of an Ingress",
    })),
  ),
};

const saltKey: WorkloadRule = {
  id: "LLM-03",
  source: "LiteLLM",
  must: "A database comes with a salt key.",
  otherwise: "Keys in it are encrypted with the master key, which can then never be renewed.",
  severity: ERROR,
  check: (world) =>
    liteLlms(world).flatMap(({ path, liteLlm: { hasDatabase, hasSaltKey } }) =>
      when(hasDatabase && !hasSaltKey, () => ({
        path: `${path}.database.saltKey`,
        why: "keys of providers and callers in the database are encrypted with it, and it can't be changed once there are some",
        fix: "give a key of a Secret, and keep a copy of its value where you keep backups",
      })),
    ),
};

const cutByRollout: WorkloadRule = {
  id: "LLM-04",
  source: "D10",
  must: "No model may take longer than the longest step that the gateway's drain is made of.",
  otherwise: "A rollout of the gateway cuts the longest calls of all agents.",
  severity: ERROR,
  check: (world) =>
    liteLlms(world).flatMap(({ path, models, liteLlm: { longestStepSeconds } }) =>
      models.flatMap(({ timeoutSeconds: value = 0 }, index) =>
        when(value > longestStepSeconds, () => ({
          path: `${path}.models[${index}].timeoutSeconds`,
          value,
          why: `the drain is made for steps of ${longestStepSeconds} s, so a rollout cuts a call that may take longer`,
          fix: `leave drain out, which is derived from the models, or give longestStepSeconds: ${value}`,
        })),
      ),
    ),
};

const literalKeys: WorkloadRule = {
  id: "LLM-05",
  source: "D5, LiteLLM",
  must: "Keys in settings, parameters and values of the chart are references.",
  otherwise: "They stand in the synthesized JSON, in the state and in a ConfigMap.",
  severity: ERROR,
  unacknowledgeable: "give a SecretKey, and renew what was written",
  check: (world) =>
    liteLlms(world).flatMap(({ path, liteLlm: { given, chart } }) =>
      [...given, ...(chart === undefined ? [] : [{ option: "chart.values", value: chart.values }])].flatMap(
        ({ option, value }) =>
          textsIn(`${path}.${option}`, value).flatMap((found) => {
            const isKey = KEY_SETTING.test(found.name) && !/(SecretName|SecretKey)$/.test(found.name);
            const isLiteral = found.text !== "" && !REFERENCE.test(found.text);
            return when(isLiteral && (isKey || secretIn(found.text) !== undefined), () => ({
              path: found.path,
              value: HIDDEN,
              why: "it is a secret as text, or a vendor's example, and would stand in the state and in a ConfigMap",
              fix: "give masterKey, apiKey, redis.password or database as SecretKey, or os.environ/<NAME> of a variable that is one",
            }));
          }),
      ),
    ),
};

interface FoundText {
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

function textsIn(path: string, value: unknown, name = ""): readonly FoundText[] {
  if (typeof value === "string") return [{ path, name, text: value }];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one, index) => textsIn(`${path}[${index}]`, one, name));
  return Object.entries(value).flatMap(([key, one]) => textsIn(`${path}.${key}`, one, key));
}

const otherCluster: WorkloadRule = {
  id: "LLM-09",
  source: "D16",
  must: "A gateway is named by workloads of its own cluster.",
  otherwise: "Its address means nothing in another one.",
  severity: ERROR,
  unacknowledgeable: "have a gateway in each cluster",
  check: each((workload, { gateways }) => {
    const gateway = gateways.find(({ path }) => path === workload.gateway);
    return when(gateway !== undefined && gateway.cluster !== workload.cluster, () => ({
      option: "gateway",
      value: gateway?.path,
      why: `it is in cluster ${gateway?.cluster ?? ""}, and its address and its policies hold within that one only`,
      fix: "name a gateway of the same cluster",
    }));
  }),
};

const bothLoads: WorkloadRule = {
  id: "LLM-10",
  source: "D17",
  must: "A fallback that agents also ask for itself carries both loads.",
  otherwise: "When the model fails, those who never asked for it get 429s.",
  severity: WARNING,
  check: (world) => {
    const allowances = allowancesOf(world);
    const of = (path: string, name: string) => allowances.find((one) => one.by === path && one.name === name);
    return liteLlms(world).flatMap((gateway) =>
      Object.entries(gateway.fallbacks).flatMap(([from, targets]): readonly Breach[] => {
        const [to = ""] = targets;
        const [failing, standing] = [of(gateway.path, from), of(gateway.path, to)];
        if (failing === undefined || standing === undefined || from === to || standing.shares.length === 0) return [];
        const asked = askedOf(failing).requestsPerMinute + askedOf(standing).requestsPerMinute;
        return when(asked > standing.requestsPerMinute, () => ({
          path: `${gateway.path}.fallbacks["${from}"]`,
          value: to,
          why: `with ${from} down it is asked ${asked} times a minute, by its own agents and by those of ${from}, and allows ${standing.requestsPerMinute}`,
          fix: "raise its limits, or name a model that nobody else asks for",
        }));
      }),
    );
  },
};

/** Most in flight over all pods; undefined where Terraform knows their number later. */
function mostInFlight(workload: WorkloadDescription): number | undefined {
  const pods = mostPods(workload);
  return pods === undefined ? undefined : pods * workload.scale.inFlightPerPod;
}

const crowded: WorkloadRule = {
  id: "LLM-11",
  source: "D14",
  must: "All agents together have no more in flight than the gateway takes.",
  otherwise: "Calls wait at the gateway until they time out.",
  severity: WARNING,
  check: ({ gateways, workloads }) =>
    gateways.flatMap(({ path }) => {
      const gateway = workloads.find((workload) => workload.path === path);
      const takes = gateway && mostInFlight(gateway);
      if (gateway === undefined || takes === undefined) return [];
      // callers whose pods can't be counted yet are not counted
      const asked = sum(
        workloads.filter((caller) => caller.gateway === path).map((caller) => mostInFlight(caller) ?? 0),
      );
      return when(asked > takes, () => ({
        path: pathOf(gateway, "inFlightPerPod"),
        value: gateway.scale.inFlightPerPod,
        why: `all its pods take ${takes} at a time, and all agents at their maximum may have ${asked} in flight`,
        fix: "give it more pods, or agents less",
      }));
    }),
};

const migrationName: WorkloadRule = {
  id: "LLM-12",
  source: "Kubernetes",
  must: "The name of a gateway leaves room for that of its migration.",
  otherwise: "The cluster refuses the Job at apply.",
  severity: ERROR,
  unacknowledgeable: "shorten the name",
  check: (world) =>
    liteLlms(world).flatMap(({ path, liteLlm: { name, hasDatabase } }) =>
      when(hasDatabase && !isLater(name) && name.length > MOST_MIGRATED_CHARS, () => ({
        path: `${path}.name`,
        value: name,
        why: `its migration is a Job ${name}-migrate-<version>, whose name is a label of at most ${MAX_LABEL_CHARS} characters`,
        fix: `give a name of at most ${MOST_MIGRATED_CHARS}`,
      })),
    ),
};

const deafVersion: WorkloadRule = {
  id: "LLM-13",
  source: "D17, LiteLLM #35423",
  must: "A drill that forces fallbacks runs against a version that lets it.",
  otherwise: "It fails each month, and says nothing of the fallbacks.",
  severity: ERROR,
  check: (world) =>
    liteLlms(world).flatMap(({ path, liteLlm: { version, forcesFallbacks } }) => {
      const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
      const drops = major === DROPS_FLAG.major && minor >= DROPS_FLAG.from && minor <= DROPS_FLAG.to;
      return when(forcesFallbacks && drops, () => ({
        path: `${path}.drill`,
        value: version,
        why: "LiteLLM 1.85 to 1.95 drops the flag that forces a fallback, so the drill would fail each month",
        fix: "take 1.96 or later, or give an evaluation that makes the first model fail in another way",
      }));
    }),
};

/** The rules of LiteLLM. */
export const liteLlmRules: readonly WorkloadRule[] = [
  routing,
  exposed,
  saltKey,
  cutByRollout,
  literalKeys,
  ...liteLlmChartRules,
  otherCluster,
  bothLoads,
  crowded,
  migrationName,
  deafVersion,
];
