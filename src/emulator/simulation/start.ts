// Putting a simulation into an emulator: its clock, which becomes the emulator's, and the timer of one that follows real time.
import { SimulatedClock } from "./clock.js";
import { requirePlan } from "./plan-file.js";
import { Orchestrator, type SimulationParts } from "./simulation.js";
import type { Simulation, SimulationOptions } from "./types.js";

/** How often a simulation that follows looks at the clock. */
const LOOK_MS = 1_000;

/** A simulation that is checked and has a clock, before there are tables to work on. */
export interface PreparedSimulation {
  readonly clock: () => Date;
  over(parts: Pick<SimulationParts, "store" | "stamp" | "workloads">): SimulationInEmulator;
}

/** A simulation in an emulator. */
export interface SimulationInEmulator {
  readonly simulation: Simulation;
  /** Lets one that follows real time begin. */
  run(): void;
  end(): void;
}

/**
 * Checks the options of a simulation.
 * @param clock where its time begins, and what it follows
 * @throws {EmulatorError} `bad_simulation`
 */
export function prepareSimulation(options: SimulationOptions, clock: () => Date): PreparedSimulation {
  const plan = requirePlan(options.plan);
  const { follow = false, onEvent } = options;
  const simulated = new SimulatedClock(clock, follow);
  return {
    clock: () => new Date(simulated.nowMs),
    over(parts) {
      const simulation = new Orchestrator({
        ...parts,
        plan,
        clock: simulated,
        ...(onEvent === undefined ? {} : { onEvent }),
      });
      let timer: NodeJS.Timeout | undefined;
      return {
        simulation,
        run() {
          if (follow) {
            simulation.catchUp();
            timer = setInterval(() => simulation.catchUp(), LOOK_MS).unref();
          }
        },
        end: () => clearInterval(timer),
      };
    },
  };
}
