// RPCs by which objects come into a state other than by being created: saved by an older release, imported, moved from another
// resource type.
import type { pb, ProviderServer } from "../../tfplugin/index.js";
import type { Value } from "../../values/index.js";
import { DiagnosticError } from "../diagnostics.js";
import { withoutWriteOnly } from "../engine/transform.js";
import { type Saved, upgradeIdentity, upgradeState } from "../engine/upgrade.js";
import { PrivateState } from "../private-state.js";
import type { Resource } from "../resource.js";
import { emptyObject } from "../schema/empty.js";
import { decodeIdentity, encode, encodeIdentity } from "./dynamic-value.js";
import type { Session } from "./session.js";

type ResourceStateRpcs = Pick<
  Required<ProviderServer>,
  "UpgradeResourceState" | "UpgradeResourceIdentity" | "ImportResourceState" | "MoveResourceState"
>;

/** The RPCs by which objects come into a state other than by being created. */
export function resourceStateRpcs(session: Session): ResourceStateRpcs {
  return {
    UpgradeResourceState: (request) =>
      session.answering(async () => {
        const resource = session.resource(request.typeName);
        const state = await upgradeState(request.typeName, resource, saved(request.version, request.rawState));
        return { upgradedState: encode(state, resource.schema) };
      }),

    UpgradeResourceIdentity: (request) =>
      session.answering(async () => {
        const resource = session.resource(request.typeName);
        const identity = await upgradeIdentity(request.typeName, resource, saved(request.version, request.rawIdentity));
        return { upgradedIdentity: encodeIdentity(identity, resource.identity?.schema) };
      }),

    ImportResourceState: (request) =>
      session.answering(async (diagnostics) => {
        const resource = session.resource(request.typeName);
        const { schema, identity } = resource;
        if (!resource.importState) {
          throw new DiagnosticError(
            "Import is not supported",
            `${request.typeName} can not be imported: there is nothing to import, let it be created.`,
          );
        }
        const privateState = new PrivateState();
        const state = await resource.importState({
          ...session.context(diagnostics),
          id: request.id,
          identity: decodeIdentity(request.identity, identity?.schema) as never,
          private: privateState,
          empty: emptyObject(schema) as never,
        });
        if (diagnostics.hasErrors) return {};
        privateState.markImported();
        const imported = {
          typeName: request.typeName,
          state: encode(withoutWriteOnly(schema, state as Value), schema),
          private: privateState.toBytes(),
          identity: request.identity,
        };
        return { importedResources: [imported] };
      }),

    MoveResourceState: (request) =>
      session.answering(async () => {
        const resource = session.resource(request.targetTypeName);
        const moved = await takenOver(resource, request);
        if (moved !== undefined) {
          const targetState = encode(withoutWriteOnly(resource.schema, moved.state), resource.schema);
          return { targetState, targetPrivate: moved.private.toBytes() };
        }
        throw new DiagnosticError(
          "Objects of this type can not be moved here",
          `${request.targetTypeName} does not know how to take over an object of ${request.sourceTypeName} (${request.sourceProviderAddress}, schema version ${request.sourceSchemaVersion.toString()}). Remove the moved block; take the object out of the state with a removed block and import it instead.`,
        );
      }),
  };
}

/** What the first mover made that did not decline. */
async function takenOver(
  { stateMovers = [] }: Resource,
  request: pb.MoveResourceState_Request,
): Promise<{ readonly state: Value; readonly private: PrivateState } | undefined> {
  const { json } = saved(request.sourceSchemaVersion, request.sourceState);
  if (json === undefined) return undefined;
  for (const mover of stateMovers) {
    const source = {
      provider: request.sourceProviderAddress,
      type: request.sourceTypeName,
      schemaVersion: Number(request.sourceSchemaVersion),
      stateJson: json,
      private: new PrivateState(request.sourcePrivate),
    };
    const target = new PrivateState();
    const state = await mover.move(source, target);
    if (state !== undefined) return { state: state as Value, private: target };
  }
  return undefined;
}

function saved(version: bigint, raw: pb.RawState | undefined): Saved {
  const json = raw && raw.json.length > 0 ? raw.json.toString() : undefined;
  return { version: Number(version), json };
}
