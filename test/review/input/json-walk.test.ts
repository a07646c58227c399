import fc from "fast-check";
import { type JsonPlace, JsonWalk, JsonWalkError } from "../../../src/review/input/json-walk";
import type { Json } from "../../../src/synthesized/index";

/** What a walk says of a document, put together again. */
function walk(bytes: Uint8Array, sizes: readonly number[], levels: number): unknown {
  const root: { top?: unknown } = {};
  const put = (place: JsonPlace, value: unknown): void => {
    let at: unknown = root;
    const keys = ["top", ...place];
    for (const key of keys.slice(0, -1)) at = (at as Record<string, unknown>)[key as string];
    const last = keys.at(-1) as string;
    Object.defineProperty(at, last, { value, enumerable: true, writable: true, configurable: true });
  };
  const reader = new JsonWalk({
    enter: (place, kind) => {
      if (place.length >= levels) return false;
      put(place, kind === "object" ? {} : []);
      return true;
    },
    value: put,
  });
  let from = 0;
  for (let turn = 0; from < bytes.length; turn += 1) {
    const to = from + (sizes[turn % sizes.length] ?? 1);
    reader.push(bytes.slice(from, to));
    from = to;
  }
  reader.end();
  return root.top;
}

function problemOf(text: string | Uint8Array, levels = 3): JsonWalkError {
  try {
    walk(typeof text === "string" ? Buffer.from(text) : text, [1024], levels);
  } catch (error) {
    if (error instanceof JsonWalkError) return error;
    throw error;
  }
  throw new Error("was read");
}

const texts = fc.string({ unit: "binary" });
const values = fc.jsonValue({ stringUnit: "binary" }) as fc.Arbitrary<Json>;
const chunkings = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

describe("walking through JSON", () => {
  it("says what JSON.parse says, wherever chunks end and however deep it goes", () => {
    const spaces = fc.constantFrom(undefined, 2, "\t\r\n ");
    fc.assert(
      fc.property(values, chunkings, fc.nat(4), spaces, fc.boolean(), (value, sizes, levels, space, marked) => {
        const text = JSON.stringify(value, null, space).replaceAll("\t\r\n ", "  ");
        const bytes = Buffer.from(marked ? `\ufeff${text}` : text);
        // a mark has to come in one piece
        const chunks = marked ? [Math.max(3, sizes[0] ?? 3), ...sizes.slice(1)] : sizes;

        expect(walk(bytes, chunks, levels)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it("finds the end of texts with quotes, backslashes and characters of four bytes", () => {
    fc.assert(
      fc.property(fc.dictionary(texts, fc.array(texts)), chunkings, (value, sizes) => {
        expect(walk(Buffer.from(JSON.stringify(value)), sizes, 1)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 200 },
    );
  });

  it("refuses every document that breaks off, and says so", () => {
    const text = '{"a":[{"b":"x\\"y"},12,null],"c":{"d":[true]}}';

    for (let length = 0; length < text.length; length += 1) {
      expect(problemOf(text.slice(0, length))).toMatchObject({ broken: true, atByte: length });
    }
  });

  it("refuses what JSON.parse refuses, and never accepts what it does not", () => {
    const marks = fc.array(fc.constantFrom("{", "}", "[", "]", ",", ":", '"a"', "1", "null", " "), { maxLength: 9 });
    fc.assert(
      fc.property(marks, fc.nat(3), (words, levels) => {
        const text = words.join("");
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        let isTwice = false;
        let isRead = true;
        try {
          walk(Buffer.from(text), [3], levels);
        } catch (error) {
          isRead = false;
          isTwice = error instanceof JsonWalkError && error.problem.includes("twice");
        }
        expect(isRead || isTwice).toBe(isJson || isTwice);
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ["a second document", '{"a":1}\n{"a":2}', "goes on after its end"],
    ["a key that is there twice", '{"checks":[{"a":1,"a":2}]}', "has the same key twice in checks at item 1"],
    ["a comma before the end", '{"a":[1,]}', "is no JSON in a at item 2"],
    ["a bracket of the other kind", '{"a":{"b":[1}]}', "is no JSON in a"],
    ["a word that is none", "Terraform will perform the following actions", "is no JSON at its beginning"],
    ["a bomb of lists", `{"a":${"[".repeat(100_000)}`, "is nested deeper than 200 levels in a"],
  ])("refuses %s", (_what, text, problem) => {
    expect(problemOf(text).problem).toContain(problem);
  });

  it("never quotes what it read", () => {
    const { message } = problemOf('{"hunter2-hunter2": [hunter2-hunter2]}');

    expect(message).not.toContain("hunter2");
  });
});
