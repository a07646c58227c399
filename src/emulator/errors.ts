// What an emulator refuses to do for its user, in code: one class, a stable code per reason, a text that says what to do.

/** Reason of a refusal. */
export type EmulatorErrorCode =
  | "bad_fault"
  | "bad_option"
  | "bad_simulation"
  | "bad_workload"
  | "port_taken"
  | "state_file_corrupt"
  | "state_file_foreign"
  | "state_file_in_use"
  | "state_file_unreadable";

/** Thrown by `startEmulator` before anything was served or written, and by the parts of a running emulator for bad arguments. */
export class EmulatorError extends Error {
  override readonly name = "EmulatorError";

  constructor(
    readonly code: EmulatorErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
