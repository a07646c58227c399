// Stands in for age and age-keygen where a test runs on a machine without them: `node age-stand-in.mjs age-keygen -o FILE`,
// `age-keygen -y FILE`, `age -d -i FILE < SEALED`. It is made of the library the provider seals with, so it proves the commands of a
// page and not the format; `openAgeFile` and a real age prove that.
import { readFileSync, writeFileSync } from "node:fs";
import { armor, Decrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";

const [program, ...args] = process.argv.slice(2);
const after = (option) => args[args.indexOf(option) + 1];
const keyIn = (path) =>
  readFileSync(path, "utf8")
    .split("\n")
    .find((line) => line.startsWith("AGE-SECRET-KEY-"));

if (program === "age-keygen" && args.includes("-y")) {
  console.log(await identityToRecipient(keyIn(after("-y"))));
} else if (program === "age-keygen") {
  const identity = await (args.includes("-pq") ? generateHybridIdentity() : generateX25519Identity());
  const recipient = await identityToRecipient(identity);
  writeFileSync(after("-o"), `# public key: ${recipient}\n${identity}\n`, { mode: 0o600 });
  console.error(`Public key: ${recipient}`);
} else {
  const decrypter = new Decrypter();
  decrypter.addIdentity(keyIn(after("-i")));
  process.stdout.write(await decrypter.decrypt(armor.decode(readFileSync(0, "utf8")), "text"));
}
