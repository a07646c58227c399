// How much memory the process takes once it is configured. A plan of a thousand runners had 97 MB resident; two thirds of what
// is above node's own were two habits of V8's (measured with node 20.20; node 22.23 knows both settings too):
//
// - undici parses HTTP in WebAssembly, and V8 optimizes its one large function in a burst of 34 MB; the code that is not
//   optimized parses a page of a hundred runners in well under a millisecond
// - V8 lets the space for new objects grow to 16 MB, while what a call leaves behind fits into a fraction
import { setFlagsFromString } from "node:v8";

/** To be called before the gateway's client makes its first call. */
export function limitMemory(): void {
  setFlagsFromString("--liftoff-only");
  setFlagsFromString("--semi-space-growth-factor=1");
}
