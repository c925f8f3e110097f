import { describe, expect, it } from "vitest";
import type { FlowDocument } from "@/api/types";
import { addDimension, addStep, askQuestion, emptyQuestion, freshStepId, MAX_STEPS, moveStep, removeDimension, removeStep, weightSum } from "./commands";
import { previewScript } from "@/shared-ui/preview";
import { parsePlace, placeOf, writePlace } from "./places";

const text = (it: string) => ({ zh: it, en: it });
function sample(): FlowDocument {
  const empty = { title: text(""), competency: { dimensions: [] }, questions: [], greetings: [], steps: [], follow_up_budget: 2, time_limit_minutes: null, window_days: 7 };
  const question = { ...emptyQuestion(empty), key: "complaint", text: text("说说投诉"), dimensions: ["calm"], key_points: [{ key: "a", dimension: "calm", name: text("听"), synonyms: { zh: [], en: [] } }] };
  return {
    ...empty, title: text("客服"), questions: [question],
    competency: { dimensions: [{ key: "calm", name: text("情绪"), definition: text(""), weight: 100, anchors: [], negative_signs: { zh: [], en: [] }, advice: text("") }] },
    steps: [
      { id: "q1", kind: { kind: "question", question: "complaint" }, jumps: [{ when: { kind: "always" }, to: "m1" }] },
      { id: "m1", kind: { kind: "message", text: text("谢谢") }, jumps: [] },
      { id: "end", kind: { kind: "end" }, jumps: [] },
    ],
  };
}
const ids = (flow: FlowDocument) => flow.steps.map((it) => it.id);

describe("flow commands", () => {
  it("put a new step before the end unless told otherwise", () => {
    const step = { id: "m2", kind: { kind: "message" as const, text: text("") }, jumps: [] };
    expect(ids(addStep.run(sample(), { step }))).toEqual(["q1", "m1", "m2", "end"]);
    expect(ids(addStep.run(sample(), { step, after: "q1" }))).toEqual(["q1", "m2", "m1", "end"]);
  });
  it("never change the document they are given", () => {
    const before = sample();
    const copy = structuredClone(before);
    moveStep.run(before, { id: "q1", by: 1 });
    removeStep.run(before, { id: "m1" });
    addDimension.run(before, null);
    expect(before).toEqual(copy);
  });
  it("move a step only within the list", () => {
    expect(ids(moveStep.run(sample(), { id: "m1", by: -1 }))).toEqual(["m1", "q1", "end"]);
    expect(moveStep.allowed(sample(), { id: "q1", by: -1 })).toBe(false);
    expect(moveStep.allowed(sample(), { id: "end", by: 1 })).toBe(false);
  });
  it("remove a step together with the jumps to it", () => {
    const after = removeStep.run(sample(), { id: "m1" });
    expect(after.steps[0]?.jumps).toEqual([]);
  });
  it("do not ask a question twice", () => {
    const flow = sample();
    expect(askQuestion.allowed(flow, { question: flow.questions[0]!, stepId: "q2" })).toBe(false);
    const fresh = emptyQuestion(flow);
    expect(askQuestion.run(flow, { question: fresh, stepId: "q2" }).questions.map((it) => it.key)).toEqual(["complaint", fresh.key]);
  });
  it("refuse more steps than a flow may have", () => {
    const flow = { ...sample(), steps: Array.from({ length: MAX_STEPS }, (_, at) => ({ id: `m${at}`, kind: { kind: "end" as const }, jumps: [] })) };
    expect(addStep.allowed(flow, { step: flow.steps[0]! })).toBe(false);
  });
  it("take a dimension out of every question that named it", () => {
    const after = removeDimension.run(sample(), { key: "calm" });
    expect([after.questions[0]?.dimensions, after.questions[0]?.key_points, weightSum(after)]).toEqual([[], [], 0]);
  });
  it("give identifiers that are free", () => {
    expect(freshStepId(sample(), "q")).toBe("q2");
  });
});

describe("places", () => {
  it("survive the address", () => {
    expect(writePlace(parsePlace("step:m1", sample()))).toBe("step:m1");
    expect(parsePlace("step:gone", sample())).toEqual({ kind: "step", key: "q1" });
    expect(parsePlace(undefined, { ...sample(), steps: [] })).toEqual({ kind: "settings" });
  });
  it("lead from a problem to where it is put right", () => {
    const at = (code: string, more: object = {}) => writePlace(placeOf({ code, step: null, subject: null, value: null, ...more }, sample()));
    expect(at("flow.weights_not_100", { value: 90 })).toBe("weights");
    expect(at("flow.question_incomplete", { subject: "complaint" })).toBe("step:q1");
    expect(at("flow.dimension_incomplete", { subject: "calm" })).toBe("dimension:calm");
    expect(at("flow.dead_end", { step: "m1" })).toBe("step:m1");
    expect(at("flow.title_incomplete")).toBe("settings");
  });
});

describe("previewScript", () => {
  it("compiles the steps in order and leaves out a step whose question is gone", () => {
    expect(previewScript(sample())?.steps.map((it) => it.id)).toEqual(["q1", "m1", "end"]);
    expect(previewScript({ ...sample(), questions: [] })?.start).toBe("m1");
  });
  it("gives nothing for a flow without steps", () => {
    expect(previewScript({ ...sample(), steps: [] })).toBeNull();
  });
});
