// RPCs of data sources.
import type { ProviderServer } from "../../tfplugin/index.js";
import type { Value } from "../../values/index.js";
import { validateConfig } from "../engine/validate.js";
import type { Level } from "../schema/block.js";
import { SchemaError } from "../schema/schema.js";
import { decode, encode } from "./dynamic-value.js";
import type { Session } from "./session.js";

/**
 * The RPCs of data sources.
 *
 * @throws {SchemaError} when one has write-only attributes
 */
export function dataSourceRpcs(
  session: Session,
): Pick<Required<ProviderServer>, "ValidateDataResourceConfig" | "ReadDataSource"> {
  for (const [type, { schema }] of Object.entries(session.provider.dataSources)) refuseWriteOnly(type, schema);

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

/** Core keeps what a data source answers as it is, so what is write-only would be kept too. */
function refuseWriteOnly(type: string, schema: Level): void {
  const names = writeOnlyNames(schema);
  if (names.length === 0) return;
  throw new SchemaError(
    `${type}: a data source can not have write-only attributes (${names.join(", ")}), its state is kept as it is answered`,
  );
}

function writeOnlyNames({ attributes, blocks }: Level): string[] {
  const inside = (name: string, level: Level): string[] => writeOnlyNames(level).map((inner) => `${name}.${inner}`);
  return [
    ...Object.entries(attributes).flatMap(([name, { writeOnly, nested }]) =>
      writeOnly ? [name] : nested ? inside(name, { ...nested, blocks: {} }) : [],
    ),
    ...Object.entries(blocks).flatMap(([name, inner]) => inside(name, inner)),
  ];
}
