import { agePublicKey } from "../../src/provider/sealing/age";

const X25519 = "age1pmzxl22j8y7zfte33hzf5ujkep94zx3v7d6ess0zs0ld9d48kptqvtretx";

describe("a public key of age", () => {
  it.each([
    ["of the usual kind", X25519],
    ["of the post-quantum kind", `age1pq1${"38fex".repeat(390)}`],
  ])("%s is taken", (_name, key) => {
    expect(agePublicKey().check(key)).toBeUndefined();
  });

  it.each([
    ["a private key", "AGE-SECRET-KEY-1QQQQ", "A private key where a public one belongs"],
    [
      "a private key in small letters, with a line end",
      "age-secret-key-1qqqq\n",
      "A private key where a public one belongs",
    ],
    ["an SSH key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "Not a public key of age"],
    ["a key with its line end", `${X25519}\n`, "Not a public key of age"],
    ["a key in capitals", X25519.toUpperCase(), "Not a public key of age"],
  ])("fails for %s, which is not quoted", (_name, value, summary) => {
    const fault = agePublicKey().check(value);

    expect(fault?.summary).toBe(summary);
    expect(fault?.detail).not.toContain(value.trim());
  });
});
