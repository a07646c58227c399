import { type Flavor, RunnerChart, RunnerPool, RunnerTier } from "../../../src/constructs/index";
import { helmValues, messageOf, region, resource, synthStack } from "../support";

const small: Flavor = {
  name: "small",
  default: true,
  resources: { requestsCpu: "500m", requestsMemory: "1Gi", limitsCpu: "2", limitsMemory: "2Gi" },
};
const fast = { name: "fast", storageClassName: "gp3" };
const tier = RunnerTier.standard({ flavors: [small], storageClasses: [fast] });
const poolWith = (chart?: RunnerChart) =>
  synthStack((stack) => new RunnerPool(stack, "pool", { region, tier, chart, capabilities: ["docker"] }));

describe("catalog of a pool's runners", () => {
  it("offers the tier's flavors and storage classes beside the capabilities, as the chart spells them", () => {
    expect(helmValues(resource(poolWith(), "helm_release")).catalog).toEqual({
      capabilities: ["docker"],
      flavors: [small],
      storageClasses: [fast],
    });
  });

  it.each([
    ["a chart 0.9", RunnerChart.envList({ version: "0.9.0" }), "0.9.0"],
    ["a chart with the documented values", RunnerChart.documented({ version: "1.0.0" }), "1.0.0"],
  ])("fails with %s, which reads no catalog", (_name, chart, version) => {
    expect(messageOf(() => poolWith(chart))).toBe(
      `test/pool: 1 problem\n  chart.version = "${version}": this chart reads no catalog, so flavors and storageClasses would be ` +
        "ignored in silence. Fix: use RunnerChart.envList() of a version that has one (0.10.15), or leave them out of the tier.",
    );
  });
});
