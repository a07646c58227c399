// Runners that an apply waits for, and what keeps each from enrolling in a rehearsal: nothing that a rehearsal plays runs it, or its
// token comes from outside. That is known before anything starts, and waiting would only end in a timeout. A runner that is declared
// as played by the rehearsal itself (`standIns`) is enrolled by it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  at,
  blocks,
  type ConfiguredResource,
  isObject,
  type JsonObject,
  objectsOf,
  resourcesOf,
  type SynthesizedStack,
  text,
} from "../synthesized/index.js";
import { RUNNER_CHART } from "./cluster-store/index.js";

/** A name that Terraform has to work out first. */
const EXPRESSION = /[$%]\{/;

/** A runner that an apply waits for. */
export interface WaitedRunner {
  /** Its name, or its address when Terraform has to work the name out. */
  readonly name: string;
  /** Releases of the runner chart that it waits for, as `namespace/name`. */
  readonly releases: readonly string[];
  /** Why it can't enroll in a rehearsal, a sentence without its end; undefined when it can. */
  readonly missing: string | undefined;
}

/** Every runner that an `agyn_runner_enrollment` of the app waits for. */
export function waitedRunners(stacks: readonly SynthesizedStack[]): readonly WaitedRunner[] {
  const app = stacks.map(({ configuration }) => resourcesOf(configuration));
  const secrets = secretsOf(app.flat());
  return stacks.flatMap((stack, index) => {
    const resources = app[index] ?? [];
    return resources.flatMap((resource) =>
      resource.type === "agyn_runner_enrollment" ? [waited(stack, resource, resources, secrets)] : [],
    );
  });
}

/** Names of all runners that the app registers, as far as they are written out. */
function registeredRunners(stacks: readonly SynthesizedStack[]): readonly string[] {
  const names = stacks
    .flatMap(({ configuration }) => resourcesOf(configuration))
    .flatMap(({ type, body }) => (type === "agyn_runner" ? [text(body["name"])] : []));
  return names.filter((name) => name !== "" && !EXPRESSION.test(name)).sort();
}

/**
 * What keeps an app from being rehearsed as it is, a sentence each.
 *
 * @param standIns names of runners that the rehearsal enrolls itself
 * @param known names of runners that a state tells of
 */
export function unstartedRunners(
  stacks: readonly SynthesizedStack[],
  standIns: readonly string[],
  known: readonly string[],
): string[] {
  const names = registeredRunners(stacks);
  const unknown = standIns.filter((name) => !names.includes(name));
  return [
    ...unknown.map(
      (name) =>
        `--stand-in ${name}: no stack registers a runner of that name; the app registers ${names.length === 0 ? "none" : names.join(", ")}`,
    ),
    ...waitedRunners(stacks).flatMap(({ name, missing }) =>
      missing === undefined || standIns.includes(name) || known.includes(name)
        ? []
        : [`${missing}: with --stand-in ${name} the rehearsal enrolls it itself`],
    ),
  ];
}

interface Secrets {
  /** `namespace/name` of what stacks make; a part that Terraform works out is `*`. */
  readonly made: readonly string[];
  /** By `namespace/name` of the Secret: what brings it. */
  readonly external: ReadonlyMap<string, string>;
}

function waited(
  { name: stack, directory }: SynthesizedStack,
  { body, address }: ConfiguredResource,
  resources: readonly ConfiguredResource[],
  secrets: Secrets,
): WaitedRunner {
  const runner = /^\$\{(agyn_runner\.[\w-]+)\.id\}$/.exec(text(body["runner_id"]))?.[1];
  const written = text(resources.find((one) => one.address === runner)?.body["name"]);
  const name = written === "" || EXPRESSION.test(written) ? (runner ?? address) : written;
  const first: unknown = body["depends_on"];
  const addresses = Array.isArray(first) ? (first as unknown[]) : [];
  const releases = resources.filter(
    (one) => addresses.includes(one.address) && one.type === "helm_release" && runsRunner(one.body, directory),
  );
  const missing =
    releases.length === 0
      ? `stack ${stack}: ${address} waits for the runner ${name}, and what runs it is no release of the chart ${RUNNER_CHART}, which is all that a rehearsal plays`
      : releases.map((release) => withoutToken(release.body, secrets)).find((why) => why !== undefined);
  return {
    name,
    releases: releases.map((release) => key(release.body["namespace"], release.body["name"])),
    missing: missing === undefined || releases.length === 0 ? missing : `stack ${stack}: the runner ${name} ${missing}`,
  };
}

function runsRunner({ chart }: JsonObject, directory: string): boolean {
  const name = text(chart);
  const file = join(directory, name, "Chart.yaml");
  if (!/^\.{0,2}\//.test(name) || !existsSync(file)) return name.split("/").at(-1) === RUNNER_CHART;
  return new RegExp(`^name: *["']?${RUNNER_CHART}["']?\\s*$`, "m").test(readFileSync(file, "utf8"));
}

/** Why a release of the runner chart finds no token. */
function withoutToken(release: JsonObject, { made, external }: Secrets): string | undefined {
  const env = valuesOf(release).flatMap((values) => objectsOf(values["env"]));
  const reference = at(
    env.findLast((entry) => entry["name"] === "SERVICE_TOKEN"),
    "valueFrom",
    "secretKeyRef",
    "name",
  );
  const secret = key(release["namespace"], reference);
  if (secret.includes("*") || made.some((one) => matches(one, secret))) return undefined;
  const bringer = external.get(secret);
  return bringer === undefined
    ? `reads its token from the Secret ${secret}, which no stack of the app makes`
    : `reads its token from the Secret ${secret}, which ${bringer} brings, and no operator runs in a rehearsal`;
}

function secretsOf(resources: readonly ConfiguredResource[]): Secrets {
  const made = resources.flatMap(({ type, body }) => {
    if (/^kubernetes_secret(_v1)?$/.test(type)) {
      return blocks(body["metadata"]).map(({ namespace, name }) => key(namespace ?? "default", name));
    }
    const manifest = body["manifest"];
    return isObject(manifest) && manifest["kind"] === "Secret"
      ? [key(at(manifest, "metadata", "namespace"), at(manifest, "metadata", "name"))]
      : [];
  });
  const objects = resources.flatMap(({ type, body }) =>
    type === "helm_release" ? valuesOf(body).flatMap((values) => objectsOf(values["objects"])) : [],
  );
  const external = objects.flatMap((object): [string, string][] => {
    if (object["kind"] !== "ExternalSecret") return [];
    const [namespace, name] = [at(object, "metadata", "namespace"), at(object, "metadata", "name")];
    const store = text(at(object, "spec", "secretStoreRef", "name"));
    const target = at(object, "spec", "target", "name") ?? name;
    return [[key(namespace, target), `the ExternalSecret ${key(namespace, name)} of the store ${store}`]];
  });
  return { made, external: new Map(external) };
}

function valuesOf({ values }: JsonObject): JsonObject[] {
  return (Array.isArray(values) ? (values as unknown[]) : []).flatMap((document) => {
    try {
      const parsed: unknown = JSON.parse(String(document));
      return isObject(parsed) ? [parsed] : [];
    } catch {
      return []; // Terraform works it out
    }
  });
}

function key(namespace: unknown, name: unknown): string {
  const part = (value: unknown): string =>
    typeof value === "string" && value !== "" && !EXPRESSION.test(value) ? value : "*";
  return `${part(namespace)}/${part(name)}`;
}

function matches(pattern: string, secret: string): boolean {
  const [namespace, name] = pattern.split("/");
  const [inNamespace, called] = secret.split("/");
  return (namespace === "*" || namespace === inNamespace) && (name === "*" || name === called);
}
