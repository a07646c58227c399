// Examples of our own pages, run as they stand there: that they can be is what the tests of pages prove.
import ts from "typescript";

/** Runs TypeScript of a page. `given`: what it may name and does not make itself; `self`: what `this` is in it. */
export function runExample(code: string, given: Readonly<Record<string, unknown>>, self?: object): void {
  const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  const names = Object.keys(given).filter((name) => !new RegExp(`^const ${name} =`, "m").test(code));
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the examples of our own pages are what is tested
  const example = new Function(...names, outputText) as (...values: unknown[]) => void;
  example.apply(
    self,
    names.map((name) => given[name]),
  );
}
