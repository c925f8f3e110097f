import { QueryClient, VueQueryPlugin } from "@tanstack/vue-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createApp, h, type App } from "vue";
import { Failure } from "@/api/failure";
import { flows } from "@/api/operations";
import type { Flow } from "@/api/types";
import { useDraft, type Draft } from "./useDraft";

const text = { zh: "客服", en: "Service" };
const flow: Flow = {
  id: "f", department: null, family: null, model: null, revision: 1, problems: [], versions: [], updated_at: 0, actions: ["edit"],
  draft: { title: text, competency: { dimensions: [] }, questions: [], greetings: [], steps: [], follow_up_budget: 2, time_limit_minutes: null, window_days: 7 },
};
let app: App;
function mount(of: Flow = flow): Draft {
  let draft!: Draft;
  app = createApp({ setup() { draft = useDraft(of); return () => h("div"); } });
  app.use(VueQueryPlugin, { queryClient: new QueryClient() });
  app.mount(document.createElement("div"));
  return draft;
}

describe("useDraft", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(flows, "check").mockResolvedValue({ problems: [{ code: "flow.no_question", step: null, subject: null, value: null }] });
  });
  afterEach(() => { app.unmount(); vi.restoreAllMocks(); vi.useRealTimers(); });

  it("checks soon after a change and saves a little later, once for many changes", async () => {
    const save = vi.spyOn(flows, "saveDraft").mockResolvedValue({ revision: 2, problems: [] });
    const draft = mount();
    draft.patch({ window_days: 8 });
    draft.patch({ window_days: 9 });
    expect(draft.state.value).toBe("dirty");
    await vi.advanceTimersByTimeAsync(600);
    expect(draft.problems.value[0]?.code).toBe("flow.no_question");
    await vi.advanceTimersByTimeAsync(1_500);
    expect(save).toHaveBeenCalledTimes(1);
    expect([save.mock.calls[0]?.[1], save.mock.calls[0]?.[2].window_days, draft.revision.value, draft.state.value]).toEqual([1, 9, 2, "saved"]);
  });

  it("keeps the changes on the page when somebody else saved first, and lets one choose", async () => {
    vi.spyOn(flows, "saveDraft").mockRejectedValueOnce(new Failure("flow.draft_changed", "conflict")).mockResolvedValue({ revision: 6, problems: [] });
    vi.spyOn(flows, "get").mockResolvedValue({ ...flow, revision: 5, draft: { ...flow.draft, window_days: 30 } });
    const draft = mount();
    draft.patch({ window_days: 9 });
    await draft.save();
    expect([draft.state.value, draft.document.value.window_days]).toEqual(["conflict", 9]);
    await draft.resolve("mine");
    expect([draft.state.value, draft.revision.value, draft.document.value.window_days]).toEqual(["saved", 6, 9]);
  });

  it("takes the other draft on request, and undo brings one's own back", async () => {
    vi.spyOn(flows, "saveDraft").mockRejectedValueOnce(new Failure("flow.draft_changed", "conflict"));
    vi.spyOn(flows, "get").mockResolvedValue({ ...flow, revision: 5, draft: { ...flow.draft, window_days: 30 } });
    const draft = mount();
    draft.patch({ window_days: 9 });
    await draft.save();
    await draft.resolve("theirs");
    expect(draft.document.value.window_days).toBe(30);
    draft.undo();
    expect(draft.document.value.window_days).toBe(9);
  });

  it("tries again when the server cannot be reached", async () => {
    const save = vi.spyOn(flows, "saveDraft").mockRejectedValueOnce(new Failure("server.offline", "offline")).mockResolvedValue({ revision: 2, problems: [] });
    const draft = mount();
    draft.patch({ window_days: 9 });
    await vi.advanceTimersByTimeAsync(1_600);
    expect(draft.state.value).toBe("failed");
    await vi.advanceTimersByTimeAsync(5_100);
    expect([save.mock.calls.length, draft.state.value]).toEqual([2, "saved"]);
  });

  it("undoes and redoes, and joins quick typing in one field", () => {
    vi.spyOn(flows, "saveDraft").mockResolvedValue({ revision: 2, problems: [] });
    const draft = mount();
    draft.patch({ window_days: 8 });
    draft.patch({ window_days: 9 });
    draft.patch({ follow_up_budget: 5 });
    draft.undo();
    expect([draft.document.value.window_days, draft.document.value.follow_up_budget]).toEqual([9, 2]);
    draft.undo();
    expect(draft.document.value.window_days).toBe(7);
    draft.redo();
    expect(draft.document.value.window_days).toBe(9);
  });

  it("changes nothing for those who may only read", () => {
    const draft = mount({ ...flow, actions: [] });
    expect(draft.patch({ window_days: 8 })).toBe(false);
    expect(draft.document.value.window_days).toBe(7);
  });
});
