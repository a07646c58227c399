// When the wrapper leaves, and with what: a supervisor reads it from the exit code, and nobody waits for calls that nobody works on.
import { type Started, wrapped } from "./wrapped";

/** Longer than any test may take: who waits for it fails. */
const HOURS = { UNPOD_WRAPPER_DRAIN_SECONDS: "3600", UNPOD_WRAPPER_LINGER_SECONDS: "3600" };

/** Does one thing after what came before has been said. */
async function act({ child, says }: Started, steps: readonly (readonly [said: string, signal: NodeJS.Signals])[]) {
  for (const [said, signal] of steps) {
    await says(said);
    child.kill(signal);
  }
}

test.each<{
  what: string;
  environment: Readonly<Record<string, string>>;
  place?: string;
  steps: readonly (readonly [string, NodeJS.Signals])[];
  code: number;
}>([
  {
    what: "SIGTERM while it starts, though the program that it imports swallows exceptions",
    environment: HOURS,
    place: "slow:runner",
    steps: [["importing", "SIGTERM"]],
    code: 0,
  },
  {
    what: "SIGTERM while there is no call",
    environment: {},
    steps: [["running", "SIGTERM"]],
    code: 0,
  },
  {
    what: "the end of a runner that drains: nobody sends to it any more, so it does not linger",
    environment: HOURS,
    steps: [
      ["running", "SIGTERM"],
      ["shutdown", "SIGUSR2"],
    ],
    code: 0,
  },
  {
    what: "the end of a runner that drains and takes its calls with it",
    environment: { ...HOURS, CALL: "1", LOSES_CALLS: "1" },
    steps: [
      ["running", "SIGTERM"],
      ["shutdown", "SIGUSR2"],
    ],
    code: 1,
  },
  {
    what: "the end of a runner by itself",
    environment: HOURS,
    steps: [["running", "SIGUSR2"]],
    code: 1,
  },
  {
    what: "the end of a runner by itself that takes its calls with it",
    environment: { ...HOURS, CALL: "1", LOSES_CALLS: "1" },
    steps: [["running", "SIGUSR2"]],
    code: 1,
  },
  {
    what: "a runner that leaves the program with 0",
    environment: { ...HOURS, EXITS: "1" },
    steps: [["running", "SIGUSR2"]],
    code: 1,
  },
  {
    what: "a call that leaves the program with 0",
    environment: { ...HOURS, CALL: "1", CALL_EXITS: "1" },
    steps: [["running", "SIGUSR1"]],
    code: 1,
  },
])("after $what it leaves at once with $code", async ({ environment, place, steps, code }) => {
  const run = wrapped(environment, place);
  await act(run, steps);

  expect(await run.ended).toEqual([code, null]);
});

test("a call that goes on when its runner has ended while it drains is finished", async () => {
  const run = wrapped({ ...HOURS, CALL: "1" });
  await act(run, [
    ["running", "SIGTERM"],
    ["shutdown", "SIGUSR2"],
    ["connection ended", "SIGUSR1"],
  ]);

  expect(await run.ended).toEqual([0, null]);
  expect(run.output()).toContain("call done");
});
