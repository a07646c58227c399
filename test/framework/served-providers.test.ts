import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ServedProviders } from "../../src/framework/served-providers";

const hiding = (secret: string) => ({ redact: (text: string) => text.replaceAll(secret, "(hidden)") });

it("takes the secrets of every provider in use out of a text", () => {
  const served = new ServedProviders();
  const providers = [hiding("one"), {}, hiding("two")];
  for (const provider of [...providers, ...providers]) served.add(provider);

  expect(served.redact("one two three")).toBe("(hidden) (hidden) three");
  expect(served.size).toBe(3);
  expect(providers).toHaveLength(3); // used until here
});

it("forgets providers that nobody uses any more", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const served = new ServedProviders();
  for (let n = 0; n < 1_000; n++) served.add(hiding(String(n)));

  // what a reference was made to is kept until the job that made it ends
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  const used = hiding("secret");
  served.add(used);

  expect(served.size).toBeLessThan(10);
  expect(used.redact("secret")).toBe("(hidden)");
});
