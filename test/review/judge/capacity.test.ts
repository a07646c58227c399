// The capacity ledger, and prices.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capacityTotal, type PriceTable, readPrices } from "../../../src/review/index";
import { app, type Draft, judged } from "./support";

const grown = app((fleet: Draft) => {
  Object.assign(fleet.pools["ml-gpu"] ?? {}, { runners: 1 });
  Object.assign(fleet.regions["east"]?.capacity?.["gpu-nvidia-l4"] ?? {}, { nodes: 5 });
});
const prices: PriceTable = {
  currency: "EUR",
  monthly: { node: { standard: 100, "east/gpu-nvidia-l4": 1000 }, runner: 10 },
};

describe("the capacity ledger", () => {
  const { capacity, currency } = judged(app(), grown, {}, { prices });

  it("has runners, nodes and GPUs of both sides for each region, team and tier", () => {
    expect(
      capacity.map(({ region, team, tier, runners, nodes, gpus }) => [region, team, tier, runners, nodes, gpus]),
    ).toEqual([
      ["east", "ml", "gpu-nvidia-l4", { before: 2, after: 1 }, { before: 2, after: 5 }, { before: 8, after: 20 }],
      ["east", "ml", "standard", { before: 1, after: 1 }, { before: 10, after: 10 }, undefined],
      ["east", "web", "standard", { before: 1, after: 1 }, { before: 10, after: 10 }, undefined],
      ["west", "ml", "standard", { before: 1, after: 1 }, undefined, undefined],
      ["west", "web", "standard", { before: 1, after: 1 }, undefined, undefined],
    ]);
  });

  it("adds up: shared nodes once, and their costs by runners", () => {
    expect(currency).toBe("EUR");
    expect(capacity.map(({ cost }) => cost)).toEqual([
      { before: 2020, after: 5010 },
      { before: 510, after: 510 },
      { before: 510, after: 510 },
      { before: 10, after: 10 },
      { before: 10, after: 10 },
    ]);
    expect(capacityTotal(capacity)).toEqual({
      runners: { before: 6, after: 5 },
      nodes: { before: 12, after: 15 },
      gpus: { before: 8, after: 20 },
      cost: { before: 3060, after: 6050 },
    });
  });

  it("says what it has no price for, and that it has no table", () => {
    const cheap: PriceTable = { currency: "EUR", monthly: { node: { standard: 1 } } };

    expect(judged(app(), app(), {}, { prices: cheap }).notes).toContain(
      "The price table has no price for nodes of east/gpu-nvidia-l4: they count as nothing.",
    );
    expect(judged(app(), app()).notes).toContain("No price table was given: costs are not told.");
  });

  it("keeps nodes that no runner uses any more", () => {
    const empty = app((fleet) => {
      delete fleet.pools["ml-gpu"];
      delete fleet.agents?.["trainer"];
    });
    const row = judged(app(), empty, {}, { prices }).capacity.find(({ tier }) => tier === "gpu-nvidia-l4");

    expect(row).toMatchObject({
      runners: { before: 2, after: 0 },
      nodes: { before: 2, after: 2 },
      cost: { before: 2020, after: 2000 },
    });
  });
});

describe("a price table", () => {
  const reading = (text: string): unknown => {
    const folder = mkdtempSync(join(tmpdir(), "agyn-prices-"));
    try {
      const path = join(folder, "prices.json");
      writeFileSync(path, text);
      return readPrices(path);
    } catch (error) {
      return (error as Error).message.replace(folder, "");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  it("is read from JSON", () => {
    expect(reading(JSON.stringify(prices))).toEqual(prices);
  });

  it.each([
    ["{", "/prices.json is no JSON: correct it"],
    ["[]", "it is a list; write"],
    [
      '{"currency":"eur","monthly":{"node":{}}}',
      'currency is "eur", and sums need one; write three capital letters, as "USD"',
    ],
    ['{"currency":"EUR"}', "monthly is missing, and prices stand there"],
    ['{"currency":"EUR","monthly":{}}', "monthly.node is missing"],
    ['{"currency":"EUR","monthly":{"node":{"a":-1}}}', 'monthly.node["a"] is -1, and nothing can be added up with it'],
    ['{"currency":"EUR","monthly":{"node":{},"runner":"1"}}', 'monthly.runner is "1"'],
    [
      '{"currency":"EUR","monthly":{"node":{},"pool":1}}',
      "monthly.pool is read by nothing; take it out (known: node, runner)",
    ],
  ])("is refused with what is wrong: %s", (text, message) => {
    expect(reading(text)).toContain(message);
  });

  it("is refused with all that is wrong at once, and when there is none", () => {
    expect(reading('{"currency":1,"monthly":{"node":{"a":"b"}}}')).toMatch(
      /currency is 1[\s\S]*monthly\.node\["a"\] is "b"/,
    );
    expect(() => readPrices("/nowhere/prices.json")).toThrow(
      "/nowhere/prices.json can't be read: name a file with prices, or leave it out",
    );
  });
});
