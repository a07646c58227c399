// What takes over when a model fails: GWY; and what probes take of a gateway's models, which is PRB-03.
import { HttpService, ModelGateway, Probe, SecretKey } from "../../../../src/workloads/index";
import { asked, elsewhere, everyGateway, type Given, type RuleExample, smart } from "./example";

/** A gateway whose model bears a hundred calls a minute, and readiness of two pods that asks it as often as is said. */
function askedBy({ stack, props, gateway }: Given, cachedSeconds: number): void {
  const models = new ModelGateway(stack, "models", {
    ...gateway,
    models: [{ ...smart, requestsPerMinute: 100 }, elsewhere],
  });
  const readiness = Probe.http("/readyz", { dependsOn: "provider", cachedSeconds });
  new HttpService(stack, "answers", {
    ...props,
    gateway: models,
    models: [asked],
    probes: { ...props.probes, readiness },
  });
}

/** Since 1.97 each model is asked once for a call. */
const later = everyGateway.image.replace("1.96.0", "1.97.0");
const circle = { fallbacks: { smart: ["smart-elsewhere"], "smart-elsewhere": ["smart"] } };

export const gatewayExamples: readonly RuleExample[] = [
  {
    rule: "PRB-03",
    what: "readiness that takes a part of a small model of a gateway",
    wrong: (given) => askedBy(given, 60),
    right: (given) => askedBy(given, 600),
    at: "answers.probes.readiness.cachedSeconds",
  },
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
    what: "a fallback for what is too long that is no model",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, contextWindowFallbacks: { smart: ["smart-long"] } }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, contextWindowFallbacks: { smart: ["smart-elsewhere"] } }),
    at: 'models.contextWindowFallbacks["smart"]',
  },
  {
    rule: "GWY-01",
    what: "a circle of fallbacks of two kinds",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, contentPolicyFallbacks: { "smart-elsewhere": ["smart"] } }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, contentPolicyFallbacks: { smart: ["smart-elsewhere"] } }),
    at: 'models.fallbacks["smart"]',
  },
  {
    rule: "GWY-01",
    what: "fallbacks in a circle, in which versions before 1.97 go round",
    wrong: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, ...circle }),
    right: ({ stack, gateway }) => new ModelGateway(stack, "models", { ...gateway, ...circle, image: later }),
    at: 'models.fallbacks["smart"]',
  },
  {
    rule: "GWY-01",
    what: "fallbacks in a circle, and more of them than it takes to come round",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, ...circle, settings: { router: { max_fallbacks: 2 } } }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, ...circle, settings: { router: { max_fallbacks: 1 } } }),
    at: 'models.fallbacks["smart"]',
  },
  {
    rule: "GWY-01",
    what: "a model as its own fallback",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        image: later,
        fallbacks: { smart: ["smart", "smart-elsewhere"] },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, image: later, fallbacks: { smart: ["smart-elsewhere"] } }),
    at: 'models.fallbacks["smart"]',
  },
  {
    rule: "GWY-01",
    what: "one fallback for all models, of which one allows more",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        image: later,
        models: [smart, { ...elsewhere, requestsPerMinute: 999 }],
        fallbacks: { "*": ["smart-elsewhere"] },
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, image: later, fallbacks: { "*": ["smart-elsewhere"] } }),
    at: 'models.fallbacks["*"]',
  },
  {
    rule: "GWY-01",
    what: "one list for all models where none is read",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, contextWindowFallbacks: { "*": ["smart-elsewhere"] } }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, contextWindowFallbacks: { smart: ["smart-elsewhere"] } }),
    at: 'models.contextWindowFallbacks["*"]',
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
    rule: "GWY-02",
    what: "a timeout in milliseconds",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        models: [smart, { ...elsewhere, timeoutSeconds: 30_000 }],
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, models: [smart, { ...elsewhere, timeoutSeconds: 30 }] }),
    at: "models.models[1].timeoutSeconds",
  },
  {
    rule: "GWY-02",
    what: "a timeout of all models in milliseconds",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        timeoutSeconds: 30_000,
        models: [smart, elsewhere].map((model) => ({ ...model, timeoutSeconds: undefined })),
      }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", {
        ...gateway,
        timeoutSeconds: 30,
        models: [smart, elsewhere].map((model) => ({ ...model, timeoutSeconds: undefined })),
      }),
    at: "models.timeoutSeconds",
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
