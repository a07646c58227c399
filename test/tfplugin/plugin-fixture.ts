// A provider without resources that a test starts as the process it would be. Most RPCs do one thing a provider should not.
/* eslint-disable no-console -- what a provider's author may leave behind is what is tested */
import { pb, type ProviderServer, serve } from "../../src/tfplugin/index.js";

const emptyBlock: pb.Schema_Block = {
  version: 0n,
  attributes: [],
  blockTypes: [],
  description: "",
  descriptionKind: pb.StringKind.PLAIN,
  deprecated: false,
  deprecationMessage: "",
  computed: false,
};

/** Every connection has its own; GetMetadata tells by a resource name whether this one was stopped. */
function createProvider(): ProviderServer {
  let stopped = false;
  return {
    GetProviderSchema() {
      console.log("a stray line");
      return { provider: { version: 0n, block: emptyBlock } };
    },
    ValidateProviderConfig() {
      setImmediate(() => {
        throw new Error("nobody caught this", { cause: new Error("the token is s3cret") });
      });
      return new Promise(() => undefined);
    },
    ConfigureProvider() {
      void Promise.reject(new Error("nobody awaited this"));
      return new Promise(() => undefined);
    },
    StopProvider() {
      stopped = true;
      return { Error: "" };
    },
    GetMetadata() {
      return { resources: stopped ? [{ typeName: "stopped" }] : [] };
    },
    GetFunctions() {
      console.info("%s and %o", "words", { a: 1 });
      console.dir({ deep: { er: { est: { one: 1 } } } }, { depth: 5 });
      console.table([{ column: 1 }]);
      console.trace("a trace");
      console.assert(false, "an assertion");
      console.count("times");
      return {};
    },
  };
}

const { FIXTURE_NETWORK: network, FIXTURE_CONNECT_GRACE_MS: connectGraceMs } = process.env;
const started = serve({
  name: "terraform-provider-fixture",
  provider: createProvider,
  redact: (text) => text.replaceAll("s3cret", "[redacted]"),
  debug: { source: "example/fixture", args: process.argv.slice(2) },
  ...(network === "tcp" ? { network } : {}),
  ...(connectGraceMs ? { connectGraceMs: Number(connectGraceMs) } : {}),
});
console.log("a line before the handshake");
void started;
