// The Kubernetes file of newer versions of `agentflow build`: a Deployment and a Service.
import type { GeneratedFault } from "../description.js";
import { environmentFacts, type FileFacts, type Said } from "./file.js";
import { isText, readYaml, textsOf, type YamlDocument } from "./yaml.js";

const FILE = "kubernetes";
const POD = ["spec", "template", "spec"] as const;
const CONTAINER = [...POD, "containers", 0] as const;
/** What Kubernetes gives a pod that says nothing. */
const GRACE_PERIOD_SECONDS = 30;
const SHELL = /(^|\/)(ba|da|a|z|k)?sh$/;

/** Reads a Kubernetes file. */
export function readKubernetes(text: string): FileFacts {
  const { documents, faults } = readYaml(FILE, text);
  const kinds = documents.flatMap((document) => document.textAt("kind")?.value ?? []);
  const deployment = documents.find((document) => document.textAt("kind")?.value === "Deployment");
  if (faults.length > 0) return { environment: {}, environmentLines: {}, faults };
  if (deployment?.at(...CONTAINER) === undefined) {
    const why = deployment === undefined ? "it has no Deployment" : "its Deployment has no container";
    const line = deployment?.at()?.line ?? 1;
    const fix = "give the file that agentflow build --k8s wrote";
    return { environment: {}, environmentLines: {}, faults: [{ file: FILE, line, why, fix }] };
  }
  const text_ = (key: string): Said<string> | undefined => deployment.textAt(...CONTAINER, key);
  const image = text_("image");
  const command = commandOf(deployment);
  const port = deployment.numberAt(...CONTAINER, "ports", 0, "containerPort");
  const healthPath = deployment.textAt(...CONTAINER, "livenessProbe", "httpGet", "path");
  const grace = deployment.numberAt(...POD, "terminationGracePeriodSeconds") ?? {
    value: GRACE_PERIOD_SECONDS,
    line: deployment.at(...POD)?.line ?? 1,
  };
  const replicas = deployment.numberAt("spec", "replicas");
  const preStop = preStopOf(deployment);
  const resources = resourcesOf(deployment);
  const environment = environmentFacts(FILE, variablesOf(deployment));
  const user =
    deployment.textAt(...CONTAINER, "securityContext", "runAsUser") ??
    deployment.textAt(...POD, "securityContext", "runAsUser");
  return {
    ...environment,
    kinds,
    hasSecurityContext: [POD, CONTAINER].some((path) => deployment.at(...path, "securityContext") !== undefined),
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command }),
    ...(port === undefined ? {} : { port }),
    ...(healthPath === undefined ? {} : { healthPath }),
    ...(user === undefined ? {} : { user }),
    gracePeriodSeconds: grace,
    ...(replicas === undefined ? {} : { replicas }),
    ...(preStop === undefined ? {} : { preStop }),
    ...(resources === undefined ? {} : { resources }),
    faults: [...environment.faults, ...portFaults(port)],
  };
}

function portFaults(port: Said<number> | undefined): readonly GeneratedFault[] {
  if (port === undefined || (port.value >= 1 && port.value <= 65_535)) return [];
  const why = "it is no port from 1 to 65535";
  return [{ file: FILE, line: port.line, value: String(port.value), why, fix: "write the port of the server" }];
}

function commandOf(deployment: YamlDocument): Said<readonly string[]> | undefined {
  const given = ["command", "args"].flatMap((key) => deployment.at(...CONTAINER, key) ?? []);
  const [first] = given;
  const words = given.flatMap(({ value }) => textsOf(value) ?? []);
  return first === undefined ? undefined : { value: words, line: first.line };
}

function preStopOf(deployment: YamlDocument): FileFacts["preStop"] {
  const slept = deployment.numberAt(...CONTAINER, "lifecycle", "preStop", "sleep", "seconds");
  if (slept !== undefined) return { value: { seconds: slept.value, shell: false }, line: slept.line };
  const found = deployment.at(...CONTAINER, "lifecycle", "preStop", "exec", "command");
  const words = textsOf(found?.value);
  if (found === undefined || words === undefined) return undefined;
  const seconds = /\bsleep\s+(\d+)/.exec(words.join(" "))?.[1];
  const value = { seconds: seconds === undefined ? undefined : Number(seconds), shell: SHELL.test(words[0] ?? "") };
  return { value, line: found.line };
}

function resourcesOf(deployment: YamlDocument): FileFacts["resources"] {
  const found = deployment.at(...CONTAINER, "resources");
  if (found === undefined) return undefined;
  const quantities = (kind: string): Readonly<Record<string, string>> => {
    const { value } = deployment.at(...CONTAINER, "resources", kind) ?? {};
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, quantity]) =>
        isText(quantity) ? [[name, String(quantity)] as const] : [],
      ),
    );
  };
  return { value: { requests: quantities("requests"), limits: quantities("limits") }, line: found.line };
}

function variablesOf(deployment: YamlDocument): readonly (readonly [name: string, value: string, line: number])[] {
  const list = deployment.at(...CONTAINER, "env")?.value;
  if (!Array.isArray(list)) return [];
  return list.flatMap((_, index) => {
    const name = deployment.textAt(...CONTAINER, "env", index, "name");
    const value = deployment.textAt(...CONTAINER, "env", index, "value");
    return name === undefined || value === undefined ? [] : [[name.value, value.value, name.line] as const];
  });
}
