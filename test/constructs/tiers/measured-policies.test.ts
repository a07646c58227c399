// The policies against the text that was measured on a real API server, which lies in measured/ as it was run there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { GpuSharing, RunnerTier } from "../../../src/constructs/index";
import { resources } from "../support";
import { type KubernetesObject, NEWEST, objectsOf, poolOn } from "./support";

const NAMESPACE = { "kubernetes.io/metadata.name": "agyn-ml-workloads" };

/** A measured file in the names of pool `ml`. Spaces between the words of CEL have no meaning. */
function measured(file: string): readonly KubernetesObject[] {
  const text = readFileSync(join(__dirname, "measured", file), "utf8")
    .replaceAll("agyn.example/tier", "agyn.dev/tier")
    .replace(/agyn-tier-(gpu|guard)/g, "agyn-tier-ml")
    .replaceAll("system:serviceaccount:agyn-runners:runner-gpu", "system:serviceaccount:agyn-ml:ml-us-east-1-0")
    .replaceAll("'gpu'", "'gpu-nvidia-a100'")
    .replaceAll("agyn.dev/tier: gpu", "agyn.dev/tier: gpu-nvidia-a100");
  return withoutSpaces(parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject));
}

function withoutSpaces<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, member: unknown) =>
    typeof member === "string" ? member.replace(/\s+/g, "") : member,
  ) as T;
}

const ofKind = (objects: readonly KubernetesObject[], prefix: string) =>
  objects.filter(({ kind }) => kind.startsWith(prefix));
const expressionsOf = (objects: readonly KubernetesObject[]) => JSON.stringify(objects);

describe("policies of a GPU tier", () => {
  it("change pods by the measured policy, in version v1 from 1.36 on", () => {
    const [policy, binding] = measured("gpu-policy.yaml").map((object) => ({
      ...object,
      apiVersion: "admissionregistration.k8s.io/v1",
    }));

    expect(withoutSpaces(ofKind(objectsOf(poolOn(NEWEST)), "Mutating"))).toEqual([
      policy,
      {
        ...binding,
        spec: {
          policyName: "agyn-tier-ml",
          matchResources: {
            namespaceSelector: { matchLabels: { "agyn.dev/tier": "gpu-nvidia-a100", ...NAMESPACE } },
          },
        },
      },
    ]);
  });

  it("are of version v1beta1 where both flags of a self-managed 1.34 or 1.35 are stated", () => {
    const objects = ofKind(
      objectsOf(
        poolOn({
          kind: "selfManaged",
          version: "1.35",
          featureGates: ["MutatingAdmissionPolicy"],
          runtimeConfig: ["admissionregistration.k8s.io/v1beta1"],
        }),
      ),
      "Mutating",
    );

    expect(withoutSpaces(objects[0])).toEqual(measured("gpu-policy.yaml")[0]);
    expect(objects[1]?.apiVersion).toBe("admissionregistration.k8s.io/v1beta1");
  });

  it("guard pods by the measured guard, bound to the pool's own namespace", () => {
    const [policy, binding] = measured("guard.yaml");

    expect(withoutSpaces(ofKind(objectsOf(poolOn(NEWEST)), "Validating"))).toEqual([
      policy,
      {
        ...binding,
        spec: {
          policyName: "agyn-tier-ml",
          validationActions: ["Deny"],
          matchResources: {
            namespaceSelector: { matchLabels: { "agyn.dev/tier": "gpu-nvidia-a100", ...NAMESPACE } },
          },
        },
      },
    ]);
  });

  it("match every runner of the pool by its service account", () => {
    const [policy] = objectsOf(poolOn(NEWEST, undefined, { runners: 2 }));

    expect(policy?.spec.matchConditions).toEqual([
      {
        name: "by-runner",
        expression:
          "request.userInfo.username == 'system:serviceaccount:agyn-ml:ml-us-east-1-0' || " +
          "request.userInfo.username == 'system:serviceaccount:agyn-ml:ml-us-east-1-1'",
      },
    ]);
  });

  it("name a slice, its number and a taint of one's own throughout", () => {
    const tier = RunnerTier.gpu({
      model: "a100-slice",
      sharing: GpuSharing.mig({ profile: "1g.5gb", perGpu: 7 }),
      taint: { key: "sku", value: "gpu", effect: "NoExecute" },
      nodeSelector: { "acme.example/pool": "mig" },
    });

    const text = expressionsOf(objectsOf(poolOn({ ...NEWEST, kind: "aks" }, tier)));

    expect(text).toContain(String.raw`limits: {\"nvidia.com/mig-1g.5gb\": \"1\"}`);
    expect(text).toContain(
      String.raw`Object.spec.tolerations{key: \"sku\", operator: \"Equal\", value: \"gpu\", effect: \"NoExecute\"}`,
    );
    expect(text).toContain("object.spec.?nodeSelector['acme.example/pool'].orValue('') == 'mig'");
    expect(text).not.toContain("'nvidia.com/gpu'");
  });

  it("select the agent's container by its place, and name no container", () => {
    const text = expressionsOf(objectsOf(poolOn(NEWEST)));

    expect(text.match(/containers\{name: [^,]+/g)).toEqual(["containers{name: object.spec.containers[0].name"]);
    expect(text).not.toContain("agent-");
  });
});

describe("policies of a tier without an accelerator", () => {
  const tier = RunnerTier.standard({ nodeSelector: { "agyn.dev/tier": "standard" } });
  const objects = objectsOf(poolOn(NEWEST, tier));

  it("set the selector alone", () => {
    const spec = ofKind(objects, "MutatingAdmissionPolicy")[0]?.spec;

    expect(spec?.variables).toEqual([{ name: "sel", expression: "{'agyn.dev/tier': 'standard'}" }]);
    expect(spec?.mutations).toEqual([
      {
        patchType: "JSONPatch",
        jsonPatch: {
          expression:
            '(has(object.spec.nodeSelector) ? [] : [JSONPatch{op: "add", path: "/spec/nodeSelector", value: {}}]) + ' +
            'variables.sel.map(k, JSONPatch{op: "add", path: "/spec/nodeSelector/" + jsonpatch.escapeKey(k), value: variables.sel[k]})',
        },
      },
    ]);
  });

  it("refuse tolerations of GPU nodes and containers with a GPU", () => {
    const validations = ofKind(objects, "ValidatingAdmissionPolicy")[0]?.spec.validations as readonly {
      expression: string;
    }[];

    expect(validations.map(({ expression }) => expression)).toEqual([
      "object.spec.?nodeSelector['agyn.dev/tier'].orValue('') == variables.tier",
      "request.operation != 'CREATE' || !has(object.spec.nodeName)",
      "!variables.tols.exists(t, t.?key.orValue('') in ['', 'nvidia.com/gpu'])",
      "variables.gpus == 0",
    ]);
  });

  it("are none when its pods may run on any node, whatever the cluster is", () => {
    expect(resources(poolOn({}, RunnerTier.standard()), "helm_release").map(({ chart }) => chart)).toEqual([
      "k8s-runner",
    ]);
  });
});
