// RPCs of ephemeral resources. What `open` leaves in private data is all that `renew` and `close` are told.
import type { ProviderServer } from "../../tfplugin/index.js";
import type { Value } from "../../values/index.js";
import { validateConfig } from "../engine/validate.js";
import { PrivateState } from "../private-state.js";
import { decode, encode } from "./dynamic-value.js";
import type { Session } from "./session.js";

const NONE = Buffer.alloc(0);

type EphemeralRpcs = Pick<
  Required<ProviderServer>,
  "ValidateEphemeralResourceConfig" | "OpenEphemeralResource" | "RenewEphemeralResource" | "CloseEphemeralResource"
>;

/** The RPCs of ephemeral resources. */
export function ephemeralRpcs(session: Session): EphemeralRpcs {
  return {
    ValidateEphemeralResourceConfig: (request) =>
      session.answering((diagnostics) => {
        const ephemeral = session.ephemeralResource(request.typeName);
        const config = decode(request.config, ephemeral.schema);
        validateConfig({ of: ephemeral, config, writeOnlyAllowed: true, diagnostics });
        return {};
      }),

    OpenEphemeralResource: (request) =>
      session.answering(async (diagnostics) => {
        const ephemeral = session.ephemeralResource(request.typeName);
        const privateState = new PrivateState();
        const { result, renewAt } = await ephemeral.open({
          ...session.context(diagnostics),
          config: decode(request.config, ephemeral.schema) as never,
          private: privateState,
        });
        // without `renew` a time to call it would only be an error later
        const renewing = ephemeral.renew && renewAt ? { renewAt } : {};
        return { result: encode(result as Value, ephemeral.schema), private: privateState.toBytes(), ...renewing };
      }),

    RenewEphemeralResource: (request) =>
      session.answering(
        async (diagnostics) => {
          const ephemeral = session.ephemeralResource(request.typeName);
          const privateState = new PrivateState(request.private);
          const context = { ...session.context(diagnostics), private: privateState };
          const renewAt = await ephemeral.renew?.(context);
          return { private: privateState.toBytes(), ...(renewAt ? { renewAt } : {}) };
        },
        { private: request.private ?? NONE },
      ),

    CloseEphemeralResource: (request) =>
      session.answering(async (diagnostics) => {
        const ephemeral = session.ephemeralResource(request.typeName);
        // Terraform closes also after an interrupt, which must not keep what was lent from being given back
        const { signal } = new AbortController();
        const context = { ...session.context(diagnostics), signal };
        await ephemeral.close?.({ ...context, private: new PrivateState(request.private) });
        return {};
      }),
  };
}
