// A runner as a compose file.
//
// Source: the compose specification: `$` begins a variable, also in `configs.content` (2.23.1); `stop_grace_period` is 10 s by default,
// after which SIGKILL comes; `restart: always` restarts what exits, not what is unhealthy. Strings are written as JSON, which is YAML.
import type { WorkloadDescription } from "../description/workload.js";
import { inUnits, machineOf } from "./machine.js";
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
  const { texts, brought, stopSeconds, memoryBytes, processors, file } = machineOf(workload, derived, environmentFile);
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
  const configs = Object.fromEntries(Object.values(files).map((content, index) => [`file-${index}`, { content }]));
  const document = {
    name,
    services: { runner: service },
    ...(Object.keys(configs).length === 0 ? {} : { configs }),
  };
  const head = `# ${file}, readable by root only, brings: ${brought.join(", ")}\n`;
  return head + block(escaped(document), "").join("\n") + "\n";
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

/** Lines of a value in block style, texts of several lines as literal blocks. */
function block(value: Value, indent: string): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((one: Value) => {
      const [first = "", ...rest] = isNested(one) ? block(one, `${indent}  `) : [scalar(one, indent)];
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  return Object.entries(value as Readonly<Record<string, Value>>).flatMap(([key, one]) =>
    isNested(one)
      ? [`${indent}${word(key)}:`, ...block(one, `${indent}  `)]
      : [`${indent}${word(key)}: ${scalar(one, indent)}`],
  );
}

const isNested = (value: Value): boolean => typeof value === "object" && Object.keys(value).length > 0;
const word = (text: string): string => (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(text) ? text : JSON.stringify(text));

function scalar(value: Value, indent: string): string {
  const isProgram = typeof value === "string" && /^\S.*\S\n$/s.test(value) && !/[^\n\x20-\x7e]/.test(value);
  if (!isProgram) return JSON.stringify(value);
  const lines = value.trimEnd().split("\n");
  return ["|", ...lines.map((line) => (line === "" ? "" : `${indent}  ${line}`))].join("\n");
}
