/** The editor's commands as values: a document and what to do in, a document out. No screen, no server. */
import type { Bilingual, Dimension, FlowDocument, Jump, Question, Step } from "@/api/types";
import { nextKey } from "@/shared-ui/keys";

/** The most steps a flow may have; the server checks the same. */
export const MAX_STEPS = 40;

export interface FlowCommand<P> {
  /** Also the catalogue key of its label. */
  id: string;
  allowed: (flow: FlowDocument, payload: P) => boolean;
  run: (flow: FlowDocument, payload: P) => FlowDocument;
}

const emptyText = (): Bilingual => ({ zh: "", en: "" });

/** A short identifier that the flow does not use yet: `q3`, `m1`, `end2`. */
export function freshStepId(flow: FlowDocument, prefix: string): string {
  const taken = new Set(flow.steps.map((it) => it.id));
  for (let number = 1; ; number += 1) {
    if (!taken.has(`${prefix}${number}`)) return `${prefix}${number}`;
  }
}

/** Puts a step behind `after`, or before the first end when `after` is not given. */
export const addStep: FlowCommand<{ step: Step; after?: string }> = {
  id: "flow.addStep",
  allowed: (flow) => flow.steps.length < MAX_STEPS,
  run: (flow, { step, after }) => {
    const behind = after === undefined ? -1 : flow.steps.findIndex((it) => it.id === after);
    const end = flow.steps.findIndex((it) => it.kind.kind === "end");
    const at = behind >= 0 ? behind + 1 : end >= 0 && step.kind.kind !== "end" ? end : flow.steps.length;
    return { ...flow, steps: flow.steps.toSpliced(at, 0, step) };
  },
};

/** Adds a question to the bank of the flow when it is not in it, and asks it in a new step. */
export const askQuestion: FlowCommand<{ question: Question; stepId: string; after?: string }> = {
  id: "flow.askQuestion",
  allowed: (flow, { question }) =>
    flow.steps.length < MAX_STEPS && !flow.steps.some((it) => it.kind.kind === "question" && it.kind.question === question.key),
  run: (flow, { question, stepId, after }) => {
    const isKnown = flow.questions.some((it) => it.key === question.key);
    const withQuestion = isKnown ? flow : { ...flow, questions: [...flow.questions, question] };
    return addStep.run(withQuestion, { step: { id: stepId, kind: { kind: "question", question: question.key }, jumps: [] }, ...(after === undefined ? {} : { after }) });
  },
};

/** Moves a step by one or more places. */
export const moveStep: FlowCommand<{ id: string; by: number }> = {
  id: "flow.moveStep",
  allowed: (flow, { id, by }) => {
    const at = flow.steps.findIndex((it) => it.id === id);
    return at >= 0 && at + by >= 0 && at + by < flow.steps.length;
  },
  run: (flow, { id, by }) => {
    const at = flow.steps.findIndex((it) => it.id === id);
    const step = flow.steps[at];
    if (!step) return flow;
    return { ...flow, steps: flow.steps.toSpliced(at, 1).toSpliced(at + by, 0, step) };
  },
};

/** Takes a step out; its question stays in the flow's bank, jumps to it are removed. */
export const removeStep: FlowCommand<{ id: string }> = {
  id: "flow.removeStep",
  allowed: (flow, { id }) => flow.steps.some((it) => it.id === id),
  run: (flow, { id }) => ({
    ...flow,
    steps: flow.steps.filter((it) => it.id !== id).map((it) => ({ ...it, jumps: it.jumps.filter((jump) => jump.to !== id) })),
  }),
};

export const setJumps: FlowCommand<{ id: string; jumps: Jump[] }> = {
  id: "flow.setJumps",
  allowed: (flow, { id }) => flow.steps.some((it) => it.id === id),
  run: (flow, { id, jumps }) => ({ ...flow, steps: flow.steps.map((it) => (it.id === id ? { ...it, jumps } : it)) }),
};

export const setMessage: FlowCommand<{ id: string; text: Bilingual }> = {
  id: "flow.setMessage",
  allowed: (flow, { id }) => flow.steps.some((it) => it.id === id && it.kind.kind === "message"),
  run: (flow, { id, text }) => ({
    ...flow,
    steps: flow.steps.map((it) => (it.id === id && it.kind.kind === "message" ? { ...it, kind: { kind: "message" as const, text } } : it)),
  }),
};

export const setQuestion: FlowCommand<{ question: Question }> = {
  id: "flow.setQuestion",
  allowed: (flow, { question }) => flow.questions.some((it) => it.key === question.key),
  run: (flow, { question }) => ({ ...flow, questions: flow.questions.map((it) => (it.key === question.key ? question : it)) }),
};

export const setDimension: FlowCommand<{ dimension: Dimension }> = {
  id: "flow.setDimension",
  allowed: (flow, { dimension }) => flow.competency.dimensions.some((it) => it.key === dimension.key),
  run: (flow, { dimension }) => ({
    ...flow,
    competency: { dimensions: flow.competency.dimensions.map((it) => (it.key === dimension.key ? dimension : it)) },
  }),
};

export const addDimension: FlowCommand<null> = {
  id: "flow.addDimension",
  allowed: (flow) => flow.competency.dimensions.length < 12,
  run: (flow) => ({ ...flow, competency: { dimensions: [...flow.competency.dimensions, emptyDimension(flow)] } }),
};

/** Takes a dimension out, and out of every question and key point that named it. */
export const removeDimension: FlowCommand<{ key: string }> = {
  id: "flow.removeDimension",
  allowed: (flow, { key }) => flow.competency.dimensions.some((it) => it.key === key),
  run: (flow, { key }) => ({
    ...flow,
    competency: { dimensions: flow.competency.dimensions.filter((it) => it.key !== key) },
    questions: flow.questions.map((it) => ({
      ...it, dimensions: it.dimensions.filter((name) => name !== key), key_points: it.key_points.filter((point) => point.dimension !== key),
    })),
  }),
};

export function emptyDimension(flow: FlowDocument): Dimension {
  return {
    key: nextKey(flow.competency.dimensions.map((it) => it.key), "dimension"), name: emptyText(), definition: emptyText(), weight: 0,
    anchors: [1, 2, 3, 4, 5].map(emptyText), negative_signs: { zh: [], en: [] }, advice: emptyText(),
  };
}

export function emptyQuestion(flow: FlowDocument): Question {
  return {
    key: nextKey(flow.questions.map((it) => it.key), "question"), title: emptyText(), text: emptyText(), kind: "experience", dimensions: [],
    key_points: [], hint: emptyText(), answer_seconds: 180, follow_ups: [], audiences: [],
  };
}

export function weightSum(flow: FlowDocument): number {
  return flow.competency.dimensions.reduce((sum, it) => sum + it.weight, 0);
}
