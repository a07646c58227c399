// What a service method gets beside its message, the shape every service has, and what all of them do alike. Services are
// synchronous: one call sees and leaves whole tables.
import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { GenService, GenServiceMethods } from "@bufbuild/protobuf/codegenv2";
import { timestampDate, timestampFromMs, type Timestamp } from "@bufbuild/protobuf/wkt";
import type { Directory } from "../directory.js";
import type { Identity } from "../directory.js";
import { RpcError } from "../rpc-error.js";
import type { Stamper } from "../store/clock.js";
import type { Store } from "../store/store.js";

/** What all services share. */
export interface ServiceDependencies {
  readonly store: Store;
  readonly stamp: Stamper;
  readonly clock: () => Date;
  readonly directory: Directory;
}

/** One function per method of the service, from its request to what its answer, or each answer of its stream, is made of. */
type ServiceMethods<Methods extends GenServiceMethods> = {
  readonly [Name in keyof Methods]: (
    request: MessageShape<Methods[Name]["input"]>,
    caller: Identity | undefined,
  ) => Methods[Name]["methodKind"] extends "server_streaming"
    ? MessageInitShape<Methods[Name]["output"]>[]
    : MessageInitShape<Methods[Name]["output"]>;
};

/** The functions of a generated service. */
export type Implementation<Service> = Service extends GenService<infer Methods> ? ServiceMethods<Methods> : never;

/**
 * The caller, where the organizations and users services ask for one.
 * @throws {RpcError} `unauthenticated`
 */
export function requireIdentity(caller: Identity | undefined): Identity {
  if (caller === undefined) {
    throw new RpcError("unauthenticated", "identity not available: x-identity-id not found in metadata");
  }
  return caller;
}

/**
 * The caller, where the runners service asks for one: its text differs.
 * @throws {RpcError} `unauthenticated`
 */
export function requireIdentityMetadata(caller: Identity | undefined): Identity {
  if (caller === undefined) {
    throw new RpcError("unauthenticated", "unauthenticated: metadata x-identity-id: expected single value, got 0");
  }
  return caller;
}

/** The runners service's answer to whoever lacks a relation. */
export function permissionDenied(): RpcError {
  return new RpcError("permission_denied", "permission denied");
}

/** Whether a number from the wire is a value of an enum: the generated types say it always is. */
export function isEnumValue(names: { readonly [value: number]: string | undefined }, value: number): boolean {
  return names[value] !== undefined;
}

/** Go's `%s` of an enum value: its name, or its number when it has none. */
export function enumText(
  names: { readonly [value: number]: string | undefined },
  prefix: string,
  value: number,
): string {
  const name = names[value];
  return name === undefined ? String(value) : `${prefix}${name}`;
}

/** A stamp of the store (RFC 3339, six digits or none) as a message. */
export function toTimestamp(stamp: string): Timestamp {
  const message = timestampFromMs(Date.parse(stamp.replace(/(\.\d{3})\d*/, "$1")));
  message.nanos += Number(/\.\d{3}(\d{3})/.exec(stamp)?.[1] ?? 0) * 1000;
  return message;
}

/** What every message says of its object first. */
export function toMeta({ id, createdAt, updatedAt }: Readonly<Record<"id" | "createdAt" | "updatedAt", string>>) {
  return { id, createdAt: toTimestamp(createdAt), updatedAt: toTimestamp(updatedAt) };
}

/** A message as a stamp of the store, cut to microseconds as the database does. */
export function fromTimestamp(timestamp: Timestamp): string {
  const seconds = timestampDate({ ...timestamp, nanos: 0 })
    .toISOString()
    .slice(0, 19);
  return `${seconds}.${String(Math.floor(timestamp.nanos / 1000)).padStart(6, "0")}Z`;
}
