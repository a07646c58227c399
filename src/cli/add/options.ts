// The command line of `cdktf-agyn add`: what each kind takes, and every fault of it at once.
import { parseWords } from "../words.js";
import type { Plain } from "./render.js";

/** What can be added, and the section of the fleet it goes to. */
export const SECTIONS = { region: "regions", team: "teams", pool: "pools" } as const;
export type Kind = keyof typeof SECTIONS;

export const DEFAULT_FILE = "fleet.yaml";
const MANY = "give it once, with commas between";

const COMMON = {
  file: { type: "string" },
  "dry-run": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const OPTIONS = {
  region: {
    like: { type: "string" },
    "cluster-context": { type: "string" },
    "cluster-kind": { type: "string" },
    "cluster-version": { type: "string" },
    gateway: { type: "string" },
    "private-gateway": { type: "string" },
    "storage-class": { type: "string" },
    "storage-size": { type: "string" },
    capacity: { type: "string", multiple: true },
    ...COMMON,
  },
  team: { organization: { type: "string" }, "organization-name": { type: "string" }, ...COMMON },
  pool: {
    region: { type: "string" },
    regions: { type: "string" },
    team: { type: "string" },
    teams: { type: "string" },
    organization: { type: "string" },
    tier: { type: "string" },
    runners: { type: "string" },
    labels: { type: "string", multiple: true },
    capabilities: { type: "string", multiple: true },
    protect: { type: "boolean" },
    ...COMMON,
  },
} as const;

/** What the command line asks for. */
export interface AddArguments {
  readonly kind: Kind;
  readonly name: string;
  readonly file: string;
  readonly dryRun: boolean;
  /** Name of the region to copy. */
  readonly like?: string;
  /** What the options say; of a copy, what it has otherwise. */
  readonly value: { readonly [key: string]: Plain };
}

type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/**
 * Reads the words after `add`.
 *
 * @returns undefined when help is asked for
 * @throws with every fault, a line each
 */
export function readAddArguments([kind, ...rest]: readonly string[]): AddArguments | undefined {
  if (kind === "--help" || kind === "-h") return undefined;
  if (kind === undefined || !isKind(kind)) {
    const found = kind === undefined ? "what to add is missing" : `${JSON.stringify(kind)} can't be added`;
    throw new Error(`add: ${found}; there is: region, team, pool. See cdktf-agyn add --help.`);
  }
  const options = OPTIONS[kind];
  const allowed = `Allowed: NAME, ${Object.entries(options)
    .map(([name, { type }]) => (type === "string" ? `--${name} VALUE` : `--${name}`))
    .join(", ")}.`;
  const { values, positionals } = parseWords(`add ${kind}`, allowed, rest, {
    allowPositionals: true,
    // of three forms the compiler keeps what they share
    options: options,
  });
  const given: Given = values as Given;
  if (given["help"] === true) return undefined;
  const problems: string[] = [];
  const [name = "", ...more] = positionals;
  if (name.trim() === "") problems.push(`the name of the ${kind} is missing. ${allowed}`);
  if (more.length > 0) problems.push(`one ${kind} is added at a time, and there are ${positionals.length} names`);
  for (const [option, value] of Object.entries(given)) {
    if ([value].flat().some((text) => typeof text === "string" && text.trim() === "")) {
      problems.push(`--${option} is empty; leave it out, or give it a value`);
    }
  }
  const value = VALUES[kind](given, problems);
  if (problems.length > 0) throw new Error(problems.map((problem) => `add ${kind}: ${problem}`).join("\n"));
  const like = textOf(given, "like");
  return {
    kind,
    name,
    file: textOf(given, "file") ?? DEFAULT_FILE,
    dryRun: given["dry-run"] === true,
    ...(like === undefined ? {} : { like }),
    value,
  };
}

function isKind(word: string): word is Kind {
  return Object.hasOwn(SECTIONS, word);
}

const VALUES: Readonly<Record<Kind, (given: Given, problems: string[]) => { readonly [key: string]: Plain }>> = {
  region(given, problems) {
    const cluster = present({
      context: textOf(given, "cluster-context"),
      kind: textOf(given, "cluster-kind"),
      version: textOf(given, "cluster-version"),
    });
    if (cluster["context"] === undefined && textOf(given, "like") === undefined) {
      problems.push("--cluster-context is missing: name the kubeconfig's context of the region's cluster");
    }
    const capacity = present(
      Object.fromEntries(listOf(given, "capacity").map((text) => capacityOf(text, problems) ?? ["", undefined])),
    );
    return present({
      cluster: isEmpty(cluster) ? undefined : cluster,
      gateway: gatewayOf(given, problems),
      storageClass: textOf(given, "storage-class"),
      storageSize: textOf(given, "storage-size"),
      capacity: isEmpty(capacity) ? undefined : capacity,
    });
  },
  team(given, problems) {
    const organization = textOf(given, "organization");
    if (organization === undefined)
      problems.push("--organization is missing: give the slug of the team's organization");
    return present({ organization, organizationName: textOf(given, "organization-name") });
  },
  pool(given, problems) {
    for (const [one, many] of [
      ["region", "regions"],
      ["team", "teams"],
    ] as const) {
      if (given[one] !== undefined && given[many] !== undefined) {
        problems.push(`--${one} and --${many} exclude each other: give one of them`);
      }
    }
    if (given["region"] === undefined && given["regions"] === undefined) {
      problems.push("--region NAME or --regions A,B or --regions all is missing: a pool is somewhere");
    }
    const runners = textOf(given, "runners");
    if (runners !== undefined && !/^[1-9]\d{0,3}$/.test(runners)) {
      problems.push(`--runners is ${JSON.stringify(runners)}; allowed: whole numbers from 1 to 100`);
    }
    const labels = present(Object.fromEntries(listOf(given, "labels").map((text) => labelOf(text, problems))));
    const capabilities = listOf(given, "capabilities");
    return present({
      region: textOf(given, "region"),
      regions: allOrList(given, "regions"),
      team: textOf(given, "team"),
      teams: allOrList(given, "teams"),
      organization: textOf(given, "organization"),
      tier: textOf(given, "tier"),
      runners: runners === undefined ? undefined : Number(runners),
      labels: isEmpty(labels) ? undefined : labels,
      capabilities: capabilities.length === 0 ? undefined : capabilities,
      protect: given["protect"] === true ? true : undefined,
    });
  },
};

function gatewayOf(given: Given, problems: string[]): Plain | undefined {
  const [host, address] = [textOf(given, "gateway"), textOf(given, "private-gateway")];
  if (host !== undefined && address !== undefined) {
    problems.push("--gateway and --private-gateway exclude each other: a region has one way to the gateway");
  }
  if (address !== undefined) return { privateAddress: address };
  if (host === undefined) return undefined;
  if (host === "in-cluster") return { inCluster: true };
  const [, name = "", port] = /^([^:/]+)(?::(\d{1,5}))?$/.exec(host) ?? [];
  if (name === "") {
    problems.push(`--gateway is ${JSON.stringify(host)}; allowed: in-cluster, or HOST[:PORT] of a gateway behind TLS`);
    return undefined;
  }
  return { viaTlsProxy: name, ...(port === undefined ? {} : { port: Number(port) }) };
}

/** `standard=4x16x64Gi`: nodes, cpu and memory of one. */
function capacityOf(text: string, problems: string[]): readonly [string, Plain] | undefined {
  const [, tier = "", nodes, cpu = "", memory = ""] = /^([^=]+)=(\d{1,7})x([^x]+)x([^x]+)$/.exec(text) ?? [];
  if (tier !== "") return [tier, { nodes: Number(nodes), cpu, memory }];
  problems.push(`--capacity is ${JSON.stringify(text)}; allowed: TIER=NODESxCPUxMEMORY, as in standard=4x16x64Gi`);
  return undefined;
}

function labelOf(text: string, problems: string[]): readonly [string, Plain | undefined] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  // what was given may be a secret by mistake, so it is not shown
  problems.push(`--labels has a part that is not KEY=VALUE; ${MANY}, as in --labels cost=4711,owner=ml`);
  return ["", undefined];
}

function allOrList(given: Given, option: string): Plain | undefined {
  const words = listOf(given, option);
  if (words.length === 0) return undefined;
  return words.length === 1 && words[0] === "all" ? "all" : words;
}

/** The words of an option, between commas or from several of it. */
function listOf(given: Given, option: string): readonly string[] {
  return [given[option]]
    .flat()
    .flatMap((text) => (typeof text === "string" ? text.split(",") : []))
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

function textOf(given: Given, option: string): string | undefined {
  const value = given[option];
  return typeof value === "string" ? value.trim() : undefined;
}

function present(parts: Readonly<Record<string, Plain | undefined>>): { readonly [key: string]: Plain } {
  return Object.fromEntries(Object.entries(parts).filter((part): part is [string, Plain] => part[1] !== undefined));
}

function isEmpty(parts: object): boolean {
  return Object.keys(parts).length === 0;
}
