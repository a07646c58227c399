// What can go wrong between a client and a platform, as data: which calls it befalls, how often, and what happens to them.
import type { RpcCode } from "../rpc-error.js";

/** What happens to a call. */
export type FaultEffect =
  /** It is carried out later. */
  | { readonly kind: "latency"; readonly ms: number }
  /** A Connect error is answered instead. */
  | { readonly kind: "error"; readonly code: RpcCode }
  /** 429, to be tried again after some seconds. */
  | { readonly kind: "rate-limit"; readonly seconds: number }
  /** The HTML page of a proxy is answered instead. */
  | { readonly kind: "html"; readonly status: number }
  /** 307 to another place. */
  | { readonly kind: "redirect"; readonly location: string }
  /** The connection ends before the call is carried out. */
  | { readonly kind: "cut-before-send" }
  /** The call is carried out, the connection ends before the answer. */
  | { readonly kind: "cut-after-send" }
  /** The connection ends after so many bytes of the answer's body. */
  | { readonly kind: "cut-at"; readonly bytes: number }
  /** The answer's body comes byte by byte. */
  | { readonly kind: "drip"; readonly ms: number }
  /** The answer says it is of another type. */
  | { readonly kind: "content-type"; readonly type: string }
  /** Half of the answer's body, as if it were all. */
  | { readonly kind: "truncated" }
  /** No answer, and the connection stays. */
  | { readonly kind: "never" }
  /** An answer of so many bytes. */
  | { readonly kind: "giant"; readonly bytes: number }
  /** A small packed answer that unpacks to so many bytes. */
  | { readonly kind: "gzip-bomb"; readonly bytes: number }
  /** The call is carried out, its answer waits until it is let go. Only from code. */
  | { readonly kind: "hold"; readonly reached: () => void; readonly released: Promise<void> };

/** A fault as it is asked for. */
export interface Fault {
  /** The text it was made of, for people and logs. */
  readonly text: string;
  /** `*`, `RegisterRunner`, `RunnersGateway/RegisterRunner`, `RunnersGateway/*` or a path such as `/me`. */
  readonly target: string;
  readonly effect: FaultEffect;
  /** How many calls it befalls; absent: every one. */
  readonly times?: number;
  /** How many calls of its target go through before. */
  readonly after: number;
  /** How long it lasts from when it was added, by the emulator's clock; absent: until it is cleared. */
  readonly forMs?: number;
  /** Whether the call is carried out all the same, where the effect takes the answer's place. */
  readonly carriedOut: boolean;
}

/** Whether the call behind an effect reaches the service. */
export function isCarriedOut({ effect, carriedOut }: Fault): boolean {
  switch (effect.kind) {
    case "cut-before-send":
      return false;
    case "error":
    case "rate-limit":
    case "html":
    case "redirect":
    case "never":
    case "giant":
    case "gzip-bomb":
      return carriedOut;
    default:
      return true;
  }
}

/** Whether a fault is about a call. */
export function concerns({ target }: Pick<Fault, "target">, rpc: string): boolean {
  const [service, method] = rpc.split("/", 2);
  return target === "*" || target === rpc || target === method || target === `${service}/*`;
}
