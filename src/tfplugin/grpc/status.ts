// gRPC status codes as far as a plugin sends them, and the error that carries one to the peer.

/** Status codes, numbered as gRPC numbers them. */
export const GrpcStatus = {
  ok: 0,
  invalidArgument: 3,
  notFound: 5,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
} as const;

/** A call that ends with a status instead of a message. Errors meant for users are diagnostics, never this. */
export class GrpcError extends Error {
  override readonly name = "GrpcError";
  constructor(
    readonly status: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether something is such an error. By its name: the plugin is built as two bundles, each with a class of its own. */
  static is(error: unknown): error is GrpcError {
    return error instanceof Error && error.name === "GrpcError";
  }
}
