// What a review costs grows with what it is about, and no faster. Calls of functions are counted, which are the same on every machine;
// how long they take, and how much memory, `npm run bench -- review` measures.
import { Session } from "node:inspector";
import { digestPlan } from "../../src/review/digest/digest-plan";
import { renderAnnotations, renderHtml, renderMarkdown, renderSarif, type Review } from "../../src/review/index";
import { worstReview } from "../support/large-review";
import { chunksOf, planJson } from "../support/plan-json";

interface Coverage {
  readonly result: readonly {
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

/** Calls of functions while something is done. */
async function callsOf(act: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  const post = (method: string, params: object = {}): Promise<object> =>
    new Promise((resolve, reject) => {
      session.post(method, params, (error, result) => (error === null ? resolve(result ?? {}) : reject(error)));
    });
  try {
    await post("Profiler.enable");
    await post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
    await act();
    const { result } = (await post("Profiler.takePreciseCoverage")) as Coverage;
    return result.flatMap(({ functions }) => functions).reduce((sum, { ranges }) => sum + (ranges[0]?.count ?? 0), 0);
  } finally {
    session.disconnect();
  }
}

/** A plan with so many objects, of which each second changes. */
const planOf = (objects: number): (() => Promise<unknown>) => {
  const resources = Array.from({ length: objects }, (_, index) => ({
    address: index % 4 === 0 ? `agyn_runner.r${index}` : `kubernetes_namespace_v1.n${index}`,
    actions: index % 2 === 0 ? ["update"] : ["no-op"],
    before: { name: `r${index}`, labels: { region: "eu", team: `t${index}` } },
    after: { name: `r${index}`, labels: { region: "eu", team: `t${index % 2 === 0 ? "new" : index}` } },
  }));
  const plan = planJson(resources);
  return () => digestPlan(chunksOf(plan), { stack: "eu" });
};

const SOURCES = { entry: "main.ts" };

const ofReview =
  (render: (review: Review) => unknown) =>
  (pools: number): (() => unknown) => {
    const review = worstReview(pools);
    return () => render(review);
  };

test.each<[string, (size: number) => () => unknown]>([
  ["the digest of a plan", planOf],
  ["HTML", ofReview((review) => renderHtml(review))],
  ["a comment", ofReview((review) => renderMarkdown(review, { budget: 1e9 }))],
  ["annotations, with the text after them", ofReview((review) => renderAnnotations(review, { sources: SOURCES }))],
  ["SARIF", ofReview((review) => renderSarif(review, { version: "0", rules: [], sources: SOURCES }))],
])("the calls of %s grow no faster than its size", async (_, of) => {
  const small = await callsOf(of(300));
  const middle = await callsOf(of(600));
  const large = await callsOf(of(1_200));
  expect(middle - small).toBeGreaterThan(300);
  // what grows with the square would be four times as much; sorting costs a little more than its size
  expect((large - middle) / (middle - small)).toBeLessThan(3);
});
