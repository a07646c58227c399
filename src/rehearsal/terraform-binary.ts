// Which terraform is run: TERRAFORM_BINARY_NAME when it is set, else terraform, else tofu, on PATH.
import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { devNull } from "node:os";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { promisify } from "node:util";

const VERSION_TIMEOUT_MS = 30_000;
const TERRAFORM = "Terraform 1.11 or newer (developer.hashicorp.com/terraform/install)";
const INSTALL_EITHER = `install ${TERRAFORM} or OpenTofu 1.11 or newer (opentofu.org)`;

/** A terraform that can be run. */
export interface TerraformBinary {
  readonly path: string;
  readonly product: "Terraform" | "OpenTofu";
  readonly version: string;
}

/** No terraform, or one that does not start. The message is one sentence that says what to do. */
export class TerraformMissingError extends Error {
  override readonly name = "TerraformMissingError";
  constructor(
    /** What was found, without a full stop. */
    readonly found: string,
    /** What to do, without a full stop. */
    readonly fix: string,
    options?: ErrorOptions,
  ) {
    super(`${found}: ${fix}.`, options);
  }
}

/**
 * Finds terraform.
 * @throws {TerraformMissingError}
 */
export async function findTerraform(env: NodeJS.ProcessEnv): Promise<TerraformBinary> {
  const wanted = env["TERRAFORM_BINARY_NAME"] ?? "";
  const names = wanted === "" ? ["terraform", "tofu"] : [wanted];
  const candidates = names.flatMap((name) => candidatesOf(name, env["PATH"] ?? ""));
  const path = candidates.find(mayRun);
  if (path === undefined) {
    if (wanted === "") throw new TerraformMissingError("Neither terraform nor tofu was found on PATH", INSTALL_EITHER);
    const named = `TERRAFORM_BINARY_NAME is ${JSON.stringify(wanted)}`;
    const otherwise = "or unset the variable to use terraform or tofu from PATH";
    throw candidates.some((candidate) => existsSync(candidate))
      ? new TerraformMissingError(`${named}, which is no file that may be executed`, `make it executable, ${otherwise}`)
      : new TerraformMissingError(`${named}, which was not found`, `install it, ${otherwise}`);
  }
  try {
    const text = await promisify(execFile)(path, ["version"], {
      timeout: VERSION_TIMEOUT_MS,
      env: { PATH: env["PATH"], CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: devNull },
    });
    const [, product, version] = /^(Terraform|OpenTofu) v(\S+)/.exec(text.stdout) ?? [];
    if (version === undefined) throw new Error("its first line names neither Terraform nor OpenTofu");
    return { path, product: product === "OpenTofu" ? "OpenTofu" : "Terraform", version };
  } catch (error) {
    throw new TerraformMissingError(
      `${path} does not answer "version" as Terraform does`,
      `install ${TERRAFORM} in its place`,
      { cause: error },
    );
  }
}

function candidatesOf(name: string, searchPath: string): readonly string[] {
  if (isAbsolute(name) || name.includes("/")) return [resolve(name)];
  return searchPath.split(delimiter).flatMap((folder) => (folder === "" ? [] : [join(folder, name)]));
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
