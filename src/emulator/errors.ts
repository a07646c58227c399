// Why an emulator does not start: one class, a stable code per reason, a text that says what to do.

/** Reason an emulator could not be started. */
export type EmulatorErrorCode =
  | "bad_option"
  | "port_taken"
  | "state_file_corrupt"
  | "state_file_foreign"
  | "state_file_in_use"
  | "state_file_unreadable";

/** Thrown by `startEmulator` before anything was served or written. */
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
