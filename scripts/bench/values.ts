// What reading and writing values costs, against `JSON.parse` and `JSON.stringify` of the same data: both directions of a list
// of some 10 MB of runners, with short texts, maps and lists, as agyn_runner has them.
import {
  decodeJson,
  decodeMsgpack,
  encodeJson,
  encodeMsgpack,
  listOf,
  mapOf,
  objectOf,
  type Value,
} from "../../src/values/index.js";
import { type Figure, median } from "./figure.js";

const RUNNERS = 25_000;

const type = listOf(
  objectOf({
    id: "string",
    identity_id: "string",
    name: "string",
    organization_id: "string",
    status: "string",
    service_token: "string",
    service_token_revision: "number",
    labels: mapOf("string"),
    capabilities: listOf("string"),
    enrolled: "bool",
    deletion_reason: "string",
  }),
);

/** As a person would invent them: no two runners are the same, and most texts are short. */
function runners(): Value[] {
  const uuid = (n: number, kind: string): string =>
    `${n.toString(16).padStart(8, "0")}-${kind}-4000-8000-${(n * 7919).toString(16).padStart(12, "0")}`;
  return Array.from({ length: RUNNERS }, (_, n) => ({
    capabilities: ["docker", "gpu", `cuda-12.${n % 9}`],
    deletion_reason: null,
    enrolled: n % 3 !== 0,
    id: uuid(n, "a1b2"),
    identity_id: uuid(n, "c3d4"),
    labels: {
      team: `team-${n % 40}`,
      region: n % 2 === 0 ? "eu-west-1" : "us-east-2",
      tier: "l4",
      pool: `pool-${n % 200}`,
      ordinal: String(n),
    },
    name: `runner-${n}`,
    organization_id: uuid(n % 50, "e5f6"),
    service_token: `agyn_rt_${uuid(n, "0000").replaceAll("-", "")}`,
    service_token_revision: n % 1000,
    status: "online",
  }));
}

/** Milliseconds of each action, taken in turn so that a busy moment falls on all of them; the first rounds are for warming up. */
function timed(rounds: number, actions: readonly (() => unknown)[]): readonly number[] {
  const samples = actions.map((): number[] => []);
  for (let round = -2; round < rounds; round++) {
    actions.forEach((action, i) => {
      const started = performance.now();
      action();
      if (round >= 0) samples[i]?.push(performance.now() - started);
    });
  }
  return samples.map(median);
}

/**
 * Measures both codecs.
 *
 * @param rounds of which the median is taken
 */
export function benchValues(rounds: number): Promise<readonly Figure[]> {
  const wire = encodeMsgpack(runners(), type);
  const value = decodeMsgpack(wire, type);
  const json = encodeJson(value, type);
  const plain: unknown = JSON.parse(json);
  const [floor = 0, msgpack = 0, state = 0] = timed(rounds, [
    () => [JSON.parse(json) as unknown, JSON.stringify(plain)],
    () => [decodeMsgpack(wire, type), encodeMsgpack(value, type)],
    () => [decodeJson(json, type), encodeJson(value, type)],
  ]);
  const size = `${(wire.length / 1e6).toFixed(1)} MB of runners`;
  return Promise.resolve([
    { what: `values on the wire, ${size} read and written`, ms: msgpack, floorMs: floor, mark: 4 },
    { what: `values in state, ${size} read and written`, ms: state, floorMs: floor, mark: 10 },
  ]);
}
