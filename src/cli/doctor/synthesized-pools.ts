// The pools of an app without a fleet, read from what was synthesized: its namespaces and runners, and what its steering objects give to
// a pod. A pool is known by the RoleBinding that lets its runners make pods; the texts of policies are those that our constructs write.
//
// Source: constructs/workload-namespace.ts, constructs/tiers/mutating-policy.ts and objects.ts, whose shapes this has to follow
// (test/cli/doctor/synthesized-pools.test.ts makes one pool of each way).
import {
  at,
  blocks,
  type ConfiguredResource,
  isObject,
  type JsonObject,
  objectsOf,
  providerBlock,
  providerOf,
  resourcesOf,
  type SynthesizedStack,
  text,
} from "../../synthesized/index.js";
import type { PlacedPool } from "./placed-pool.js";

type Nodes = NonNullable<PlacedPool["tier"]["nodes"]>;
type Steering = PlacedPool["cluster"]["steering"];
type TierFacts = PlacedPool["tier"];

const ROLE = "agyn-runner";
const SELECTOR = "scheduler.alpha.kubernetes.io/node-selector";
const TOLERATIONS = "scheduler.alpha.kubernetes.io/defaultTolerations";
const KUBECONFIG = "~/.kube/config";

/** The pools of all stacks, each with the tiers of all. */
export function synthesizedPools(stacks: readonly SynthesizedStack[]): readonly PlacedPool[] {
  const found = stacks.flatMap(poolsOf);
  const tiers = found.map(({ tier }) => tier);
  return found.map((pool) => ({ ...pool, tiers }));
}

function poolsOf({ name: stack, configuration }: SynthesizedStack): readonly Omit<PlacedPool, "tiers">[] {
  const resources = resourcesOf(configuration);
  return resources
    .filter(({ type, body }) => type === "kubernetes_role_binding_v1" && at(metadata(body), "name") === ROLE)
    .flatMap((binding) => {
      const workloadNamespace = text(metadata(binding.body)["namespace"]);
      const subjects = blocks(binding.body["subject"]).filter(({ kind }) => kind === "ServiceAccount");
      const runnerNamespace = text(subjects[0]?.["namespace"]);
      const name = runnerNamespace.replace(/^agyn-/, "");
      const { steering, ...tier } = tierOf(name, workloadNamespace, resources);
      const block = providerBlock(configuration, providerOf(binding)) ?? {};
      return [
        {
          pool: {
            id: `${stack}/${name}`,
            name,
            runnerNamespace,
            workloadNamespace,
            runners: subjects.map((subject) => text(subject["name"])),
          },
          tier,
          cluster: {
            context: text(block["config_context"]),
            path: text(block["config_path"]) || KUBECONFIG,
            steering,
          },
        },
      ];
    });
}

function tierOf(
  pool: string,
  namespace: string,
  resources: readonly ConfiguredResource[],
): TierFacts & { readonly steering: Steering } {
  const inside = (type: string): JsonObject =>
    resources.find((one) => one.type === type && metadata(one.body)["namespace"] === namespace)?.body ?? {};
  const hard = blocks(inside("kubernetes_resource_quota_v1")["spec"])[0]?.["hard"];
  const quota = { accelerators: acceleratorsIn(isObject(hard) ? hard : {}, "requests.") };
  const limit = blocks(blocks(inside("kubernetes_limit_range_v1")["spec"])[0]?.["limit"])[0]?.["default"];
  const [byDefault] = Object.entries(acceleratorsIn(isObject(limit) ? limit : {}, ""));
  const everywhere = byDefault && { gpu: { resource: byDefault[0], perWorkload: byDefault[1] } };
  const annotations = metadata(
    resources.find(({ type, body }) => type === "kubernetes_namespace_v1" && metadata(body)["name"] === namespace)
      ?.body ?? {},
  )["annotations"];
  const selector = text(at(annotations, SELECTOR));
  if (selector !== "") {
    const pairs = selector.split(",").map((pair) => pair.split("=") as [string, string]);
    const [taint] = taintsIn(parsed(text(at(annotations, TOLERATIONS))));
    return {
      quota,
      ...everywhere,
      nodes: nodesOf(Object.fromEntries(pairs), taint),
      steering: { way: "annotations" },
    };
  }
  const objects = resources
    .filter(({ type, body }) => type === "helm_release" && text(body["namespace"]) === `agyn-${pool}`)
    .flatMap(({ body }) => (Array.isArray(body["values"]) ? (body["values"] as unknown[]) : []))
    .flatMap((document) => objectsOf(at(parsed(String(document)), "objects")));
  const policy = objects.find(({ kind }) => kind === "MutatingAdmissionPolicy" || kind === "MutatingPolicy");
  if (policy !== undefined) {
    const way = policy["kind"] === "MutatingPolicy" ? "kyverno" : "mutatingAdmissionPolicy";
    return { quota, ...policyFacts(policy), steering: { way } };
  }
  const runtime = objects.find(({ kind }) => kind === "RuntimeClass");
  if (runtime !== undefined) {
    const labels = at(runtime, "scheduling", "nodeSelector");
    const [taint] = taintsIn(at(runtime, "scheduling", "tolerations"));
    const handler = text(runtime["handler"]) as NonNullable<Steering["handler"]>;
    return { quota, nodes: nodesOf(textsOf(labels), taint), steering: { way: "runtimeClass", handler } };
  }
  // only a LimitRange says it: which nodes these are stands nowhere
  return everywhere === undefined
    ? { quota, steering: { way: "auto" } }
    : { quota, ...everywhere, nodes: nodesOf({}, undefined), steering: { way: "limitRange" } };
}

/** What our policy gives to a pod. */
function policyFacts(policy: JsonObject): Omit<TierFacts, "quota"> {
  const spec = at(policy, "spec");
  const [sel] = objectsOf(at(spec, "variables")).filter(({ name }) => name === "sel");
  const labels = [...text(sel?.["expression"]).matchAll(/'([^']+)': '([^']*)'/g)].map(([, key, value]) => [key, value]);
  const mutations = objectsOf(at(spec, "mutations"));
  const patch = mutations.map((one) => text(at(one, "jsonPatch", "expression"))).join("");
  const configuration = mutations.map((one) => text(at(one, "applyConfiguration", "expression"))).join("");
  const toleration = /Object\.spec\.tolerations\{([^}]*)\}/.exec(patch)?.[1] ?? "";
  const field = (name: string): string => new RegExp(`\\b${name}: "([^"]*)"`).exec(toleration)?.[1] ?? "";
  const taint = toleration === "" ? undefined : taintOf(field("key"), field("value"), field("effect"));
  const priority = /"\/spec\/priority", value: (-?\d+)\}/.exec(patch)?.[1];
  const [, resource, count] = /limits: \{"([^"]+)": "(\d+)"\}/.exec(configuration) ?? [];
  return {
    nodes: nodesOf(Object.fromEntries(labels) as Record<string, string>, taint),
    ...(resource !== undefined && { gpu: { resource, perWorkload: Number(count) } }),
    ...(priority !== undefined && { priority: Number(priority) }),
  };
}

function acceleratorsIn(amounts: JsonObject, prefix: string): Record<string, number> {
  return Object.fromEntries(
    Object.entries(amounts)
      .filter(([name]) => name.startsWith(prefix) && name.includes("/"))
      .map(([name, amount]) => [name.slice(prefix.length), Number(amount)]),
  );
}

function nodesOf(selector: Readonly<Record<string, string>>, taint: Nodes["taint"]): Nodes {
  return { selector, ...(taint === undefined ? {} : { taint }) };
}

function taintsIn(tolerations: unknown): readonly NonNullable<Nodes["taint"]>[] {
  return objectsOf(tolerations).map(({ key, value, effect }) => taintOf(text(key), text(value), text(effect)));
}

function taintOf(key: string, value: string, effect: string): NonNullable<Nodes["taint"]> {
  return { key, value, effect: effect === "NoExecute" ? "NoExecute" : "NoSchedule" };
}

function textsOf(value: unknown): Record<string, string> {
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, text(one)])) : {};
}

function metadata(body: JsonObject): JsonObject {
  return blocks(body["metadata"])[0] ?? {};
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return undefined; // Terraform works it out
  }
}
