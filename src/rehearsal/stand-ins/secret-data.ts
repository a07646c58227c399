// What goes into a Secret, and when. The write-only arguments are the trap: without a revision of 1 or more an empty Secret is
// made and no error is shown; later changes count only when the revision changes.
//
// Source: hashicorp/terraform-provider-kubernetes `kubernetes/resource_kubernetes_secret_v1.go` (Create, Read,
// Update), issue 2833.
import { type Value, type ValueRecord, valuesEqual } from "../../values/index.js";
import { textMap, whole } from "./records.js";

type Data = Record<string, string>;

/** Content of a new Secret. */
export function secretDataOnCreate(plan: ValueRecord, config: ValueRecord): Data {
  const plain = whole(plan["data_wo_revision"]) >= 1 ? config["data_wo"] : plan["data"];
  const binary = whole(plan["binary_data_wo_revision"]) >= 1 ? config["binary_data_wo"] : plan["binary_data"];
  return { ...textMap(plain), ...decoded(binary) };
}

/** Content after an update; undefined leaves it as it is. */
export function secretDataOnUpdate(state: ValueRecord, plan: ValueRecord, config: ValueRecord): Data | undefined {
  const changed = (name: string) => !valuesEqual("number", state[name] ?? null, plan[name] ?? null);
  const changedMap = (name: string) => JSON.stringify(textMap(state[name])) !== JSON.stringify(textMap(plan[name]));
  const plainWritten = changed("data_wo_revision");
  const binaryWritten = changed("binary_data_wo_revision");
  if (!plainWritten && !binaryWritten && !changedMap("data") && !changedMap("binary_data")) return undefined;
  return {
    ...textMap(plainWritten ? config["data_wo"] : plan["data"]),
    ...decoded(binaryWritten ? config["binary_data_wo"] : plan["binary_data"]),
  };
}

/** Content as a read takes it into the state, which it does unless a revision says that the content is no state's business. */
export function secretDataOnRead(state: ValueRecord, data: Readonly<Data> | undefined): Data | undefined {
  if (whole(state["data_wo_revision"]) > 0 || whole(state["binary_data_wo_revision"]) > 0) {
    return textMap(state["data"]);
  }
  const binary = Object.keys(textMap(state["binary_data"]) ?? {});
  return data && Object.fromEntries(Object.entries(data).filter(([key]) => !binary.includes(key)));
}

function decoded(value: Value | undefined): Data {
  const entries = Object.entries(textMap(value) ?? {});
  return Object.fromEntries(entries.map(([key, base64]) => [key, Buffer.from(base64, "base64").toString("utf8")]));
}
