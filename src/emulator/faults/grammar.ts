// The one-line form of a fault: TARGET:KIND[=VALUE][,OPTION]... It is what the options, the command line and the control calls take.
//
// The first colon ends the target; commas part the rest, so a value holds none. Every refusal names what is allowed there.
import { EmulatorError } from "../errors.js";
import { HTTP_STATUS_BY_CODE, type RpcCode } from "../rpc-error.js";
import type { Fault, FaultEffect } from "./fault.js";

const MAX_TIMES = 1_000_000;
const MAX_BYTES = 4 * 1024 ** 3;
const MAX_DURATION_MS = 3_600_000;
const CODES = Object.keys(HTTP_STATUS_BY_CODE) as RpcCode[];

const DURATION = "a duration up to 1h, such as 250ms, 2s or 1m";
const SIZE = "a size up to 4GiB, such as 100, 64KiB or 1GiB";

/** A kind of fault: how it is written, and what its value becomes. */
interface Kind {
  /** How the value is described; absent for kinds without one. */
  readonly value?: string;
  /** @returns `undefined` for a value that is none */
  readonly read: (value: string) => FaultEffect | undefined;
}

const KINDS: Readonly<Record<string, Kind>> = {
  latency: { value: DURATION, read: (text) => withNumber(readMs(text), (ms) => ({ kind: "latency", ms })) },
  error: {
    value: `a Connect code: ${CODES.join(", ")}`,
    read: (text) => {
      const code = CODES.find((known) => known === text);
      return code === undefined ? undefined : { kind: "error", code };
    },
  },
  "rate-limit": {
    value: "the seconds of Retry-After, 0 to 3600",
    read: (text) => withNumber(readWhole(text, 3600), (seconds) => ({ kind: "rate-limit", seconds })),
  },
  html: {
    value: "an HTTP status, 400 to 599",
    read: (text) => withNumber(readWhole(text, 599), (status) => (status < 400 ? undefined : { kind: "html", status })),
  },
  redirect: {
    value: "where to, without commas",
    read: (location) => (/^[\x21-\x7e]+$/.test(location) ? { kind: "redirect", location } : undefined),
  },
  "cut-before-send": { read: () => ({ kind: "cut-before-send" }) },
  "cut-after-send": { read: () => ({ kind: "cut-after-send" }) },
  "cut-at": {
    value: "how many bytes of the body still arrive, such as 0 or 10",
    read: (text) => withNumber(readBytes(text), (bytes) => ({ kind: "cut-at", bytes })),
  },
  drip: {
    value: `the pause between two bytes, ${DURATION}`,
    read: (text) => withNumber(readMs(text), (ms) => ({ kind: "drip", ms })),
  },
  "content-type": {
    value: "a content type, such as text/plain",
    read: (type) => (/^[\x21-\x7e]+\/[\x20-\x7e]+$/.test(type) ? { kind: "content-type", type } : undefined),
  },
  truncated: { read: () => ({ kind: "truncated" }) },
  never: { read: () => ({ kind: "never" }) },
  giant: { value: SIZE, read: (text) => withNumber(readBytes(text), (bytes) => ({ kind: "giant", bytes })) },
  "gzip-bomb": { value: SIZE, read: (text) => withNumber(readBytes(text), (bytes) => ({ kind: "gzip-bomb", bytes })) },
};

const OPTIONS: Readonly<Record<string, string>> = {
  times: `times=N, 1 to ${MAX_TIMES}`,
  after: `after=N, 0 to ${MAX_TIMES}`,
  for: "for=DURATION, such as 500ms or 2s",
  "carried-out": "carried-out",
};

/** Every kind as it is written, for help texts. */
export const FAULT_KINDS: readonly string[] = Object.entries(KINDS).map(([name, { value }]) =>
  value === undefined ? name : `${name}=...`,
);

/**
 * Reads a fault from its text.
 * @throws {EmulatorError} `bad_fault`
 */
export function parseFault(text: string): Fault {
  const colon = text.indexOf(":");
  const target = text.slice(0, Math.max(0, colon));
  if (colon < 0 || !/^(?:\*|\w+|\w+\/(?:\w+|\*)|\/[\w./-]*)$/.test(target)) {
    throw bad(
      text,
      "it has to begin with the calls it befalls and a colon: *, RegisterRunner, RunnersGateway/RegisterRunner, RunnersGateway/* or /me",
    );
  }
  const [kindText = "", ...optionTexts] = text.slice(colon + 1).split(",");
  return { text, target, effect: readEffect(text, kindText), ...readOptions(text, optionTexts) };
}

function readEffect(text: string, kindText: string): FaultEffect {
  const [name, value] = splitAtEquals(kindText);
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (kind === undefined) {
    throw bad(text, `the kind "${name}" is none; allowed: ${FAULT_KINDS.join(", ")}`);
  }
  if (kind.value === undefined && value !== undefined) {
    throw bad(text, `"${name}" takes no value`);
  }
  const effect = kind.value !== undefined && value === undefined ? undefined : kind.read(value ?? "");
  if (effect === undefined) {
    const found = value === undefined ? "needs a value" : `can't be "${value}"`;
    throw bad(text, `"${name}" ${found}; allowed: ${kind.value ?? ""}`);
  }
  return effect;
}

function readOptions(
  text: string,
  optionTexts: readonly string[],
): Pick<Fault, "times" | "after" | "forMs" | "carriedOut"> {
  const options: { times?: number; after: number; forMs?: number; carriedOut: boolean } = {
    after: 0,
    carriedOut: false,
  };
  for (const optionText of optionTexts) {
    const [name, value] = splitAtEquals(optionText);
    const times = readWhole(value ?? "", MAX_TIMES);
    const forMs = readMs(value ?? "");
    if (name === "times" && times !== undefined && times > 0) {
      options.times = times;
    } else if (name === "after" && times !== undefined) {
      options.after = times;
    } else if (name === "for" && forMs !== undefined) {
      options.forMs = forMs;
    } else if (name === "carried-out" && value === undefined) {
      options.carriedOut = true;
    } else {
      throw bad(text, `the option "${optionText}" is none; allowed: ${Object.values(OPTIONS).join("; ")}`);
    }
  }
  return options;
}

function splitAtEquals(text: string): [string, string | undefined] {
  const at = text.indexOf("=");
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function withNumber(
  value: number | undefined,
  make: (value: number) => FaultEffect | undefined,
): FaultEffect | undefined {
  return value === undefined ? undefined : make(value);
}

function readWhole(text: string, max: number): number | undefined {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  return value <= max ? value : undefined;
}

function readMs(text: string): number | undefined {
  const [, digits = "", unit = ""] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? [];
  const factor = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit];
  const ms = factor === undefined ? Number.NaN : Number(digits) * factor;
  return ms <= MAX_DURATION_MS ? ms : undefined;
}

function readBytes(text: string): number | undefined {
  const [, digits = "", unit = ""] = /^(\d{1,12})(KiB|MiB|GiB)?$/.exec(text) ?? [];
  const factor = { "": 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }[unit];
  const bytes = digits === "" || factor === undefined ? Number.NaN : Number(digits) * factor;
  return bytes <= MAX_BYTES ? bytes : undefined;
}

function bad(text: string, problem: string): EmulatorError {
  return new EmulatorError("bad_fault", `The fault ${JSON.stringify(text)} can't be used: ${problem}.`);
}
