import fc from "fast-check";
import { pack, unpack } from "../../../src/review/render/html/packed-data";
import type { PageData, PagePool, PageRunner } from "../../../src/review/render/html/page-data";

const name = fc.oneof(fc.constantFrom("a", "a/b", "b", "~", "=", "", "a/"), fc.string());
const runner = fc.oneof(
  fc.tuple(name, fc.nat(2)),
  fc.tuple(name, fc.nat(2), fc.nat(1)),
  fc.tuple(name, fc.nat(2), fc.nat(1), name),
) as fc.Arbitrary<PageRunner>;
const pool = fc.record(
  {
    id: name,
    path: name,
    region: name,
    team: name,
    tier: name,
    risk: fc.constantFrom("high", "low"),
    before: fc.nat(9),
    after: fc.nat(9),
    changed: fc.constant(true),
    runners: fc.array(runner, { maxLength: 4 }),
  },
  { requiredKeys: ["id", "region", "team", "tier", "before", "after", "runners"] },
) as fc.Arbitrary<PagePool>;

/** With the names of stacks in place of where they are in a list. */
const told = ({ stacks, pools }: PageData): unknown =>
  pools.map((one) => ({ ...one, runners: one.runners.map(([of, stack, ...rest]) => [of, stacks[stack], ...rest]) }));

test("pools are the same after they were packed and unpacked, whatever they are called", () => {
  fc.assert(
    fc.property(fc.array(pool, { maxLength: 5 }), (pools) => {
      const data: PageData = {
        stacks: ["a", "b", "c"],
        happenings: [
          { fate: "destroyed", words: "destroyed" },
          { fate: "created", words: "created" },
        ],
        pools,
      };
      const there = unpack(JSON.parse(JSON.stringify(pack(data))) as ReturnType<typeof pack>);
      expect(told(there)).toEqual(told(data));
      expect(there.happenings).toEqual(data.happenings);
    }),
  );
});
