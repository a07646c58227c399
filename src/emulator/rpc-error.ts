// The Connect error codes, the HTTP status each is sent with, and the one error class by which a service answers them.
//
// Source: connect-go protocol_connect.go (code to HTTP status). Several codes share a status: readers decide on the code.

/** HTTP status per Connect code name. */
export const HTTP_STATUS_BY_CODE = {
  canceled: 499,
  unknown: 500,
  invalid_argument: 400,
  deadline_exceeded: 504,
  not_found: 404,
  already_exists: 409,
  permission_denied: 403,
  resource_exhausted: 429,
  failed_precondition: 400,
  aborted: 409,
  out_of_range: 400,
  unimplemented: 501,
  internal: 500,
  unavailable: 503,
  data_loss: 500,
  unauthenticated: 401,
} as const;

/** Name of a Connect error code, as it stands in an error's JSON. */
export type RpcCode = keyof typeof HTTP_STATUS_BY_CODE;

/** An answer other than success: becomes `{"code","message"}` with the status of the table above. */
export class RpcError extends Error {
  override readonly name = "RpcError";

  constructor(
    readonly code: RpcCode,
    message: string,
  ) {
    super(message);
  }
}
