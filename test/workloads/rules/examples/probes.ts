// Probes: PRB.
import { TerraformVariable } from "cdktf";
import { DialOutService, HttpService, ModelGateway, PreStop, Probe } from "../../../../src/workloads/index";
import { IMAGE, type RuleExample } from "./example";

export const probeExamples: readonly RuleExample[] = [
  {
    rule: "PRB-01",
    what: "liveness that asks the provider",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, liveness: Probe.http("/healthz", { dependsOn: "provider" }) },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, probes: { ...props.probes, liveness: Probe.http("/healthz") } }),
    at: "answers.probes.liveness",
  },
  {
    rule: "PRB-01",
    what: "liveness at the path of readiness",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, probes: { ...props.probes, liveness: Probe.http("/readyz") } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { liveness: Probe.http("/readyz"), readiness: Probe.http("/readyz") },
      }),
    at: "answers.probes.liveness",
  },
  {
    rule: "PRB-01",
    what: "liveness by the command of readiness",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: {
          liveness: Probe.command(["python", "check.py"]),
          readiness: Probe.command(["python", "check.py"], { dependsOn: "stores" }),
        },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: {
          liveness: Probe.command(["python", "alive.py"]),
          readiness: Probe.command(["python", "check.py"], { dependsOn: "stores" }),
        },
      }),
    at: "answers.probes.liveness",
  },
  {
    rule: "PRB-01",
    what: "a path of a gateway that calls every model",
    wrong: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, probes: { liveness: Probe.http("/health") } }),
    right: ({ stack, gateway }) =>
      new ModelGateway(stack, "models", { ...gateway, probes: { liveness: Probe.http("/health/liveliness") } }),
    at: "models.probes.liveness",
  },
  {
    rule: "PRB-02",
    what: "liveness that kills during a long step",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, liveness: Probe.http("/healthz", { failureThreshold: 1 }) },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, liveness: Probe.http("/healthz", { failureThreshold: 2 }) },
      }),
    at: "answers.probes.liveness.failureThreshold",
  },
  {
    rule: "PRB-02",
    what: "liveness that kills before readiness takes the pod out",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: {
          liveness: Probe.http("/healthz", { failureThreshold: 2 }),
          readiness: Probe.http("/readyz", { failureThreshold: 4 }),
        },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: {
          liveness: Probe.http("/healthz", { failureThreshold: 3 }),
          readiness: Probe.http("/readyz", { failureThreshold: 4 }),
        },
      }),
    at: "answers.probes.liveness.failureThreshold",
  },
  {
    rule: "PRB-03",
    what: "readiness that asks the provider too often",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, readiness: Probe.http("/readyz", { dependsOn: "provider", cachedSeconds: 29 }) },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, readiness: Probe.http("/readyz", { dependsOn: "provider", cachedSeconds: 30 }) },
      }),
    at: "answers.probes.readiness.cachedSeconds",
  },
  {
    rule: "PRB-03",
    what: "readiness that takes a part of a small budget",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        models: [{ model: "scarce", requestsPerMinute: 0, tokensPerMinute: 0 }],
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        models: [{ model: "scarce", requestsPerMinute: 0, tokensPerMinute: 0 }],
        probes: { ...props.probes, readiness: Probe.http("/readyz", { dependsOn: "provider", cachedSeconds: 600 }) },
      }),
    at: "answers.probes.readiness.cachedSeconds",
  },
  {
    rule: "PRB-04",
    what: "a service without readiness",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, probes: { liveness: Probe.http("/healthz") } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { liveness: Probe.http("/healthz"), readiness: Probe.http("/readyz") },
      }),
    at: "answers.probes.readiness",
  },
  {
    rule: "PRB-05",
    what: "a probe over HTTP of what listens on no port",
    wrong: ({ stack, dialling }) =>
      new DialOutService(stack, "runner", { ...dialling, probes: { liveness: Probe.http("/healthz") } }),
    right: ({ stack, dialling }) =>
      new DialOutService(stack, "runner", {
        ...dialling,
        probes: { liveness: Probe.http("/healthz", { port: 9090 }) },
      }),
    at: "runner.probes.liveness",
  },
  {
    rule: "PRB-05",
    what: "a probe of a sidecar that listens nowhere",
    wrong: ({ stack, props }) => {
      const probes = { liveness: Probe.http("/healthz") };
      return new HttpService(stack, "answers", { ...props, sidecars: [{ name: "proxy", image: IMAGE, probes }] });
    },
    right: ({ stack, props }) => {
      const probes = { liveness: Probe.http("/healthz") };
      return new HttpService(stack, "answers", {
        ...props,
        sidecars: [{ name: "proxy", image: IMAGE, port: 9090, probes, preStop: PreStop.http("/wait", 9090) }],
      });
    },
    at: "answers.sidecars[0].probes.liveness",
  },
  {
    rule: "PRB-06",
    what: "a start in parts of a second",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, probes: { ...props.probes, startupSeconds: 0.5 } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, probes: { ...props.probes, startupSeconds: 900 } }),
    at: "answers.probes.startupSeconds",
  },
  {
    rule: "PRB-06",
    what: "a start of a length that Terraform knows later",
    wrong: ({ stack, props }) => {
      const startupSeconds = new TerraformVariable(stack, "start", { type: "number" }).numberValue;
      return new HttpService(stack, "answers", { ...props, probes: { ...props.probes, startupSeconds } });
    },
    right: ({ stack, props }) => {
      const timeoutSeconds = new TerraformVariable(stack, "timeout", { type: "number" }).numberValue;
      const startup = Probe.http("/started", { timeoutSeconds });
      return new HttpService(stack, "answers", { ...props, probes: { ...props.probes, startup } });
    },
    at: "answers.probes.startupSeconds",
  },
  {
    rule: "PRB-06",
    what: "a period of liveness that Terraform knows later",
    wrong: ({ stack, props }) => {
      const periodSeconds = new TerraformVariable(stack, "period", { type: "number" }).numberValue;
      const liveness = Probe.http("/healthz", { periodSeconds });
      return new HttpService(stack, "answers", { ...props, probes: { ...props.probes, liveness } });
    },
    right: ({ stack, props }) => {
      const periodSeconds = new TerraformVariable(stack, "period", { type: "number" }).numberValue;
      const liveness = Probe.http("/healthz", { periodSeconds, failureThreshold: 9 });
      const readiness = Probe.http("/readyz", { periodSeconds, dependsOn: "provider" });
      return new HttpService(stack, "answers", { ...props, probes: { liveness, readiness } });
    },
    at: "answers.probes.liveness.periodSeconds",
  },
];
