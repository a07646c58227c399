import fc from "fast-check";
import { frame, MAX_MESSAGE_BYTES, UnaryReader } from "../../src/tfplugin/grpc/frame";
import { GrpcError, GrpcStatus } from "../../src/tfplugin/grpc/status";

function read(...chunks: readonly Uint8Array[]): Buffer {
  const reader = new UnaryReader();
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  return reader.finish();
}

it("puts flag and length before a message", () => {
  expect(frame(Buffer.from("abc")).toString("hex")).toBe("0000000003616263");
  expect(frame(Buffer.alloc(0)).toString("hex")).toBe("0000000000");
});

it("reads a message split at any byte", () => {
  const framed = frame(Buffer.from("a message"));

  for (let at = 0; at <= framed.length; at++) {
    expect(read(framed.subarray(0, at), framed.subarray(at)).toString()).toBe("a message");
  }
});

it("reads a message split into any pieces", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(304)), (message, cuts) => {
      const framed = frame(message);
      const at = [0, ...cuts.map((cut) => Math.min(cut, framed.length)), framed.length].sort((a, b) => a - b);
      const pieces = at.slice(1).map((end, i) => framed.subarray(at[i], end));

      expect(read(...pieces).equals(message)).toBe(true);
    }),
  );
});

const one = frame(Buffer.from("abc"));

it.each<[string, readonly Uint8Array[], number, string]>([
  ["nothing arrives", [], GrpcStatus.internal, "without a message"],
  ["the prefix is cut", [one.subarray(0, 4)], GrpcStatus.internal, "without a message"],
  ["the message is cut", [one.subarray(0, 6)], GrpcStatus.internal, "expected one message of 3 bytes, got 1"],
  ["there are two messages", [one, one], GrpcStatus.internal, "expected one message of 3 bytes, got 11 or more"],
  ["there is a byte too many", [one, Buffer.of(0)], GrpcStatus.internal, "got 4 or more"],
  ["the length is a lie", [Buffer.from("0000000004616263", "hex")], GrpcStatus.internal, "4 bytes, got 3"],
  ["the message is compressed", [Buffer.from("0100000000", "hex")], GrpcStatus.unimplemented, "compressed"],
])("fails when %s", (_name, chunks, status, message) => {
  let thrown: unknown;
  try {
    read(...chunks);
  } catch (error) {
    thrown = error;
  }

  expect(thrown).toBeInstanceOf(GrpcError);
  expect(thrown).toMatchObject({ status, message: expect.stringContaining(message) as string });
});

describe("a message over the limit", () => {
  const prefix = (length: number): Buffer => {
    const bytes = Buffer.alloc(5);
    bytes.writeUInt32BE(length, 1);
    return bytes;
  };

  it("is refused with its prefix, before any of it has come", () => {
    expect(() => new UnaryReader().push(prefix(MAX_MESSAGE_BYTES + 1))).toThrow(
      expect.objectContaining({ status: GrpcStatus.resourceExhausted }) as Error,
    );
  });

  it("is one byte longer than what is awaited", () => {
    const reader = new UnaryReader();
    reader.push(prefix(MAX_MESSAGE_BYTES));

    expect(() => reader.finish()).toThrow(`expected one message of ${MAX_MESSAGE_BYTES} bytes, got 0`);
  });
});

it("refuses what is compressed with its first five bytes, even when they come one by one", () => {
  const reader = new UnaryReader();
  for (const byte of [1, 0, 0, 0]) reader.push(Buffer.of(byte));

  expect(() => reader.push(Buffer.of(9))).toThrow("compressed");
});
