// Values that TypeScript would refuse and JavaScript lets through: told as findings, not as a failure of this package.
import {
  type AgynStack,
  type CloudInitOptions,
  ConstructError,
  RunnerPool,
  type RunnerPoolOptions,
  RunnerTier,
  ThirdPartyRunner,
  type TokenWriter,
  TokenSecret,
} from "../../src/constructs/index";
import { region, synthStack } from "./support";

type Build = (stack: AgynStack) => void;

const pool =
  (options: object): Build =>
  (stack) => {
    new RunnerPool(stack, "ml", {
      region,
      tier: RunnerTier.standard(),
      ...(options as Partial<RunnerPoolOptions>),
    });
  };
const warm = (schedule: object): Build =>
  pool({ tier: RunnerTier.standard({ warm: { slots: 1, schedule: schedule as never } }) });
const runner = (stack: AgynStack, props: object = {}) =>
  new ThirdPartyRunner(stack, "edge", { name: "edge", ...props });
const machine =
  (options: object): Build =>
  (stack) =>
    void runner(stack).cloudInit(options as CloudInitOptions);
const nothing = (() => undefined) as unknown as TokenWriter;
const COMMANDS = { command: ["x"], tokenCommand: ["y"] };

describe("a value that TypeScript would refuse", () => {
  it.each<[string, Build, string]>([
    ["a rotation without generations", pool({ rotation: {} }), "rotation.generations = (nothing): nothing says which"],
    [
      "a drain that is none",
      pool({ nodeDrain: "Wait" }),
      'nodeDrain = "Wait": it is none of the values that there are',
    ],
    [
      "a level that is none",
      pool({ podSecurity: "none" }),
      'podSecurity = "none": it is none of the values that there are',
    ],
    [
      "a peer that is none",
      pool({ networkPolicy: { overlay: [undefined] } }),
      "networkPolicy.overlay[0] = (nothing): a peer is addresses or a namespace",
    ],
    ["a time that is none", warm([{ slots: 1 }]), "tier.warm.schedule[0].cron = (nothing): it has 0 fields"],
    ["a machine of nothing", machine({}), "command = (nothing): the service would have nothing to run"],
    [
      "a variable of nothing",
      machine({ ...COMMANDS, environment: { A: undefined } }),
      "environment.A = (nothing): a process is given texts",
    ],
    ["a number in a command", machine({ ...COMMANDS, command: ["x", 1] }), "command[1] = 1: a process is given texts"],
    [
      "a manager without a writer",
      (stack) => void runner(stack, { manager: { remoteKey: "a" } }),
      "manager.write = (nothing): nothing would write the token",
    ],
    [
      "a writer that answers nothing",
      (stack) => void runner(stack, { manager: { remoteKey: "a", write: nothing } }),
      "write = (nothing): the runner would start before its token is in the manager",
    ],
    [
      "a writer that is no function",
      pool({ tokenSecrets: TokenSecret.external({ store: "s", remoteKey: "{runner}", write: "x" as never }) }),
      'tokenSecrets.write = "x": nothing would write the token',
    ],
    [
      "a second wait",
      (stack) => {
        const waited = runner(stack);
        waited.waitForEnrollment([]);
        waited.waitForEnrollment([]);
      },
      'waitForEnrollment = "a second call": the runner is waited for already',
    ],
  ])("is a finding: %s", (_, build, text) => {
    let thrown: unknown;
    try {
      synthStack(build);
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toBeInstanceOf(ConstructError);
    expect((thrown as ConstructError).message).toContain(text);
  });
});
