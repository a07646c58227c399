// A provider without resources that a test starts as the process it would be. Each RPC does one thing a provider should not.
/* eslint-disable no-console -- what a provider's author may leave behind is what is tested */
import { pb, serve } from "../../src/tfplugin/index.js";

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

const started = serve({
  name: "terraform-provider-fixture",
  provider: {
    GetProviderSchema() {
      console.log("a stray line");
      return { provider: { version: 0n, block: emptyBlock } };
    },
    ValidateProviderConfig() {
      setImmediate(() => {
        throw new Error("nobody caught this");
      });
      return new Promise(() => undefined);
    },
    ConfigureProvider() {
      void Promise.reject(new Error("nobody awaited this"));
      return new Promise(() => undefined);
    },
  },
});
console.log("a line before the handshake");
void started;
