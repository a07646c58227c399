// Which terraform is run: TERRAFORM_BINARY_NAME when it is set, else terraform, else tofu, on PATH.
import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { devNull } from "node:os";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { promisify } from "node:util";

const VERSION_TIMEOUT_MS = 30_000;

/** A terraform that can be run. */
export interface TerraformBinary {
  readonly path: string;
  readonly product: "Terraform" | "OpenTofu";
  readonly version: string;
}

/** No terraform, or one that does not start. The message is one sentence that says what to install. */
class TerraformMissingError extends Error {
  override readonly name = "TerraformMissingError";
}

/**
 * Finds terraform.
 * @throws {TerraformMissingError}
 */
export async function findTerraform(env: NodeJS.ProcessEnv): Promise<TerraformBinary> {
  const wanted = env["TERRAFORM_BINARY_NAME"] ?? "";
  const names = wanted === "" ? ["terraform", "tofu"] : [wanted];
  const path = names.map((name) => which(name, env["PATH"] ?? "")).find((found) => found !== undefined);
  if (path === undefined) {
    throw new TerraformMissingError(
      wanted === ""
        ? "Neither terraform nor tofu was found on PATH: install Terraform 1.11 or newer (developer.hashicorp.com/terraform/install) or OpenTofu 1.11 or newer (opentofu.org)."
        : `TERRAFORM_BINARY_NAME is ${JSON.stringify(wanted)}, which was not found: install it, or unset the variable to use terraform or tofu from PATH.`,
    );
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
      `${path} does not answer "version" as Terraform does: install Terraform 1.11 or newer (developer.hashicorp.com/terraform/install) in its place.`,
      { cause: error },
    );
  }
}

function which(name: string, searchPath: string): string | undefined {
  const candidates =
    isAbsolute(name) || name.includes("/")
      ? [resolve(name)]
      : searchPath.split(delimiter).flatMap((folder) => (folder === "" ? [] : [join(folder, name)]));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}
