// What the kubelet is told about a pod, read out of the synthesized JSON: of the Deployment, and of the ConfigMap that it names. Nothing
// comes from the constructs, so what is run is what would be applied.
//
// Source: `kubernetes_deployment_v1` and `kubernetes_config_map_v1` in Terraform's JSON syntax, where `$${` stands for `${`.
import type { Block, Json, StackJson } from "../../constructs/support";

/** What a probe or a hook does. */
export type Action = { readonly command: readonly string[] } | { readonly path: string; readonly port: number };

/** A probe, seconds. */
export interface ProbeSettings {
  readonly action: Action;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** One variable: its text, that text with `$(NAME)` of others in it, or where its text is. */
export type Variable =
  | string
  | { readonly expanded: string }
  | { readonly secret: string; readonly key: string }
  | { readonly fieldPath: string };

/** What is known of the pods of a Deployment. */
export interface PodSettings {
  readonly name: string;
  readonly replicas: number | undefined;
  /** Undefined: the image's. */
  readonly command: readonly string[] | undefined;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, Variable>>;
  /** Text of the files that are mounted, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Paths of the volumes that begin empty. */
  readonly scratch: readonly string[];
  readonly gracePeriodSeconds: number;
  readonly preStop: Action | undefined;
  readonly probes: Readonly<Record<"startup" | "liveness" | "readiness", ProbeSettings | undefined>>;
}

type Node = { readonly [key: string]: Json } | undefined;

/**
 * Reads the pods of a Deployment.
 *
 * @throws {Error} when there is none of this name, or it says something that only an apply can tell
 */
export function podSettings(stack: StackJson, name: string): PodSettings {
  const deployment = named(stack, "kubernetes_deployment_v1", name);
  const spec = block(deployment["spec"]);
  const pod = block(block(spec?.["template"])?.["spec"]);
  const container = block(pod?.["container"]);
  const config = new Map<string, Readonly<Record<string, string>>>();
  const data = (map: string) => config.get(map) ?? texts(named(stack, "kubernetes_config_map_v1", map)["data"] as Node);
  const volumes = new Map(list(pod?.["volume"]).map((volume) => [text(volume?.["name"]), volume]));
  const mounts = list(container?.["volume_mount"]).map((mount) => ({
    path: text(mount?.["mount_path"]),
    key: text(mount?.["sub_path"]),
    volume: volumes.get(text(mount?.["name"])),
  }));
  const fromMaps = list(container?.["env_from"]).map((from) => data(text(block(from?.["config_map_ref"])?.["name"])));
  return {
    name,
    replicas: spec?.["replicas"] === undefined ? undefined : Number(spec["replicas"]),
    command: container?.["command"] === undefined ? undefined : words(container["command"]),
    args: words(container?.["args"] ?? []),
    environment: {
      ...(Object.assign({}, ...fromMaps) as Record<string, string>),
      ...Object.fromEntries(list(container?.["env"]).map((one) => [text(one?.["name"]), variable(one)])),
    },
    files: Object.fromEntries(
      mounts.flatMap(({ path, key, volume }) => {
        const map = block(volume?.["config_map"]);
        return map === undefined ? [] : [[path, data(text(map["name"]))[key] ?? ""]];
      }),
    ),
    scratch: mounts.filter(({ volume }) => volume?.["empty_dir"] !== undefined).map(({ path }) => path),
    gracePeriodSeconds: Number(pod?.["termination_grace_period_seconds"] ?? 30),
    preStop: action(block(block(container?.["lifecycle"])?.["pre_stop"])),
    probes: {
      startup: probe(block(container?.["startup_probe"])),
      liveness: probe(block(container?.["liveness_probe"])),
      readiness: probe(block(container?.["readiness_probe"])),
    },
  };
}

function named({ resource }: StackJson, type: string, name: string): Block {
  const all = Object.values(resource?.[type] ?? {});
  const found = all.find((one) => block(one["metadata"])?.["name"] === name);
  if (found === undefined) throw new Error(`The synthesized stack has no ${type} of name "${name}".`);
  return found;
}

function variable(one: Node): Variable {
  if (one?.["value"] !== undefined) return { expanded: text(one["value"]) };
  const source = block(one?.["value_from"]);
  const secret = block(source?.["secret_key_ref"]);
  if (secret !== undefined) return { secret: text(secret["name"]), key: text(secret["key"]) };
  return { fieldPath: text(block(source?.["field_ref"])?.["field_path"]) };
}

function probe(known: Node): ProbeSettings | undefined {
  const asked = action(known);
  if (known === undefined || asked === undefined) return undefined;
  return {
    action: asked,
    periodSeconds: Number(known["period_seconds"] ?? 10),
    timeoutSeconds: Number(known["timeout_seconds"] ?? 1),
    failureThreshold: Number(known["failure_threshold"] ?? 3),
  };
}

function action(known: Node): Action | undefined {
  const exec = block(known?.["exec"]);
  const get = block(known?.["http_get"]);
  if (exec !== undefined) return { command: words(exec["command"] ?? []) };
  return get === undefined ? undefined : { path: text(get["path"]), port: Number(get["port"]) };
}

/** Blocks of which there is one are written as an object, or as a list of one. */
function block(json: Json | undefined): Node {
  return list(json)[0];
}

function list(json: Json | undefined): readonly Node[] {
  return (Array.isArray(json) ? json : json === undefined ? [] : [json]) as readonly Node[];
}

const words = (json: Json): readonly string[] => (json as readonly Json[]).map(text);

const texts = (data: Node): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(data ?? {}).map(([key, value]) => [key, text(value)]));

/** A text as Terraform would write it. */
function text(json: Json | undefined): string {
  const written = typeof json === "string" ? json : JSON.stringify(json ?? "");
  if (/(?<![$%])[$%]\{/.test(written))
    throw new Error(`"${written}" is known after an apply only; nothing applies here.`);
  return written.replaceAll("$${", "${").replaceAll("%%{", "%{");
}
