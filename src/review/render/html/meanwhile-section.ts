// What becomes of agents while the change is applied, by a rehearsal: who is without a place for how long, and what drops out in which order.
import type { AgentMeanwhile, MeanwhileStep, Review } from "../../judge/model.js";
import { html, type Markup } from "./markup.js";
import { fateTag, place, section, table } from "./pieces.js";
import {
  basisWords,
  gapWords,
  MEANWHILE_TITLE,
  orderWords,
  OUTCOME_WORDS,
  placesWords,
  reasonWords,
  rehearsedWords,
  steadyWords,
  STEPS_TITLE,
  timeWords,
  workWords,
} from "../meanwhile-words.js";
import { many } from "../words.js";

/** Rows of a table; the rest is counted. */
const MOST_ROWS = 300;

/** The section; undefined when nobody asked. */
export function meanwhile({ rehearsal }: Review): Markup | undefined {
  if (rehearsal === undefined) return undefined;
  const { agents, steps, outcome, sentence } = rehearsal;
  const tone = outcome === "failed" ? "destroyed" : outcome === "missing" ? "unclear" : undefined;
  const word = OUTCOME_WORDS[outcome];
  const quiet = (text: string | undefined): Markup | undefined =>
    text === undefined ? undefined : html`<p class="quiet">${text}</p>`;
  const content = html`<p>${tone === undefined ? html`<b>${word}.</b>` : fateTag(tone, word)} ${sentence}</p>
${agents.length === 0 ? undefined : table("Agents while it is applied", ["Agent", "Without a place, estimated", { number: "As rehearsed" }, { number: "Places" }, "Running work"], agents.slice(0, MOST_ROWS).map(agentRow))}
${more(agents.length, "agent")}${quiet(steadyWords(rehearsal))}${agents.length === 0 ? undefined : quiet(basisWords(rehearsal))}
${steps.length === 0 ? undefined : html`<h3>${STEPS_TITLE}</h3>${table(STEPS_TITLE, [{ number: "Step" }, { number: "Estimated" }, { number: "As rehearsed" }, "What happens", "Where", "Why", "Order"], steps.slice(0, MOST_ROWS).map(stepRow))}${more(steps.length, "step")}`}`;
  return section("meanwhile", MEANWHILE_TITLE, content);
}

function agentRow(agent: AgentMeanwhile): Markup {
  return html`<tr><th scope="row">${agent.agent}</th><td>${fateTag(agent.gaps.some(({ from }) => from !== undefined) ? "destroyed" : "updated", gapWords(agent))}</td><td class="n">${rehearsedWords(agent)}</td><td class="n">${placesWords(agent)}</td><td>${workWords(agent)}</td></tr>
`;
}

function stepRow(step: MeanwhileStep): Markup {
  const [estimated, rehearsed] = timeWords(step);
  const tag = step.effect === "out" ? fateTag("destroyed", "out:") : fateTag("created", "in:");
  return html`<tr><td class="n">${step.number}</td><td class="n">${estimated}</td><td class="n">${rehearsed}</td><td>${tag} ${step.what}</td><td>${place(step.at)}</td><td>${reasonWords(step)}</td><td>${orderWords(step)}</td></tr>
`;
}

function more(count: number, noun: string): Markup | undefined {
  return count > MOST_ROWS
    ? html`<p class="quiet">and ${many(count - MOST_ROWS, noun)} more; the JSON form of this review has all.</p>`
    : undefined;
}
