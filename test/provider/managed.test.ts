import { PrivateState } from "../../src/framework/index";
import type { Runner } from "../../src/gateway/index";
import { sameLabels, sameSet } from "../../src/provider/resources/runner/equality";
import {
  emptying,
  forgetWhatIsGone,
  type LastApplied,
  lastApplied,
  leftAlone,
  managedAs,
  rememberApplied,
  rememberImport,
  rememberInherited,
} from "../../src/provider/resources/runner/managed";
import type { RunnerState } from "../../src/provider/resources/runner/schema";

const nothing = { labels: null, capabilities: null };

describe("what a configuration manages", () => {
  it.each<[string, { labels: unknown; capabilities: unknown }, LastApplied]>([
    ["nothing", nothing, { labels: "none", capabilities: "unmanaged" }],
    ["empty labels and an empty list", { labels: {}, capabilities: [] }, { labels: "none", capabilities: "none" }],
    ["some of both", { labels: { team: "ml" }, capabilities: ["gpu"] }, { labels: "some", capabilities: "some" }],
  ])("is told of %s", (_name, config, expected) => {
    expect(managedAs(config)).toEqual(expected);
  });
});

describe("what was applied last", () => {
  it("is what was remembered, whatever state says, also through bytes", () => {
    const before = new PrivateState(Buffer.alloc(0));
    rememberApplied(before, { labels: { team: "ml" }, capabilities: null });

    const after = new PrivateState(before.toBytes());

    expect(lastApplied(after, { labels: null, capabilities: ["docker"] })).toEqual({
      labels: "some",
      capabilities: "unmanaged",
    });
  });

  it("is nothing for what was imported: it came from the platform", () => {
    const state = new PrivateState(Buffer.alloc(0));
    rememberImport(state);

    expect(lastApplied(state, { labels: { team: "ml" }, capabilities: ["docker"] })).toEqual({
      labels: "none",
      capabilities: "unmanaged",
    });
  });

  it("is what state holds where nothing was remembered: another provider wrote it from a configuration", () => {
    expect(lastApplied(new PrivateState(Buffer.alloc(0)), { labels: { team: "ml" }, capabilities: null })).toEqual({
      labels: "some",
      capabilities: "unmanaged",
    });
  });
});

describe("emptying", () => {
  const some = { labels: "some", capabilities: "some" } as const;
  const none = { labels: "none", capabilities: "none" } as const;
  const unmanaged = { labels: "none", capabilities: "unmanaged" } as const;
  const full = { labels: { team: "ml" }, capabilities: ["gpu"] };

  it.each<[string, LastApplied, LastApplied, Parameters<typeof emptying>[3], string | undefined]>([
    ["is needed when something applied is to go", some, none, full, "needed"],
    ["is nothing when all is gone already", some, none, { labels: null, capabilities: [] }, undefined],
    ["leaves alone what nobody applied", unmanaged, none, full, "left alone"],
    ["is not asked for by a list that is left out", some, unmanaged, full, undefined],
  ])("%s", (_name, before, after, state, expected) => {
    expect(emptying("capabilities", before, after, state)).toBe(expected);
  });
});

describe("what was inherited from another provider", () => {
  it("is remembered as it was before the first read, and once", () => {
    const state = new PrivateState(Buffer.alloc(0));
    rememberInherited(state, nothing);
    rememberInherited(state, { labels: { by: "hand" }, capabilities: ["docker"] });

    expect(lastApplied(state, { labels: null, capabilities: ["docker"] })).toEqual({
      labels: "none",
      capabilities: "unmanaged",
    });
  });
});

describe("what was applied and is gone", () => {
  const applied = { labels: "some", capabilities: "some" } as const;

  it.each<[string, Pick<Runner, "labels" | "capabilities">, LastApplied]>([
    ["nothing", { labels: { by: "hand" }, capabilities: ["x"] }, applied],
    ["labels", { labels: {}, capabilities: ["x"] }, { labels: "none", capabilities: "some" }],
    ["capabilities", { labels: { by: "hand" }, capabilities: [] }, { labels: "some", capabilities: "unmanaged" }],
  ])("asks for nothing to be emptied any more: %s", (_name, actual, expected) => {
    const state = new PrivateState();
    rememberApplied(state, { labels: { team: "ml" }, capabilities: ["docker"] });

    forgetWhatIsGone(state, applied, actual as Runner);

    expect(lastApplied(state, nothing)).toEqual(expected);
  });
});

describe("what was left alone", () => {
  const prior = { labels: { team: "ml" }, capabilities: ["docker"] } as unknown as RunnerState;
  const left = (state: PrivateState): unknown => [leftAlone(state, "labels"), leftAlone(state, "capabilities")];

  it("is known by names alone, as long as nothing is configured", () => {
    const state = new PrivateState();
    rememberApplied(state, { labels: null, capabilities: [] }, prior);
    expect(left(state)).toEqual([["team"], ["docker"]]);

    rememberApplied(state, { labels: {}, capabilities: [] }, { ...prior, labels: null, capabilities: [] });
    expect(left(state)).toEqual([["team"], ["docker"]]);

    rememberApplied(state, { labels: { a: "b" }, capabilities: null }, { ...prior, labels: null, capabilities: [] });
    expect(left(state)).toEqual([[], []]);
  });

  it("is nothing for a new runner", () => {
    const state = new PrivateState();
    rememberApplied(state, nothing, prior);
    rememberApplied(state, nothing);

    expect(left(state)).toEqual([[], []]);
  });
});

describe("equality", () => {
  it.each<[string, string[], string[], boolean]>([
    ["order", ["a", "b"], ["b", "a"], true],
    ["repetition", ["a", "a"], ["a"], true],
    ["a member", ["a"], ["a", "b"], false],
    ["emptiness", [], ["a"], false],
  ])("of capabilities: %s", (_name, a, b, same) => {
    expect(sameSet(a, b)).toBe(same);
  });

  it.each<[string, Record<string, string>, Record<string, string>, boolean]>([
    ["order", { a: "1", b: "2" }, { b: "2", a: "1" }, true],
    ["a value", { a: "1" }, { a: "2" }, false],
    ["a key", { a: "1" }, { b: "1" }, false],
    ["a key that every object inherits", { toString: "1" }, { b: "1" }, false],
  ])("of labels: %s", (_name, a, b, same) => {
    expect(sameLabels(a, b)).toBe(same);
  });
});
