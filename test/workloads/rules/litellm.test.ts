import type { Finding } from "../../../src/rules/index";
import { ModelGateway, type GatewayOptions } from "../../../src/workloads/index";
import type { Given } from "./examples/example";
import { judge } from "./judge";

describe("rules of every workload hold for a gateway too, at its own options", () => {
  test.each<[rule: string, change: Partial<GatewayOptions>, path: string]>([
    ["IMG-01", { image: "ghcr.io/berriai/litellm:main-latest" }, "image"],
    ["DRN-01", { gracePeriodSeconds: 54 }, "gracePeriodSeconds"],
    [
      "SEC-01",
      { environment: { COHERE_API_KEY: "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789" } },
      "environment.COHERE_API_KEY",
    ],
    ["SCL-03", { replicas: 3 }, "replicas"],
  ])("%s", (rule, change, path) => {
    const findings = judge(({ stack, gateway }: Given) => new ModelGateway(stack, "models", { ...gateway, ...change }));
    const places = (found: readonly Finding[]) => found.filter((one) => one.rule === rule).map((one) => one.path);

    expect(places(findings)).toContain(`europe/models.${path}`);
  });
});
