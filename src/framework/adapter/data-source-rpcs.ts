// RPCs of data sources.
import type { ProviderServer } from "../../tfplugin/index.js";
import type { Value } from "../../values/index.js";
import { validateConfig } from "../engine/validate.js";
import { decode, encode } from "./dynamic-value.js";
import type { Session } from "./session.js";

/** The RPCs of data sources. */
export function dataSourceRpcs(
  session: Session,
): Pick<Required<ProviderServer>, "ValidateDataResourceConfig" | "ReadDataSource"> {
  return {
    ValidateDataResourceConfig: (request) =>
      session.answering((diagnostics) => {
        const dataSource = session.dataSource(request.typeName);
        const config = decode(request.config, dataSource.schema);
        validateConfig({ of: dataSource, config, writeOnlyAllowed: true, diagnostics });
        return {};
      }),

    ReadDataSource: (request) =>
      session.answering(async (diagnostics) => {
        const dataSource = session.dataSource(request.typeName);
        const state = await dataSource.read({
          ...session.context(diagnostics, request.providerMeta),
          config: decode(request.config, dataSource.schema) as never,
        });
        return { state: encode(state as Value, dataSource.schema) };
      }),
  };
}
