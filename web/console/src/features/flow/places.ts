/** Which part of a flow the inspector shows, as text in the address: `settings`, `step:q1`, `dimension:empathy`. */
import type { FlowDocument, Problem } from "@/api/types";

export type Place = { kind: "settings" | "greetings" | "weights" } | { kind: "step" | "dimension" | "question"; key: string };

export function parsePlace(text: unknown, flow: FlowDocument): Place {
  if (text === "settings" || text === "greetings" || text === "weights") return { kind: text };
  if (typeof text === "string") {
    const at = text.indexOf(":");
    const kind = text.slice(0, at);
    const key = text.slice(at + 1);
    if (kind === "step" && flow.steps.some((it) => it.id === key)) return { kind, key };
    if (kind === "dimension" && flow.competency.dimensions.some((it) => it.key === key)) return { kind, key };
    if (kind === "question" && flow.questions.some((it) => it.key === key)) return { kind, key };
  }
  const first = flow.steps[0];
  return first ? { kind: "step", key: first.id } : { kind: "settings" };
}

export const writePlace = (place: Place): string => ("key" in place ? `${place.kind}:${place.key}` : place.kind);

/** Where a problem is put right. */
export function placeOf(problem: Problem, flow: FlowDocument): Place {
  if (problem.step && flow.steps.some((it) => it.id === problem.step)) return { kind: "step", key: problem.step };
  if (problem.subject) {
    const key = problem.subject;
    const step = flow.steps.find((it) => it.kind.kind === "question" && it.kind.question === key);
    if (step) return { kind: "step", key: step.id };
    if (flow.competency.dimensions.some((it) => it.key === key)) return { kind: "dimension", key };
    if (flow.questions.some((it) => it.key === key)) return { kind: "question", key };
  }
  if (problem.code === "flow.weights_not_100") return { kind: "weights" };
  if (problem.code === "flow.greeting_incomplete") return { kind: "greetings" };
  return { kind: "settings" };
}
