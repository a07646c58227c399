// A runner as a compose file.
//
// Source: the compose specification: `$` begins a variable; `stop_grace_period` is 10 s by default, after which SIGKILL comes;
// `restart: always` restarts what exits, not what is unhealthy; configs that are no files of the machine are copied into the container, which
// a read-only root file system refuses (docker/compose#12031, #12531). Strings are written as JSON, which is YAML.
import type { WorkloadDescription } from "../description/workload.js";
import { headOf, inUnits, machineOf } from "./machine.js";
import { WRAPPER_PORT } from "./wrapper.js";

/** What a compose file needs beside what the pool has. */
export interface ComposeOptions {
  /**
   * File with the secrets, one `NAME=value` a line, readable by root only.
   *
   * @default "/etc/unpod-runner/<name>.env"
   */
  readonly environmentFile?: string;

  /**
   * Address of the machine at which the bridge's port is opened, for whatever ends TLS before it. For pools that are served.
   *
   * @default "127.0.0.1"
   */
  readonly bindAddress?: string;
}

/** The file. */
export function composeText(
  workload: WorkloadDescription,
  derived: Readonly<Record<string, string>>,
  { environmentFile, bindAddress = "127.0.0.1" }: ComposeOptions,
): string {
  const machine = machineOf(workload, derived, environmentFile);
  const { texts, stopSeconds, memoryBytes, processors, file } = machine;
  const { name, image, command, files, network, security, unpod } = workload;
  const { wrapper } = unpod ?? {};
  const service = {
    image: image.reference,
    ...(command === undefined ? {} : { entrypoint: command }),
    environment: texts,
    env_file: [file],
    restart: "always",
    stop_signal: "SIGTERM",
    stop_grace_period: `${stopSeconds}s`,
    ...(security.runAsUser === undefined ? {} : { user: String(security.runAsUser) }),
    read_only: security.readOnlyRootFilesystem,
    tmpfs: ["/tmp"],
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    ...(memoryBytes === undefined ? {} : { mem_limit: inUnits(memoryBytes, ["b", "k", "m", "g"]) }),
    ...(processors === undefined ? {} : { cpus: String(processors) }),
    ...(network.port === undefined ? {} : { ports: [`${bindAddress}:${network.port}:${network.port}`] }),
    ...(wrapper === undefined ? {} : { healthcheck: healthcheck(wrapper.python, wrapper.port) }),
    ...(Object.keys(files).length === 0
      ? {}
      : { configs: Object.keys(files).map((target, index) => ({ source: `file-${index}`, target })) }),
  };
  const configs = Object.fromEntries(Object.keys(files).map((path, index) => [`file-${index}`, { file: path }]));
  const document = {
    name,
    services: { runner: service },
    ...(Object.keys(configs).length === 0 ? {} : { configs }),
  };
  return [...headOf(workload, machine), ...block(escaped(document), ""), ""].join("\n");
}

function healthcheck(python = "python3", port = WRAPPER_PORT) {
  const ask = `import urllib.request as u; u.urlopen('http://127.0.0.1:${port}/livez', timeout=4)`;
  return { test: ["CMD", python, "-c", ask], interval: "30s", timeout: "5s", retries: 5, start_period: "300s" };
}

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** Every text as compose has to be given it. */
function escaped(value: unknown): Value {
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "object" || value === null) return value as number | boolean;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, escaped(one)]));
}

/** Lines of a value in block style. */
function block(value: Value, indent: string): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((one: Value) => {
      const [first = "", ...rest] = isNested(one) ? block(one, `${indent}  `) : [JSON.stringify(one)];
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  return Object.entries(value as Readonly<Record<string, Value>>).flatMap(([key, one]) =>
    isNested(one)
      ? [`${indent}${word(key)}:`, ...block(one, `${indent}  `)]
      : [`${indent}${word(key)}: ${JSON.stringify(one)}`],
  );
}

const isNested = (value: Value): boolean => typeof value === "object" && Object.keys(value).length > 0;
const word = (text: string): string => (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(text) ? text : JSON.stringify(text));
