// Bytes to messages and back, in JSON and binary, with the refusals connect-go gives.
//
// Source: connect-go `codec.go` (unknown fields discarded, empty JSON refused, `unmarshal into <Go type>`), Go protojson (texts
// for JSON that is none). The column named for bad JSON and the text for a value of a wrong type are close, not equal.
import {
  create,
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonValue,
  type Message,
  type MessageInitShape,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { RpcError } from "../rpc-error.js";
import type { Codec } from "./headers.js";

/** @throws {RpcError} `invalid_argument` when the bytes are no such message */
export function decodeMessage(codec: Codec, schema: DescMessage, bytes: Buffer): Message {
  if (codec === "json" && bytes.length === 0) {
    throw unreadable("zero-length payload is not a valid JSON object");
  }
  try {
    return codec === "proto"
      ? fromBinary(schema, bytes, { readUnknownFields: false })
      : fromJson(schema, parseJsonObject(bytes), { ignoreUnknownFields: true });
  } catch (error) {
    const problem = error instanceof Error ? error.message : "invalid message";
    throw unreadable(`unmarshal into ${goTypeOf(schema)}: proto: ${problem}`);
  }
}

/** Defaults are left out of JSON; absent optional fields and messages too. */
export function encodeMessage(codec: Codec, schema: DescMessage, answer: MessageInitShape<DescMessage>): Buffer {
  const message = create(schema, answer);
  return codec === "proto"
    ? Buffer.from(toBinary(schema, message))
    : Buffer.from(JSON.stringify(toJson(schema, message)));
}

function unreadable(problem: string): RpcError {
  return new RpcError("invalid_argument", `unmarshal message: ${problem}`);
}

/** `agynio.api.runners.v1.GetRunnerRequest` is `*runnersv1.GetRunnerRequest` in the server's Go. */
function goTypeOf(schema: DescMessage): string {
  const [area = "", version = "", name = ""] = schema.typeName.split(".").slice(-3);
  return `*${area}${version}.${name}`;
}

function parseJsonObject(bytes: Buffer): JsonValue {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("syntax error (line 1:1): invalid UTF-8");
  }
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new Error(syntaxProblem(text, error));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(unexpectedAt(text, text.search(/\S/)));
  }
  return value;
}

/** V8 names a position, or the offending character (its first place is taken), or neither: then the text ended too early. */
function syntaxProblem(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  const position = /position (\d+)/.exec(message)?.[1];
  const character = /Unexpected token '(.)'/su.exec(message)?.[1];
  const offset =
    position !== undefined ? Number(position) : character !== undefined ? text.indexOf(character) : text.length;
  return offset >= text.trimEnd().length ? "unexpected EOF" : unexpectedAt(text, offset);
}

function unexpectedAt(text: string, offset: number): string {
  const before = text.slice(0, offset).split("\n");
  const place = `(line ${before.length}:${(before.at(-1)?.length ?? 0) + 1})`;
  const rest = text.slice(offset);
  const word = /^(?:[{}[\],:]|"(?:[^"\\]|\\.)*"|true|false|null|-?\d[\d.eE+-]*)/.exec(rest)?.[0];
  return word === undefined
    ? `syntax error ${place}: invalid value ${/^[^\s{}[\],:]*/.exec(rest)?.[0] ?? ""}`
    : `syntax error ${place}: unexpected token ${word}`;
}
