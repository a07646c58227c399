// The compose file of `agentflow build`: one service.
//
// Source: the compose specification (`services`, durations as `600s`, `1m30s`; variables as a list or a map).
import type { GeneratedFault } from "../description.js";
import { environmentFacts, type FileFacts, type Said } from "./file.js";
import { isText, readYaml, textsOf, type YamlDocument } from "./yaml.js";

const FILE = "compose";
const PORT = /^(?:(?:[\d.]+:)?(\d+):)?(\d+)(?:\/tcp)?$/;
/** What compose gives a service that says nothing. */
const GRACE_PERIOD_SECONDS = 10;
const UNITS: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1 };

/** Reads a compose file. */
export function readCompose(text: string): FileFacts {
  const { documents, faults } = readYaml(FILE, text);
  const [document] = documents;
  const services = document?.at("services");
  if (document === undefined || faults.length > 0) return nothing(faults.length > 0 ? faults : [noService(1)]);
  const names = typeof services?.value === "object" ? Object.keys(services.value ?? {}) : [];
  const name = names.find((one) => isServer(document, one)) ?? names[0];
  if (name === undefined) return nothing([noService(services?.line ?? 1)]);
  const of = ["services", name] as const;
  const command = commandOf(document, of);
  const port = portOf(document, of);
  const grace = document.textAt(...of, "stop_grace_period");
  const seconds = secondsOf(grace?.value ?? "");
  const environment = environmentFacts(FILE, variablesOf(document, of));
  const image = document.textAt(...of, "image");
  const user = document.textAt(...of, "user");
  const badGrace: readonly GeneratedFault[] =
    grace !== undefined && seconds === undefined
      ? [{ file: FILE, line: grace.line, value: grace.value, why: "it is no duration", fix: "write it as 600s" }]
      : [];
  return {
    ...environment,
    ...(image === undefined ? {} : { image }),
    ...(user === undefined ? {} : { user }),
    ...(command === undefined ? {} : { command }),
    ...(port === undefined ? {} : { port }),
    gracePeriodSeconds: {
      value: seconds ?? GRACE_PERIOD_SECONDS,
      line: (grace ?? document.at(...of))?.line ?? 1,
    },
    faults: [...environment.faults, ...badGrace],
  };
}

const nothing = (faults: readonly GeneratedFault[]): FileFacts => ({ environment: {}, environmentLines: {}, faults });

const noService = (line: number): GeneratedFault => ({
  file: FILE,
  line,
  why: "it has no service under services",
  fix: "give the file that agentflow build --docker-compose wrote",
});

function isServer(document: YamlDocument, name: string): boolean {
  const words = textsOf(document.at("services", name, "command")?.value) ?? [];
  return words.some((word) => word.includes("agentflow_cli"));
}

function commandOf(document: YamlDocument, of: readonly string[]): Said<readonly string[]> | undefined {
  const given = ["entrypoint", "command"].flatMap((key) => document.at(...of, key) ?? []);
  const [first] = given;
  const words = given.flatMap(({ value }) => (typeof value === "string" ? [value] : (textsOf(value) ?? [])));
  return first === undefined || words.length === 0 ? undefined : { value: words, line: first.line };
}

function portOf(document: YamlDocument, of: readonly string[]): Said<number> | undefined {
  const first = [...of, "ports", 0];
  const said = document.textAt(...first, "target") ?? document.textAt(...first);
  const inside = Number(PORT.exec(said?.value ?? "")?.[2]);
  return said !== undefined && inside >= 1 && inside <= 65_535 ? { value: inside, line: said.line } : undefined;
}

function variablesOf(
  document: YamlDocument,
  of: readonly string[],
): readonly (readonly [name: string, value: string, line: number])[] {
  const found = document.at(...of, "environment");
  if (found === undefined || typeof found.value !== "object" || found.value === null) return [];
  if (Array.isArray(found.value)) {
    return found.value.flatMap((one, index) => {
      const [, name, value = ""] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(isText(one) ? String(one) : "") ?? [];
      const line = document.at(...of, "environment", index)?.line ?? found.line;
      return name === undefined ? [] : [[name, value, line] as const];
    });
  }
  return Object.entries(found.value).map(([name, value]) => {
    const line = document.at(...of, "environment", name)?.line ?? found.line;
    return [name, typeof value === "object" ? "" : String(value), line] as const;
  });
}

function secondsOf(duration: string): number | undefined {
  if (!/^(\d+[hms])+$/.test(duration)) return undefined;
  return [...duration.matchAll(/(\d+)([hms])/g)]
    .map(([, count, unit = "s"]) => Number(count) * (UNITS[unit] ?? 1))
    .reduce((total, one) => total + one, 0);
}
