import { attribute, requiresReplace, t } from "../../src/framework/index";
import { canonicalText, type Value } from "../../src/values/index";
import { planned, resourceOf } from "./support";

const description = "A text.";
const name = attribute(t.string, { required: true, description });
const slug = attribute(t.string, { optional: true, computed: true, description });
const place = attribute(t.string, { required: true, description, modifiers: [requiresReplace()] });

describe("modifyPlan", () => {
  const attributes = { name, slug };
  const change = { config: { name: "b" }, prior: { name: "a", slug: "s" }, proposed: { name: "b", slug: "s" } };

  it("comes last, replaces parts of the plan and asks for replacements, each once", async () => {
    const seen: string[] = [];
    const resource = resourceOf(
      { attributes: { ...attributes, place } },
      {
        modifyPlan(context) {
          const { plan, state, diagnostics } = context;
          seen.push(
            canonicalText("dynamic", plan as unknown as Value),
            canonicalText("dynamic", state as unknown as Value),
          );
          context.set({ slug: "from-name" });
          context.requireReplace("place");
          context.requireReplace("name");
          diagnostics.warning("Careful", "Really.", "name");
        },
      },
    );

    const result = await planned(resource, {
      config: { name: "b", place: "y" },
      prior: { name: "a", slug: "s", place: "x" },
      proposed: { name: "b", slug: "s", place: "y" },
    });

    expect(seen).toEqual(['{"name":"b","place":"y","slug":?}', '{"name":"a","place":"x","slug":"s"}']);
    expect(result).toEqual({
      planned: '{"name":"b","place":"y","slug":"from-name"}',
      replace: ["name", "place"],
      diagnostics: ["warning name: Careful"],
    });
  });

  it("is told whether an attribute's modifier asked for a replacement", async () => {
    const seen: boolean[] = [];
    const resource = resourceOf(
      { attributes: { name, place } },
      { modifyPlan: ({ replacing }) => void seen.push(replacing) },
    );
    const prior = { name: "a", place: "x" };

    for (const next of [
      { name: "b", place: "x" },
      { name: "a", place: "y" },
    ]) {
      await planned(resource, { config: next, prior, proposed: next });
    }

    expect(seen).toEqual([false, true]);
  });

  it("is given no state on create, and what it throws reaches the caller", async () => {
    const resource = resourceOf(
      { attributes },
      {
        modifyPlan({ state }) {
          throw new Error(state === undefined ? "creating" : "updating");
        },
      },
    );

    await expect(planned(resource, { ...change, prior: null })).rejects.toThrow("creating");
    await expect(planned(resource, change)).rejects.toThrow("updating");
  });
});
