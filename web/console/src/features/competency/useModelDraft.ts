/** A competency model's draft while it is edited: it saves itself, and stops when somebody else saved first. */
import { useQueryClient } from "@tanstack/vue-query";
import { computed, onBeforeUnmount, ref, shallowRef } from "vue";
import { asFailure, type Failure } from "@/api/failure";
import { competencies } from "@/api/operations";
import type { Bilingual, Competency, CompetencyModel, Dimension, Problem, Source } from "@/api/types";
import { nextKey } from "@/shared-ui/keys";

const SAVE_AFTER_MS = 1_000;
export interface Content { name: Bilingual; source: Source; model: CompetencyModel }

export function useModelDraft(given: Competency) {
  const client = useQueryClient();
  const content = shallowRef<Content>({ name: given.name, source: given.source, model: given.draft });
  const revision = ref(given.revision);
  const problems = shallowRef<Problem[]>(given.problems);
  const isChanged = ref(given.draft_changed);
  const state = ref<"saved" | "dirty" | "saving" | "failed" | "conflict">("saved");
  const failure = shallowRef<Failure | null>(null);
  const mayEdit = given.actions.includes("edit");
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> | null = null;

  function put(part: Partial<Content>) {
    if (!mayEdit || state.value === "conflict") return;
    content.value = { ...content.value, ...part };
    isChanged.value = true;
    state.value = "dirty";
    clearTimeout(timer);
    timer = setTimeout(() => void save(), SAVE_AFTER_MS);
  }
  const putDimensions = (dimensions: Dimension[]) => put({ model: { dimensions } });
  const putDimension = (key: string, part: Partial<Dimension>) => putDimensions(content.value.model.dimensions.map((it) => (it.key === key ? { ...it, ...part } : it)));
  const removeDimension = (key: string) => putDimensions(content.value.model.dimensions.filter((it) => it.key !== key));
  /** Adds an empty dimension; gives its key, or nothing when there are as many as a model may have. */
  function addDimension(): string | null {
    const { dimensions } = content.value.model;
    if (dimensions.length >= 12) return null;
    const key = nextKey(dimensions.map((it) => it.key), "dimension");
    const text = () => ({ zh: "", en: "" });
    putDimensions([...dimensions, { key, name: text(), definition: text(), weight: 0, anchors: [1, 2, 3, 4, 5].map(text), negative_signs: { zh: [], en: [] }, advice: text() }]);
    return key;
  }
  async function save(): Promise<void> {
    clearTimeout(timer);
    if (saving) await saving;
    if (state.value !== "dirty" && state.value !== "failed") return;
    saving = write();
    await saving;
    saving = null;
  }
  async function write() {
    const sent = content.value;
    state.value = "saving";
    failure.value = null;
    try {
      const answer = await competencies.saveDraft(given.id, { revision: revision.value, ...sent });
      revision.value = answer.revision;
      problems.value = answer.problems;
      if (content.value === sent) state.value = "saved";
      else {
        state.value = "dirty";
        timer = setTimeout(() => void save(), SAVE_AFTER_MS);
      }
      void client.invalidateQueries({ queryKey: ["competencies"] });
    } catch (error) {
      failure.value = asFailure(error);
      state.value = failure.value.code === "competency.draft_changed" ? "conflict" : "failed";
    }
  }
  const isUnsaved = computed(() => state.value !== "saved" && state.value !== "conflict");
  const warn = (event: BeforeUnloadEvent) => { if (isUnsaved.value) event.preventDefault(); };
  addEventListener("beforeunload", warn);
  onBeforeUnmount(() => { removeEventListener("beforeunload", warn); clearTimeout(timer); });
  return { content, revision, problems, isChanged, state, failure, mayEdit, isUnsaved, put, putDimension, removeDimension, addDimension, save };
}
export type ModelDraft = ReturnType<typeof useModelDraft>;
