// The provider block: its attributes, and what the gateway client is told by them and by the environment.
//
// An attribute of the block wins over a variable of the environment. Names and fall-backs of address and token are the Go
// provider's; proxies come from the environment alone, by the rules of Go, as for every other provider of a configuration.
// An empty text counts as left out, for every attribute: modules pass on variables whose default is "", and address and
// token fall back on the environment then, as with the Go provider.
import { readFileSync } from "node:fs";
import {
  attribute,
  type ConfigOf,
  conflicting,
  type ConfigValidator,
  defineSchema,
  DiagnosticError,
  type Diagnostics,
  isWhollyKnown,
  parseDuration,
  Path,
  t,
  Unknown,
  type Validator,
  type Value,
} from "../framework/index.js";
import type { GatewayConfigurationError, GatewayOptions, ProxySettings } from "../gateway/index.js";
import { headerValues } from "./validators/collections.js";
import { durationBetween } from "./validators/durations.js";
import { wholeBetween } from "./validators/numbers.js";
import { VERSION } from "./version.js";

const DEFAULT_REQUEST_TIMEOUT = "30s";
const SHORTEST_REQUEST_TIMEOUT = "100ms";
const LONGEST_REQUEST_TIMEOUT = "1h";
/** More tries than this outlast any deadline. */
const MOST_RETRIES = 100;

/** A check of a text that counts as left out where it is empty. */
function unlessEmpty(validator: Validator<string>): Validator<string> {
  return { ...validator, check: (value) => (value === "" ? undefined : validator.check(value)) };
}

/** The provider block. */
export const providerSchema = defineSchema({
  description:
    "Manages organizations, their members and their runners on an [Agyn](https://github.com/agynio) platform through its gateway. An HTTP proxy is taken from the environment: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. An empty text counts as left out. While planning, `request_timeout`, `max_retries` and `exactly_once` may come from what is still to be made; where another attribute does, new objects are planned, and reading existing ones is an error: apply what it comes from first (`terraform apply -target=...`).",
  attributes: {
    api_url: attribute(t.string, {
      optional: true,
      description:
        "Base address of the gateway, such as `https://gateway.agyn.dev:2496` or `https://agyn.example.com/api`; a path is kept. Default: the environment variable `AGYN_API_URL`.",
    }),
    api_token: attribute(t.string, {
      optional: true,
      sensitive: true,
      description:
        "Token to call the gateway with: an API token (`agyn_...`), the cluster admin's, or an OIDC access token. Default: the environment variable `AGYN_API_TOKEN`.",
    }),
    ca_certificate: attribute(t.string, {
      optional: true,
      description:
        "Certificates, in PEM, of authorities that are trusted beside those of Node.js: for a gateway with a certificate of a private authority. Several may follow each other. Excludes `ca_certificate_file`. Default: none.",
    }),
    ca_certificate_file: attribute(t.string, {
      optional: true,
      description:
        "Path of a file with such certificates; a relative one begins at the directory Terraform runs in. Excludes `ca_certificate`. Default: none.",
    }),
    insecure_skip_verify: attribute(t.bool, {
      optional: true,
      description:
        "Takes any certificate of the gateway, with a warning: whoever is on the way can then read the token. For experiments only; a private authority is trusted by `ca_certificate`. Default: `false`.",
    }),
    request_timeout: attribute(t.string, {
      optional: true,
      description: `How long one call may take over all its tries, as a Go duration from \`"${SHORTEST_REQUEST_TIMEOUT}"\` to \`"${LONGEST_REQUEST_TIMEOUT}"\`. Default: \`"${DEFAULT_REQUEST_TIMEOUT}"\`.`,
      validators: [unlessEmpty(durationBetween(SHORTEST_REQUEST_TIMEOUT, LONGEST_REQUEST_TIMEOUT))],
    }),
    max_retries: attribute(t.integer, {
      optional: true,
      description: `How often a call that failed in passing (503, 429, a lost connection) is tried again, 0 to ${MOST_RETRIES}, with growing waits. Only what is safe to repeat is: reads, changes and deletions; creations when nothing was sent. Default: \`5\`, which outlasts a roll-out of the gateway.`,
      validators: [wholeBetween(0, MOST_RETRIES)],
    }),
    headers: attribute(t.map(t.string), {
      optional: true,
      sensitive: true,
      description:
        "Headers of every call, such as those of an access proxy in front of the gateway. Not `authorization` and others the provider sets itself. Default: none.",
      validators: [headerValues()],
    }),
    exactly_once: attribute(t.bool, {
      optional: true,
      description:
        "Proves, after a registration whose answer was lost, which runners it left, and deletes them: exactly one stays. Costs one more call per new runner, which is registered under a name with a nonce and then renamed, and a wait of up to `request_timeout` after a loss. Without it the provider registers once more and names what it may have left in a warning. Default: `false`.",
    }),
  },
});

const bothAuthorities = conflicting("ca_certificate", "ca_certificate_file");

/** Checks of the provider block as a whole. */
export const providerConfigValidators: readonly ConfigValidator[] = [
  {
    description: bothAuthorities.description,
    check: (config, diagnostics) => bothAuthorities.check(withoutEmptyTexts(config), diagnostics),
  },
];

function withoutEmptyTexts<T extends object>(config: T): T {
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, value === "" ? null : value])) as T;
}

/** Where an option's value comes from: an attribute of the provider block (`api_url`), or a variable (`AGYN_API_URL`). */
export type Origins = Readonly<Record<GatewayConfigurationError["option"], string>>;

/** What a session is opened with. */
export interface SessionOptions extends GatewayOptions {
  readonly requestTimeoutMs: number;
  /** A lost registration is cleaned up by proof, see `exactly_once` of the provider block. */
  readonly exactlyOnce: boolean;
}

/** A whole configuration, and where its parts come from. */
export interface Configuration {
  readonly options: SessionOptions;
  readonly origins: Origins;
}

/** What the configuration is made from beside the block itself. */
interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly terraformVersion: string;
  /** Reads proxies out of the environment; given, because the gateway layer is loaded late. */
  readonly proxyFromEnv: (env: NodeJS.ProcessEnv) => ProxySettings;
}

/** What a call can do without while planning: it has a default, or only matters where something is made. */
const NOT_FOR_READING = ["request_timeout", "max_retries", "exactly_once"] as const;
type NotForReading = (typeof NOT_FOR_READING)[number];

/**
 * Whether the block can be used: while planning, parts of it may come from what is still to be made. Address, token, headers and
 * trust have to be known: without them a call would go elsewhere, or be refused for a wrong reason.
 */
export function isKnown(config: Config): config is KnownConfig {
  return Object.entries(config).every(
    ([name, value]) => NOT_FOR_READING.some((known) => known === name) || isWhollyKnown(value as Value),
  );
}

type Config = ConfigOf<typeof providerSchema>;

/** The block without unknown parts but those that no reading needs. */
type KnownConfig = {
  readonly [K in keyof Config]: K extends "headers"
    ? Readonly<Record<string, string>> | null
    : K extends NotForReading
      ? Config[K]
      : Extract<Config[K], string | boolean | number | null>;
};

/** Undefined after errors, which are in `diagnostics`. */
export function readConfiguration(
  block: KnownConfig,
  { env, terraformVersion, proxyFromEnv }: Surroundings,
  diagnostics: Diagnostics,
): Configuration | undefined {
  const config = withoutEmptyTexts(block);
  const url = config.api_url ?? env["AGYN_API_URL"];
  const token = config.api_token ?? env["AGYN_API_TOKEN"];
  if (!url) {
    diagnostics.error(
      "Missing API URL",
      'Neither api_url nor the environment variable AGYN_API_URL is set, so there is no gateway to call. Set one of them to the gateway\'s base address, such as "https://gateway.agyn.dev:2496".',
      "api_url",
    );
  }
  if (!token) {
    diagnostics.error(
      "Missing API token",
      "Neither api_token nor the environment variable AGYN_API_TOKEN is set; the platform would refuse every change. Set one of them to an API token of the user who owns the organizations, or to the cluster admin's token.",
      "api_token",
    );
  }
  const ca = config.ca_certificate ?? readAuthorities(config.ca_certificate_file, diagnostics);
  if (!url || !token || diagnostics.hasErrors) return undefined;
  if (config.insecure_skip_verify === true) {
    diagnostics.warning(
      "Certificates of the gateway are not checked",
      "insecure_skip_verify is true: whoever is between here and the gateway can read the token and every service token, and answer in the gateway's place. Give the authority's certificate as ca_certificate or ca_certificate_file instead, and leave this out.",
      "insecure_skip_verify",
    );
  }
  return {
    options: {
      url,
      token,
      userAgent: `terraform-provider-agyn/${VERSION} terraform/${terraformVersion}`,
      requestTimeoutMs: Math.round(parseDuration(orDefault(config.request_timeout, DEFAULT_REQUEST_TIMEOUT)) ?? 0),
      maxRetries: orDefault(config.max_retries, undefined),
      headers: config.headers ?? undefined,
      ca,
      insecureSkipVerify: config.insecure_skip_verify ?? false,
      proxy: proxyFromEnv(env),
      exactlyOnce: orDefault(config.exactly_once, false),
    },
    origins: {
      url: config.api_url ? "api_url" : "AGYN_API_URL",
      token: config.api_token ? "api_token" : "AGYN_API_TOKEN",
      ca: config.ca_certificate === null ? "ca_certificate_file" : "ca_certificate",
      proxy: /^https:/i.test(url) ? "HTTPS_PROXY" : "HTTP_PROXY",
      headers: "headers",
      requestTimeoutMs: "request_timeout",
      maxRetries: "max_retries",
      userAgent: "User-Agent",
    },
  };
}

/** The value, or what holds where none is given, or none is known while planning. */
function orDefault<T, D>(value: T | null | Unknown, otherwise: D): T | D {
  return value === null || value instanceof Unknown ? otherwise : value;
}

/** What is in the file; undefined where none is named, or where it can not be read, which is said. Never shows what it holds. */
function readAuthorities(path: string | null, diagnostics: Diagnostics): string | undefined {
  if (path === null) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    diagnostics.error(
      "CA certificate file can not be read",
      `ca_certificate_file is ${JSON.stringify(path)}, which can not be read (${code}), so that the gateway's certificate could not be checked. Give the path of a file in PEM that this user may read; a relative path begins at ${JSON.stringify(process.cwd())}.`,
      "ca_certificate_file",
    );
    return undefined;
  }
}

/** The gateway client's own words in its texts, and what is quoted there, which stays as it is. */
const CLIENT_WORDS =
  /"(?:[^"\\]|\\.)*"|use userAgent|by this client|\bproxy\.https?\b|(?<!bearer )\b(?:url|token|ca|maxRetries|requestTimeoutMs)\b/g;

/** The diagnostic for options no gateway can be called with: at the attribute, or with the name of the variable. */
export function describeConfigurationFault(
  { option, message }: GatewayConfigurationError,
  origins: Origins,
): DiagnosticError {
  const ours: Readonly<Record<string, string>> = {
    ...origins,
    ...{ "use userAgent": "leave it out", "by this client": "by the provider" },
    ...{ "proxy.http": origins.proxy, "proxy.https": origins.proxy },
  };
  const origin = origins[option];
  const text = message.replace(CLIENT_WORDS, (word) => ours[word] ?? word);
  // a path leads to nothing where the configuration does not hold the value
  const path = Object.hasOwn(providerSchema.attributes, origin) ? Path.of(origin) : undefined;
  const more = origin === "ca_certificate" ? " The path of a file goes into ca_certificate_file." : "";
  return new DiagnosticError("Provider configuration can not be used", `${text}${more}`, path);
}
