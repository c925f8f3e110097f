/** Turns a draft into the script the preview runs; the server compiles again, and strictly, when publishing. */
import type { Script, ScriptStep } from "@bole/script";
import type { FlowDocument } from "@/api/types";

/** The script of a draft; steps without their question are left out, so that an unfinished draft can be looked at. */
export function previewScript(flow: FlowDocument): Script | null {
  const usable = flow.steps.filter((it) => it.kind.kind !== "question" || flow.questions.some((q) => it.kind.kind === "question" && q.key === it.kind.question));
  const first = usable[0];
  if (!first) return null;
  const steps = usable.map((step, at): ScriptStep => {
    const next = usable[at + 1]?.id ?? "";
    const kind = step.kind;
    if (kind.kind === "end") return { id: step.id, kind: "end" };
    if (kind.kind === "message") return { id: step.id, kind: "message", text: kind.text, next, jumps: step.jumps };
    const question = flow.questions.find((it) => it.key === kind.question)!;
    return {
      id: step.id, kind: "question", question: question.key, title: question.title, text: question.text, hint: question.hint,
      answer_ms: question.answer_seconds * 1000, follow_ups: question.follow_ups, next, jumps: step.jumps,
    };
  });
  return {
    schema: 1, flow_version: "draft", title: flow.title, follow_up_budget: flow.follow_up_budget,
    time_limit_ms: flow.time_limit_minutes === null ? null : flow.time_limit_minutes * 60_000, greetings: flow.greetings,
    dimensions: flow.competency.dimensions.map(({ key, name, weight }) => ({ key, name, weight })), start: first.id, steps,
  };
}
