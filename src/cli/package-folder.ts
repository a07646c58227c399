// Where the package lies that this command belongs to: both src/cli and dist/cli lie two folders below package.json.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const PACKAGE_FOLDER = join(__dirname, "..", "..");

/** The version of the package, which is the provider's too. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(join(PACKAGE_FOLDER, "package.json"), "utf8")) as { version: string };
  return manifest.version;
}
