// What takes over when a model fails: GWY.
import { ModelGateway, SecretKey } from "../../../../src/workloads/index";
import { elsewhere, type RuleExample, smart } from "./example";

export const gatewayExamples: readonly RuleExample[] = [
  {
    rule: "GWY-01",
    what: "a fallback with less room",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, models: [smart, { ...elsewhere, requestsPerMinute: 999 }] }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, models: [smart, { ...elsewhere, requestsPerMinute: 1_000 }] }),
    at: 'models.fallbacks["smart"]',
  },
  {
    rule: "GWY-01",
    what: "a fallback that is no model",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, fallbacks: { smart: ["smart-elsewhere", "smrt-elsewhere"] } }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, fallbacks: { smart: ["smart-elsewhere"] } }),
    at: 'models.fallbacks["smart"]',
  },
  {
    rule: "GWY-01",
    what: "fallbacks in a circle",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        fallbacks: { smart: ["smart-elsewhere"], "smart-elsewhere": ["smart"] },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, fallbacks: { "smart-elsewhere": ["smart"] } }),
    at: 'models.fallbacks["smart"]',
  },
  {
    rule: "GWY-02",
    what: "a model without a timeout",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        models: [smart, { ...elsewhere, timeoutSeconds: undefined }],
      }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", gateway),
    at: "models.models[1].timeoutSeconds",
  },
  {
    rule: "GWY-03",
    what: "a fallback that nobody tries",
    wrong: ({ stack, gateway: { drill: _, ...gateway } }) => new ModelGateway(stack, "models", gateway),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", gateway),
    at: "models.drill",
  },
  {
    rule: "GWY-03",
    what: "a fallback on the same key",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        models: [smart, { ...elsewhere, apiKey: SecretKey.of("openai", "api-key") }],
      }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", gateway),
    at: 'models.fallbacks["smart"]',
  },
  {
    rule: "GWY-03",
    what: "a model for which nothing takes over",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, models: [smart, elsewhere, { ...smart, name: "mini" }] }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", gateway),
    at: "models.fallbacks",
  },
];
