// Stands in for age and age-keygen where a test runs on a machine without them: `node age-stand-in.mjs age-keygen -o FILE`,
// `age-keygen -y FILE`, `age -d -i FILE < SEALED`, `age -r RECIPIENT -o SEALED < FILE`. It is made of the library
// the provider seals with, so it proves the commands of a page and not the format; `openAgeFile` and a real age prove that.
import { readFileSync, writeFileSync } from "node:fs";
import {
  armor,
  Decrypter,
  Encrypter,
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from "age-encryption";

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
} else if (args.includes("-r")) {
  const encrypter = new Encrypter();
  encrypter.addRecipient(after("-r"));
  writeFileSync(after("-o"), await encrypter.encrypt(readFileSync(0)));
} else {
  const decrypter = new Decrypter();
  decrypter.addIdentity(keyIn(after("-i")));
  const sealed = readFileSync(0);
  const isArmored = sealed.subarray(0, 5).toString() === "-----";
  process.stdout.write(await decrypter.decrypt(isArmored ? armor.decode(sealed.toString()) : sealed));
}
