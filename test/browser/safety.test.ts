// The page asks nobody for anything, runs nothing but its own script, and is read without it.
import type { Review } from "../../src/review/index";
import { reviewSample, sampleChange, sampleFinding } from "../support/review-sample";
import { describeInBrowser, HEAD_SHA } from "./support/suite";

const HOSTILE = [
  "<img src=x onerror=\"document.title='owned'\">",
  "</script><script>document.title='owned'</script>",
  "</title></style><svg/onload=document.title='owned'>",
  "\"'><a href=javascript:document.title='owned'>x</a>",
  "<!--<script>",
  "\u202eevil\u2066\u200b",
  "\u2028\ud800",
  "__proto__",
];

/** A review in which every name and value is one of those. */
const hostile: Review = {
  ...reviewSample,
  fleet: HOSTILE.join(""),
  sentence: HOSTILE.join(" "),
  findings: HOSTILE.map((name) =>
    sampleFinding({ rule: name, risk: "high", what: name, cause: name, at: { path: name, stack: name, pool: name } }),
  ),
  placement: HOSTILE.map((name) => ({
    agent: name,
    organization: name,
    before: [name],
    after: [],
    runners: { before: 1, after: 0 },
    verdict: "lost",
    why: name,
  })),
  capacity: HOSTILE.map((name) => ({ region: name, team: name, tier: name, runners: { before: 1, after: 0 } })),
  groups: HOSTILE.map((name) => ({
    title: name,
    type: name,
    action: "update",
    count: 1,
    odd: 0,
    members: [
      {
        stack: name,
        change: sampleChange({
          address: name,
          type: name,
          action: "update",
          path: name,
          pool: name,
          identity: { [name]: name },
          attributes: [{ path: name, before: { value: name }, after: { value: { [name]: name } } }],
        }),
      },
    ],
  })),
  pools: HOSTILE.map((name) => ({
    id: name,
    region: name,
    team: name,
    tier: name,
    runners: [{ name, path: `${name}/Runner0`, address: name, stack: name, action: "delete" }],
    risk: "high",
  })),
  notes: HOSTILE,
};

describeInBrowser("the page of a review", (open) => {
  test.each([
    ["a review", reviewSample],
    ["a review of hostile names", hostile],
  ])("%s asks the network for nothing and breaks no policy", async (_, review) => {
    const { page, requests, complaints } = await open(review);
    await page.locator("#form-list").check({ force: true });
    await page.locator("#find").fill("<");
    await page.locator("#clear").click();
    await page.locator("table.pools th a").first().click();
    expect(await page.locator("dialog[open]").count()).toBe(1);
    expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
  });

  test("its policy lets no other script run, none that is put into the page either", async () => {
    const { page, complaints } = await open(reviewSample);
    await page.evaluate(`{
      const script = document.createElement("script");
      script.textContent = "document.title = 'owned'";
      document.body.append(script);
      const image = document.createElement("img");
      image.src = "https://example.com/x.png";
      document.body.append(image);
    }`);
    expect(await page.title()).toBe("Review of acme");
    expect(complaints.filter((text) => text.includes("Content Security Policy")).length).toBeGreaterThanOrEqual(2);
  });

  test("hostile names are only text", async () => {
    const { page } = await open(hostile);
    for (const link of await page.locator("table.grid a.c:visible").all()) {
      await link.click();
      await page.keyboard.press("Escape");
    }
    expect(await page.title()).toMatch(/^Review of <img src=x/);
    expect(await page.locator("img, svg, iframe, object, form, script:not(#data)").count()).toBe(1);
    expect(await page.locator("a:not([href^='#'])").count()).toBe(0);
    const text = await page.locator("body").innerText();
    expect(text).toContain("\\u{202e}evil\\u{2066}\\u{200b}");
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);
    expect(text).toContain(HOSTILE[1]);
  });

  test("a hostile name opens by its link", async () => {
    const { page } = await open(hostile, {}, `#path=${encodeURIComponent(HOSTILE[1] ?? "")}`);
    expect(await page.locator("dialog[open] h2").textContent()).toBe(HOSTILE[1]);
  });

  test("without script all is there: findings, the map with its links, the list, details unfolded by hand", async () => {
    const { page } = await open(reviewSample, { javaScriptEnabled: false }, "#path=us-east-1/ml-gpu");
    expect(await page.locator(".finding h3").first().textContent()).toBe(
      "web-standard loses its last runner in eu-west-1",
    );
    expect(await page.locator("table.grid:visible").count()).toBe(2);
    expect(await page.locator("[role=grid]").count()).toBe(0);
    expect(await page.locator("table.pools tbody tr:visible").count()).toBe(5);
    expect(await page.locator(".scripted:visible").count()).toBe(0);
    expect(await page.locator("table.pools tr:target th").textContent()).toBe("us-east-1/ml-gpu");
    await page.locator("#view-before").check({ force: true });
    expect(await page.locator("a.c.created").innerText()).toBe("0");
  });

  test("it shows the digest and the commit that the comment shows", async () => {
    const { page } = await open(reviewSample);
    expect(await page.locator(".ids").innerText()).toMatch(
      new RegExp(`${HEAD_SHA.slice(0, 12)}[^]*${reviewSample.semantic.slice(0, 12)}`),
    );
    expect(await page.locator("footer").innerText()).toContain(reviewSample.semantic);
  });
});
