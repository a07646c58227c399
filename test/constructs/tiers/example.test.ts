// examples/gpu-tiers as `node --import tsx examples/gpu-tiers/main.ts` synthesizes it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Block, helmValues, type Output, readOutput, resources } from "../support";
import type { KubernetesObject } from "./support";

// Examples import the package by name, which is what was built; the tests want the sources.
jest.mock<object>("cdktf-agyn", () => jest.requireActual("../../../src/constructs/index"), { virtual: true });

function synthExample(): Output {
  const outdir = mkdtempSync(join(tmpdir(), "agyn-gpu-tiers-"));
  process.env.CDKTF_OUTDIR = outdir;
  try {
    jest.isolateModules(() => jest.requireActual("../../../examples/gpu-tiers/main"));
    return readOutput(outdir);
  } finally {
    delete process.env.CDKTF_OUTDIR;
    rmSync(outdir, { recursive: true, force: true });
  }
}

const example = synthExample();
const releases = (stack: string): readonly Block[] =>
  resources(example.stacks[stack] ?? { terraform: {} }, "helm_release");
const tierObjects = (stack: string) =>
  releases(stack)
    .filter(({ name }) => (name as string).endsWith("-tier"))
    .flatMap((release) => helmValues(release).objects as unknown as readonly KubernetesObject[])
    .map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`);
const quotas = (stack: string) =>
  Object.fromEntries(
    resources(example.stacks[stack] ?? { terraform: {} }, "kubernetes_resource_quota_v1").map(({ metadata, spec }) => [
      (metadata as { namespace: string }).namespace,
      Object.fromEntries(
        Object.entries((spec as { hard: Record<string, string> }).hard).filter(([key]) => key.includes("nvidia")),
      ),
    ]),
  );
const policies = (version: string, pool: string) => [
  `admissionregistration.k8s.io/${version} MutatingAdmissionPolicy agyn-tier-${pool}`,
  `admissionregistration.k8s.io/${version} MutatingAdmissionPolicyBinding agyn-tier-${pool}`,
  `admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy agyn-tier-${pool}`,
  `admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding agyn-tier-${pool}`,
];

describe("the example of GPU tiers", () => {
  it("steers the GPU pools and leaves the standard ones alone, by what each cluster has", () => {
    expect(tierObjects("train")).toEqual([
      ...policies("v1", "slice"),
      "scheduling.k8s.io/v1 PriorityClass agyn-tier-whole.100",
      ...policies("v1", "whole"),
      "scheduling.k8s.io/v1 PriorityClass agyn-whole-warm",
      "v1 Namespace agyn-whole-warm",
      "apps/v1 Deployment agyn-whole-warm",
    ]);
    expect(tierObjects("lab")).toEqual(policies("v1beta1", "shared"));
  });

  it("gives each accelerator a ceiling in its own pool and 0 in the others", () => {
    expect(quotas("train")).toEqual({
      "agyn-standard-workloads": {
        "requests.nvidia.com/gpu": "0",
        "requests.nvidia.com/mig-1g.10gb": "0",
      },
      "agyn-whole-workloads": {
        "requests.nvidia.com/gpu": "8",
        "requests.nvidia.com/mig-1g.10gb": "0",
      },
      "agyn-slice-workloads": {
        "requests.nvidia.com/gpu": "0",
        "requests.nvidia.com/mig-1g.10gb": "56",
      },
    });
    expect(quotas("lab")).toEqual({
      "agyn-standard-workloads": {
        "requests.nvidia.com/gpu": "0",
        "requests.nvidia.com/mig-1g.10gb": "0",
      },
      "agyn-shared-workloads": { "requests.nvidia.com/gpu": "16" },
    });
  });

  it("has the chart beside each stack, once, with a template that writes out what it is given", () => {
    const copied = [...example.files].filter(([path]) => path.includes("/assets/"));

    expect(copied.map(([path]) => path.replace(/[0-9A-F]{32}/, "<hash>"))).toEqual([
      "stacks/lab/assets/agyn-objects/<hash>/Chart.yaml",
      "stacks/lab/assets/agyn-objects/<hash>/templates/objects.yaml",
      "stacks/train/assets/agyn-objects/<hash>/Chart.yaml",
      "stacks/train/assets/agyn-objects/<hash>/templates/objects.yaml",
    ]);
    expect(copied[1]?.[1]).toBe("{{- range .Values.objects }}\n---\n{{ toYaml . }}\n{{- end }}\n");
  });

  it("keeps its addresses: a change here replaces resources of those who use it", () => {
    const addresses = Object.entries(example.stacks).flatMap(([id, stack]) =>
      Object.keys(stack.resource?.helm_release ?? {}).map((name) => `${id} helm_release.${name}`),
    );

    expect(addresses.sort()).toMatchInlineSnapshot(`
      [
        "lab helm_release.shared_Release0_8FA0C287",
        "lab helm_release.shared_Steering_9274FF26",
        "lab helm_release.standard_Release0_8F8C434B",
        "train helm_release.slice_Release0_9957F695",
        "train helm_release.slice_Steering_D46051E3",
        "train helm_release.standard_Release0_8F8C434B",
        "train helm_release.whole_Release0_02A2D559",
        "train helm_release.whole_Steering_06CCED81",
      ]
    `);
  });

  it("warns of nothing, and holds no path of the machine", () => {
    expect(example.warnings).toEqual([]);
    expect([...example.files.values()].join("\n")).not.toContain(process.cwd());
  });
});
