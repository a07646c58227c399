// What the terraform of this machine calls is what was recorded of its version: which processes it starts for a command, and in
// each of them which calls come in which order, with which messages.
import { record, type RecordedCommand, readRecording } from "../conformance/rpc-sequences/record";
import { SCENARIOS } from "../conformance/rpc-sequences/scenarios";
import { describeWith, has } from "../support/terraform-versions";

let anew: readonly RecordedCommand[];
let stored: readonly RecordedCommand[];

beforeAll(async () => {
  const { release, recording } = await record(has);
  const found = readRecording(release);
  if (!found) {
    throw new Error(
      `There is no recording of ${release} to compare with. Make one: node --import tsx scripts/record-rpc-sequences.ts`,
    );
  }
  anew = recording;
  stored = found;
});

const named = (recording: readonly RecordedCommand[], name: string): RecordedCommand | undefined =>
  recording.find((command) => command.name === name);

const rpcs = (command: RecordedCommand | undefined): string[][] | undefined =>
  command?.processes.map((calls) => calls.map(({ rpc }) => rpc));

for (const feature of [undefined, "functions", "ephemeral"] as const) {
  describeWith(feature, "terraform", () => {
    const scenarios = SCENARIOS.filter(({ needs }) => needs === feature);

    it.each(scenarios)("a $name calls what it called when it was recorded", ({ name }) => {
      expect(rpcs(named(anew, name))).toEqual(rpcs(named(stored, name)));
      expect(named(anew, name)).toEqual(named(stored, name));
    });
  });
}
