// What a service method gets beside its message, and the shape every service has. Services are synchronous: one call sees and
// leaves whole tables.
import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { GenService, GenServiceMethods } from "@bufbuild/protobuf/codegenv2";
import { timestampFromMs, type Timestamp } from "@bufbuild/protobuf/wkt";
import type { Identity } from "../identity.js";
import type { Stamper } from "../store/clock.js";
import type { Store } from "../store/store.js";

/** What all services share. */
export interface ServiceDependencies {
  readonly store: Store;
  readonly stamp: Stamper;
}

/** One function per method of the service, from its request to what its answer is made of. */
export type ServiceMethods<Methods extends GenServiceMethods> = {
  readonly [Name in keyof Methods]: (
    request: MessageShape<Methods[Name]["input"]>,
    caller: Identity | undefined,
  ) => MessageInitShape<Methods[Name]["output"]>;
};

/** The functions of a generated service. */
export type Implementation<Service> = Service extends GenService<infer Methods> ? ServiceMethods<Methods> : never;

/** A stamp of the store (RFC 3339, six digits) as a message. */
export function toTimestamp(stamp: string): Timestamp {
  const message = timestampFromMs(Date.parse(`${stamp.slice(0, 23)}Z`));
  message.nanos += Number(stamp.slice(23, 26)) * 1000;
  return message;
}
