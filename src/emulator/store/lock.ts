// One writer per state file: a lock file beside it with the process id, so that two gateways can't overwrite each other.
//
// A lock whose process is gone (a crash, a kill -9) is taken over. Process ids come back after a reboot, so a lock can be
// refused wrongly; the message names the file to remove.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { EmulatorError } from "../errors.js";
import { systemErrorCode } from "./system-error.js";

/** Locks this process holds: its own id in a lock file proves nothing otherwise. */
const held = new Set<string>();

/**
 * Takes the lock of a state file and returns its release.
 * @throws {EmulatorError} `state_file_in_use`
 */
export function lockStateFile(path: string): () => void {
  const lock = `${path}.lock`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!tryLock(lock)) {
    const owner = Number.parseInt(readText(lock), 10);
    if (held.has(lock) || (owner !== process.pid && isAlive(owner))) {
      throw new EmulatorError(
        "state_file_in_use",
        `The state file ${path} is in use by process ${owner}. Stop that gateway, name another file, or remove ${lock} if there is none.`,
      );
    }
    rmSync(lock, { force: true });
    if (!tryLock(lock)) {
      throw new EmulatorError(
        "state_file_in_use",
        `The state file ${path} was taken by another process just now. Name another file.`,
      );
    }
  }
  held.add(lock);
  return () => {
    held.delete(lock);
    rmSync(lock, { force: true });
  };
}

function tryLock(lock: string): boolean {
  try {
    const file = openSync(lock, "wx", 0o600);
    writeSync(file, `${process.pid}\n`);
    closeSync(file);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") {
      return false;
    }
    throw error;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: somebody else's process, but a process.
    return systemErrorCode(error) === "EPERM";
  }
}
