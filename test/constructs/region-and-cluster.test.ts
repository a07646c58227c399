import { Cluster, Gateway, Region, type RegionOptions, RunnerPool, RunnerTier } from "../../src/constructs/index";
import { cluster, messageOf, resource, synthStack } from "./support";

const poolIn = (name: string, options: Partial<RegionOptions> = {}) =>
  synthStack((stack) => {
    const region = Region.of(name, { cluster, gateway: Gateway.inCluster(), ...options });
    new RunnerPool(stack, "pool", { region, tier: RunnerTier.standard() });
  });

describe("Region", () => {
  it("names and labels the runners in it", () => {
    expect(resource(poolIn("eu-west-1"), "agyn_runner")).toMatchObject({
      name: "pool-eu-west-1-0",
      labels: { region: "eu-west-1" },
    });
  });

  it.each([
    [
      "storage class",
      { storageClass: "Fast Disk" },
      'region.storageClass = "Fast Disk": it is no storage class name. Fix: respell it.',
    ],
    [
      "storage size",
      { storageSize: "10GB" },
      'region.storageSize = "10GB": it is no Kubernetes quantity. Fix: write it like "500m", "4" or "64Gi".',
    ],
  ])("fails when given a wrong %s", (_name, options, line) => {
    expect(messageOf(() => poolIn("eu", options))).toBe(`test/pool: 1 problem\n  ${line}`);
  });
});

describe("Cluster", () => {
  it("takes the path of another kubeconfig", () => {
    const elsewhere = Cluster.fromKubeconfig({ context: "edge", path: "./kubeconfig" });

    expect(synthStack((stack) => stack, { cluster: elsewhere }).provider).toEqual({
      kubernetes: [{ config_context: "edge", config_path: "./kubeconfig" }],
      helm: [{ kubernetes: { config_context: "edge", config_path: "./kubeconfig" } }],
    });
  });

  it("shares the provider blocks of one context among its regions", () => {
    const stack = synthStack((scope) => {
      for (const name of ["a", "b"]) {
        const region = Region.of(name, {
          cluster: Cluster.fromKubeconfig({ context: "test" }),
          gateway: Gateway.inCluster(),
        });
        new RunnerPool(scope, `pool-${name}`, { region, tier: RunnerTier.standard() });
      }
    });

    expect(stack.provider?.kubernetes).toHaveLength(1);
  });

  it("fails when the context is blank", () => {
    const build = () => synthStack(() => undefined, { cluster: Cluster.fromKubeconfig({ context: "" }) });

    expect(messageOf(build)).toBe(
      'test: 1 problem\n  cluster.context = "": a context name may not be blank. Fix: name a context of the kubeconfig.',
    );
  });
});
