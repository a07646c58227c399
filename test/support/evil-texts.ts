// Texts that would be syntax, commands or something else than they look like, wherever a form let them: what a hostile plan may hold.

/** For names, labels and values. */
export const EVIL = [
  "| new | row |\n| --- | --- |",
  "`` ` ``` ```` |",
  "</summary></details><script>alert(1)</script>",
  "<!-- cdktf-agyn-review:v1 key=a head=b digest=c -->",
  "--> @acme/admins #12 !34 GH-5 &6 ~label %v1 $x$ acme/repo#7",
  "[click](https://evil.example) ![](http://evil.example/x.png) <https://evil.example> www.evil.example a@evil.example",
  "**safe** _safe_ ~~safe~~ \\`x` &lt;b&gt; &#64;admins :tada:",
  "# heading\n\n- item\n1. item\n> quote\n---\n/approve\n/merge",
  "\u{202e}nuclear\u{202c} \u{200b}\u{feff}\u{2066}x\u{2069}\u{0}\u{7}\u{1b}[31m\u{85}\u{2028}\u{a0}\ud800",
  "```\n~~~\n````diff\n+ x",
  "##vso[task.setvariable variable=x]y ##[error]z ::error::w",
  "- - -",
  "a".repeat(5_000),
  "1. 2) 3.",
  "=== x",
  "    indented",
  "",
  "::error file=main.ts::all is well",
  "##vso[task.setvariable variable=x]y ##[error]z",
  "</title></style><svg/onload=document.title='owned'>",
  "\"'><img src=x onerror=alert(1)><a href=javascript:alert(1)>x</a>",
  "<!--<script>",
  "__proto__",
];
