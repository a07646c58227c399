// What is fuzzed: each target has random input and one run on it, which throws when something is wrong.
import fc from "fast-check";
import { handshakeLine, readHostRequest } from "../../src/tfplugin/handshake.js";
import { frame, UnaryReader } from "../../src/tfplugin/grpc/frame.js";
import { GrpcError } from "../../src/tfplugin/grpc/status.js";
import {
  decodeJson,
  decodeMsgpack,
  encodeJson,
  encodeMsgpack,
  numberFromText,
  numberToText,
  type Type,
  unknownAsNull,
  type Value,
  ValueError,
  valuesEqual,
} from "../../src/values/index.js";
import { typed, types, unknowns } from "../../test/values/support.js";
import { damages, damaged, damagedText } from "./damage.js";

interface Target {
  readonly input: fc.Arbitrary<unknown>;
  run(input: unknown): void;
}

/** Keeps the type of a target's input between its two members. */
function target<T>(input: fc.Arbitrary<T>, run: (input: T) => void): Target {
  return { input, run };
}

/** The value of an action; undefined when it throws an error of the one class that may come out. */
function allowed<T>(errorClass: new (...args: never[]) => Error, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof errorClass) return undefined;
    throw error;
  }
}

function hold(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

/** Bytes that were read as a value are read as the same one once they are written again. */
function readsMsgpack(type: Type, bytes: Uint8Array): void {
  const value = allowed(ValueError, () => decodeMsgpack(bytes, type));
  if (value === undefined) return;
  const again = allowed(ValueError, () => encodeMsgpack(value, type));
  if (again) hold(valuesEqual(type, decodeMsgpack(again, type), value), "it is another value when it is read again");
}

function readsJson(type: Type, text: string): void {
  const value = allowed(ValueError, () => decodeJson(text, type));
  if (value === undefined) return;
  const again = allowed(ValueError, () => encodeJson(value, type));
  if (again !== undefined) hold(valuesEqual(type, decodeJson(again, type), value), "it is another value once written");
}

const anyText = fc.string({ unit: "binary", maxLength: 80, size: "max" });
const jsonText = fc
  .array(
    fc.constantFrom(
      ...'[]{},:"\\/ \n-+.eE0123456789'.split(""),
      "null",
      "true",
      '"value":',
      '"type":',
      "\\u",
      "é",
      "\ud800",
    ),
    { maxLength: 60, size: "max" },
  )
  .map((pieces) => pieces.join(""));
const numberText = fc.oneof(
  anyText,
  fc
    .array(fc.constantFrom(..."+-.eE0123456789".split(""), "000", "999"), { maxLength: 30, size: "max" })
    .map((all) => all.join("")),
  fc.double().map(String),
  fc.tuple(fc.bigInt(), fc.bigInt(), fc.integer({ min: -5000, max: 5000 })).map(([a, b, e]) => `${a}.${b}e${e}`),
);
const headBytes = fc.constantFrom(0x80, 0x81, 0x92, 0xa1, 0xc0, 0xc4, 0xc7, 0xcb, 0xcf, 0xd4, 0xdb, 0xdd, 0xdf);
const anyBytes = fc
  .array(fc.oneof(headBytes, fc.nat(255)), { maxLength: 200, size: "max" })
  .map((all): Uint8Array => Uint8Array.from(all));
const anyMessage = fc.uint8Array({ maxLength: 64, size: "max" });
const variables = ["TF_PLUGIN_MAGIC_COOKIE", "PLUGIN_CLIENT_CERT", "PLUGIN_UNIX_SOCKET_DIR", "PLUGIN_MIN_PORT"];

/** Every target by its name. */
export const targets: Readonly<Record<string, Target>> = {
  msgpack: target(fc.tuple(types(true), anyBytes), ([type, bytes]) => readsMsgpack(type, bytes)),

  "msgpack-damaged": target(fc.tuple(typed(true, unknowns), damages), ([[type, value], edits]) => {
    readsMsgpack(type, damaged(encodeMsgpack(value, type), edits));
  }),

  json: target(fc.tuple(types(true), fc.oneof(jsonText, anyText)), ([type, text]) => readsJson(type, text)),

  "json-damaged": target(fc.tuple(typed(true, undefined), damages), ([[type, value], edits]) => {
    readsJson(type, damagedText(encodeJson(value, type), edits));
  }),

  "json-and-msgpack": target(typed(true, unknowns), ([type, value]) => {
    const known: Value = unknownAsNull(value);
    const fromJson = decodeJson(encodeJson(known, type), type);
    hold(valuesEqual(type, decodeMsgpack(encodeMsgpack(fromJson, type), type), known), "the two encodings disagree");
  }),

  number: target(numberText, (text) => {
    const number = numberFromText(text);
    if (number === undefined) return;
    const canonical = numberToText(number);
    const again = numberFromText(canonical);
    hold(again !== undefined && numberToText(again) === canonical, `${canonical} is not read as itself`);
    hold(Number(canonical) === Number(text) + 0, `${canonical} is another number`);
  }),

  frame: target(fc.tuple(anyMessage, fc.array(fc.nat(69), { maxLength: 4 })), ([message, cuts]) => {
    const framed = frame(message);
    for (let at = 0; at <= framed.length; at++) holdMessage(framed, [at], message);
    holdMessage(framed, cuts, message);
  }),

  "frame-damaged": target(fc.tuple(anyMessage, damages, fc.nat(69)), ([message, edits, cut]) => {
    const bytes = damaged(frame(message), edits);
    const read = allowed(GrpcError, () => unary(bytes, [cut]));
    if (read) hold(bytes[0] === 0 && read.equals(bytes.subarray(5)), "a message that was not sent");
  }),

  handshake: target(
    fc.tuple(fc.dictionary(fc.oneof(fc.constantFrom(...variables), anyText), anyText), anyMessage),
    ([env, certificate]) => {
      const host = readHostRequest(env);
      hold(!host.startedByHost, "a random cookie passed");
      hold(host.clientCertificate !== "" && host.socketDirectory !== "", "empty is not the same as absent");
      const line = handshakeLine({ network: "tcp", address: "127.0.0.1:1" }, certificate, host);
      const fields = line.trimEnd().split("|");
      hold(line.indexOf("\n") === line.length - 1, "more than a line");
      hold(fields.length === (host.asksForMultiplexing ? 7 : 6), `${fields.length} fields`);
      hold(Buffer.from(fields[5] ?? "", "base64").equals(Buffer.from(certificate)), "another certificate");
    },
  ),
};

function unary(bytes: Uint8Array, cuts: readonly number[]): Buffer {
  const reader = new UnaryReader();
  let start = 0;
  for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
    const end = Math.min(cut, bytes.length);
    reader.push(Buffer.from(bytes.subarray(start, end)));
    start = end;
  }
  return reader.finish();
}

function holdMessage(framed: Uint8Array, cuts: readonly number[], message: Uint8Array): void {
  hold(unary(framed, cuts).equals(message), `another message when it is cut at ${cuts.join(", ")}`);
}
