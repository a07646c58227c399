// How what tests have started ends.
import { closeAll, endsWithTests } from "./harness";

it("ends everything, the last first, also when some of it fails, and tells each failure", async () => {
  const ended: string[] = [];
  const ends = (name: string) => (): Promise<unknown> => Promise.resolve(ended.push(name));
  endsWithTests(ends("first"));
  endsWithTests(() => Promise.reject(new Error("it hangs on")));
  endsWithTests(ends("third"));
  endsWithTests(() => {
    throw new Error("it was never started");
  });

  await expect(closeAll()).rejects.toThrow("Error: it was never started\nError: it hangs on");
  expect(ended).toEqual(["third", "first"]);
  await closeAll();
  expect(ended).toEqual(["third", "first"]);
});
