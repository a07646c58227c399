import { isSameState, readSavedPlan, statePosition } from "../../../src/review/input/saved-plan";
import { savedPlan, zipOf } from "../../support/zip-file";

const STATE = { serial: 7, lineage: "aaaaaaaa-0000-4000-8000-000000000000" };

describe("a saved plan", () => {
  it("says which file it is, the state it was made for and the JSON it was made from, and nothing of the state", () => {
    const read = readSavedPlan(savedPlan(STATE, { locals: { a: 1 } }));

    expect(read).toEqual({
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      state: STATE,
      configuration: { locals: { a: 1 } },
      hasOtherFiles: false,
    });
  });

  it("says that files beside the JSON overrule it", () => {
    const plan = savedPlan(STATE, {}, [["tfconfig/m-/override.tf", "locals {}"]]);

    expect(readSavedPlan(plan).hasOtherFiles).toBe(true);
  });

  const whole = savedPlan(STATE, {});
  it.each<[string, Buffer, RegExp]>([
    ["is encrypted", Buffer.from('{"meta":{},"encrypted_data":"aGk=","encryption_version":"v0"}'), /^it is encrypted$/],
    ["is a plan's JSON", Buffer.from('{"format_version":"1.2"}'), /^it is JSON, and no saved plan$/],
    ["is empty", Buffer.alloc(0), /^it is no zip, or broken off$/],
    ["is broken off", whole.subarray(0, whole.length - 30), /^it is no zip, or broken off$/],
    ["is another zip", zipOf([["a.txt", "x"]]), /^it is a zip, and no saved plan$/],
    ["has a state without serial", savedPlan({}, {}), /^its state has no serial$/],
    ["has two states", savedPlan(STATE, {}, [["tfstate", "{}"]]), /^two of its members have one name$/],
  ])("that %s says why it can't be looked into", (_what, bytes, why) => {
    expect(readSavedPlan(bytes)).toMatchObject({ closed: expect.stringMatching(why) as string, hasOtherFiles: false });
    expect(readSavedPlan(bytes).state).toBeUndefined();
  });

  it("that was changed at any byte is read as something, or says why not", () => {
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(at) ^ 0xff, at);

      expect(readSavedPlan(changed).sha256).not.toBe(readSavedPlan(whole).sha256);
    }
  });
});

describe("where a state stands", () => {
  it.each([
    ["", { serial: 0, lineage: "" }],
    ["\n", { serial: 0, lineage: "" }],
    [JSON.stringify({ version: 4, ...STATE }), STATE],
    ["{}", undefined],
    ["{", undefined],
    ['{"serial":"7","lineage":"x"}', undefined],
  ])("is read from %j", (text, position) => {
    expect(statePosition(text)).toEqual(position);
  });

  it("is another one with another serial or lineage", () => {
    expect(isSameState(STATE, { ...STATE })).toBe(true);
    expect(isSameState(STATE, { ...STATE, serial: 8 })).toBe(false);
    expect(isSameState(STATE, { ...STATE, lineage: "" })).toBe(false);
  });
});
