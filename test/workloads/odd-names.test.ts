// Names that every object has by itself (`constructor`, `__proto__`) are names like others where a user gives them: of a model, a variable,
// a resource, an annotation, a value of a chart.
import "../constructs/support";
import {
  Exposure,
  HttpService,
  type HttpServiceProps,
  ModelGateway,
  type ModelGatewayProps,
} from "../../src/workloads/index";
import { everyGateway, type Given, smart } from "./rules/examples/example";
import { judge } from "./rules/judge";
import { synthWorkloads } from "./support";
import { resources } from "../constructs/support";

const service =
  (change: (name: string) => Partial<HttpServiceProps>) =>
  (name: string) =>
  ({ stack, props }: Given) =>
    new HttpService(stack, "answers", { ...props, ...change(name) });
const gateway =
  (change: (name: string) => Partial<ModelGatewayProps>) =>
  (name: string) =>
  ({ stack, gateway: given }: Given) =>
    new ModelGateway(stack, "models", { ...given, ...change(name) });
const model = (name: string) => ({ ...smart, name });

const CASES = [
  ["a model of no fallback", gateway((name) => ({ models: [...everyGateway.models, model(name)] }))],
  [
    "a model that falls to another, and takes over itself",
    gateway((name) => ({
      models: [...everyGateway.models, model(name)],
      fallbacks: { smart: [name], [name]: ["smart-elsewhere"] },
    })),
  ],
  ["a fallback that is no model", gateway((name) => ({ fallbacks: { smart: [name] } }))],
  ["a fallback of what is no model", gateway((name) => ({ fallbacks: { [name]: ["smart"] } }))],
  ["a fallback of calls that are too long", gateway((name) => ({ contextWindowFallbacks: { smart: [name] } }))],
  ["a parameter of a model", gateway((name) => ({ models: [{ ...smart, parameters: { [name]: "x" } }] }))],
  ["a setting of the file", gateway((name) => ({ settings: { router: { [name]: { timeout: 1 } } } }))],
  ["a value of the chart", gateway((name) => ({ chart: { version: "1.96.0", values: { [name]: { a: 1 } } } }))],
  [
    "a member of a value of the chart",
    gateway((name) => ({ chart: { version: "1.96.0", values: { serviceAccount: { [name]: 1, create: false } } } })),
  ],
  ["a resource that is requested", service((name) => ({ resources: { requests: { [name]: "1" } } }))],
  ["a resource with a limit", service((name) => ({ resources: { limits: { [name]: "1" } } }))],
  ["a variable", service((name) => ({ environment: { [name]: "x" } }))],
  ["a label of nodes", service((name) => ({ nodes: { selector: { [name]: "x" } } }))],
  ["a label", service((name) => ({ labels: { [name]: "x" } }))],
  ["an annotation", service((name) => ({ annotations: { [name]: "x" } }))],
  [
    "an annotation of an Ingress",
    service((name) => ({
      exposure: Exposure.ingress({
        host: "a.example.com",
        className: "nginx",
        controller: "nginx",
        fromNamespace: "ingress",
        tlsSecret: "tls",
        annotations: { [name]: "x" },
      }),
    })),
  ],
  [
    "a model that is called",
    service((name) => ({ models: [{ model: name, requestsPerMinute: 1, tokensPerMinute: 1 }] })),
  ],
] as const;

/** Each beside an ordinary name of the same spelling. */
const NAMES = [
  ["constructor", "ordinary"],
  ["toString", "inSmall"],
  ["__proto__", "__plain__"],
] as const;

describe.each(NAMES)("the name %s", (odd, ordinary) => {
  it.each(CASES)("is judged as any other: %s", (_what, build) => {
    const found = JSON.stringify(judge(build(odd))).replaceAll(odd, ordinary);

    expect(JSON.parse(found)).toEqual(JSON.parse(JSON.stringify(judge(build(ordinary)))));
  });

  it("stands in the values of a chart as it was given", () => {
    const { stacks } = synthWorkloads(({ stack, namespace }) => {
      new ModelGateway(stack, "models", {
        ...everyGateway,
        namespace,
        chart: { version: "1.96.0", values: { [odd]: { a: 1 }, serviceAccount: { [odd]: { b: 2 } } } },
      });
    });
    const texts = JSON.stringify(resources(stacks["test"] ?? { terraform: {} }, "helm_release"));

    expect(texts).toContain(`\\"${odd}\\":{\\"a\\":1}`);
    expect(texts).toContain(`\\"${odd}\\":{\\"b\\":2}`);
  });
});
