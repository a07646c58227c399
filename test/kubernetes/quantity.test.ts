// Numbers as Kubernetes quantities, and back.
import * as fc from "fast-check";
import { quantityText, quantityValue } from "../../src/kubernetes/index";

describe("a number as a quantity", () => {
  it.each([
    [0, "0"],
    [1, "1"],
    [10, "10"],
    [2.5, "2500m"],
    [0.7, "700m"],
    [0.0001, "100u"],
    [999, "999"],
    [1_000, "1k"],
    [1_500, "1500"],
    [2_000_000, "2M"],
    [Number.NaN, "NaN"],
  ])("%d is %s, as an API server writes it", (value, text) => {
    expect(quantityText(value)).toBe(text);
  });

  it("stands for the same number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (thousandths) => {
        expect(quantityValue(quantityText(thousandths / 1_000))).toBeCloseTo(thousandths / 1_000, 6);
      }),
    );
  });
});
