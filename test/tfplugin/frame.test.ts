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
  ["there are two messages", [one, one], GrpcStatus.internal, "expected one message of 3 bytes, got 11"],
  ["there is a byte too many", [one, Buffer.of(0)], GrpcStatus.internal, "got 4"],
  ["the length is a lie", [Buffer.from("00ffffffff616263", "hex")], GrpcStatus.internal, "4294967295 bytes, got 3"],
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

it("fails when more arrives than a message may hold, as soon as it does", () => {
  const reader = new UnaryReader();
  const megabytes = Buffer.alloc(16 * 1024 * 1024);
  for (let n = 0; n < MAX_MESSAGE_BYTES / megabytes.length; n++) reader.push(megabytes);
  reader.push(Buffer.alloc(5)); // the prefix

  expect(() => reader.push(Buffer.alloc(1))).toThrow(GrpcError);
});
