// Which texts are networks to the API server.
import { isNetwork } from "../../src/kubernetes/networks";

describe("a network", () => {
  it.each([
    ...["0.0.0.0/0", "10.20.0.0/16", "192.0.2.10/32", "10.128.0.0/9", "100.64.0.0/10"],
    ...["::/0", "::1/128", "fd00::/8", "2001:db8::/33", "2001:db8:8000::/33", "1:2:3:4:5:6:7:8/128"],
  ])("is %s", (text) => {
    expect(isNetwork(text)).toBe(true);
  });

  it.each([
    ...[
      "",
      "10.0.0.0",
      "10.0.0.0/",
      "10.0.0.0/33",
      "10.0.0.0/08",
      "10.20.0.1/16",
      "010.0.0.0/8",
      "10.0.0/8",
      "gateway/8",
    ],
    ...["::/129", "2001:db8:8000::/32", "fe80::%eth0/64", "::ffff:10.0.0.0/120", ":::/8", "10.0.0.0/8/8"],
  ])("is not %j", (text) => {
    expect(isNetwork(text)).toBe(false);
  });
});
