/** A flow's draft while it is edited: undo, check and save by themselves, and what happens when somebody else saved first. */
import { useQueryClient } from "@tanstack/vue-query";
import { computed, onBeforeUnmount, ref, shallowRef } from "vue";
import { asFailure, type Failure } from "@/api/failure";
import { flows } from "@/api/operations";
import type { Flow, FlowDocument, Problem } from "@/api/types";
import type { FlowCommand } from "./commands";

const CHECK_AFTER_MS = 500;
const SAVE_AFTER_MS = 1_500;
const MAX_UNDO = 200;
/** Typing in one field within this time is one step of undo. */
const JOIN_MS = 1_200;

export type SaveState = "saved" | "dirty" | "saving" | "failed" | "conflict";

export function useDraft(flow: Flow) {
  const client = useQueryClient();
  const document = shallowRef<FlowDocument>(flow.draft);
  const revision = ref(flow.revision);
  const problems = shallowRef<Problem[]>(flow.problems);
  const state = ref<SaveState>("saved");
  const failure = shallowRef<Failure | null>(null);
  const past = shallowRef<FlowDocument[]>([]);
  const future = shallowRef<FlowDocument[]>([]);
  /** The competency model it was made with, which an update changes. */
  const model = shallowRef(flow.model);
  const mayEdit = computed(() => flow.actions.includes("edit"));
  let lastChange = { at: 0, command: "" };
  let checkTimer: ReturnType<typeof setTimeout> | undefined;
  let saveTimer: ReturnType<typeof setTimeout> | undefined;
  let checks = 0;
  let saving: Promise<void> | null = null;

  function set(next: FlowDocument) {
    document.value = next;
    if (state.value !== "conflict") state.value = "dirty";
    clearTimeout(checkTimer);
    clearTimeout(saveTimer);
    checkTimer = setTimeout(() => void check(), CHECK_AFTER_MS);
    saveTimer = setTimeout(() => void save(), SAVE_AFTER_MS);
  }
  /** Runs a command; commands on the same thing in quick succession are undone together. */
  function apply<P>(command: FlowCommand<P>, payload: P, join = ""): boolean {
    if (!mayEdit.value || !command.allowed(document.value, payload)) return false;
    const name = `${command.id}:${join}`;
    const now = performance.now();
    const isJoined = join !== "" && lastChange.command === name && now - lastChange.at < JOIN_MS;
    if (!isJoined) past.value = [...past.value, document.value].slice(-MAX_UNDO);
    lastChange = { at: now, command: name };
    future.value = [];
    set(command.run(document.value, payload));
    return true;
  }
  /** Changes settings of the document as a whole. */
  const patch = (part: Partial<FlowDocument>, join = Object.keys(part).join()) =>
    apply({ id: "flow.patch", allowed: () => true, run: (it: FlowDocument) => ({ ...it, ...part }) }, null, join);
  function undo() {
    const before = past.value.at(-1);
    if (!before) return;
    future.value = [document.value, ...future.value];
    past.value = past.value.slice(0, -1);
    lastChange = { at: 0, command: "" };
    set(before);
  }
  function redo() {
    const after = future.value[0];
    if (!after) return;
    past.value = [...past.value, document.value];
    future.value = future.value.slice(1);
    set(after);
  }

  async function check() {
    const number = (checks += 1);
    try {
      const answer = await flows.check(document.value);
      if (number === checks) problems.value = answer.problems;
    } catch {
      // Saving checks again; a missed check only means older problems for a moment.
    }
  }
  async function save(): Promise<void> {
    clearTimeout(saveTimer);
    if (saving) await saving;
    if (state.value !== "dirty" && state.value !== "failed") return;
    saving = write();
    await saving;
    saving = null;
  }
  async function write() {
    const sent = document.value;
    state.value = "saving";
    failure.value = null;
    try {
      const answer = await flows.saveDraft(flow.id, revision.value, sent);
      revision.value = answer.revision;
      if (document.value === sent) {
        problems.value = answer.problems;
        state.value = "saved";
      } else {
        state.value = "dirty";
        saveTimer = setTimeout(() => void save(), SAVE_AFTER_MS);
      }
      void client.invalidateQueries({ queryKey: ["flows"] });
    } catch (error) {
      failure.value = asFailure(error);
      state.value = failure.value.code === "flow.draft_changed" ? "conflict" : "failed";
      if (state.value === "failed" && failure.value.kind !== "invalid") saveTimer = setTimeout(() => void save(), 5_000);
    }
  }
  /** After a conflict: the other person's draft replaces this one, or this one is saved on top of it. */
  async function resolve(keep: "mine" | "theirs") {
    const now = await flows.get(flow.id);
    revision.value = now.revision;
    failure.value = null;
    if (keep === "theirs") {
      past.value = [...past.value, document.value].slice(-MAX_UNDO);
      document.value = now.draft;
      problems.value = now.problems;
      state.value = "saved";
    } else {
      state.value = "dirty";
      await save();
    }
  }
  /** The draft was replaced on the server, by a revert. */
  function replace(now: Flow) {
    past.value = [...past.value, document.value].slice(-MAX_UNDO);
    document.value = now.draft;
    revision.value = now.revision;
    problems.value = now.problems;
    state.value = "saved";
  }
  const isUnsaved = computed(() => state.value !== "saved");
  const warn = (event: BeforeUnloadEvent) => { if (isUnsaved.value) event.preventDefault(); };
  addEventListener("beforeunload", warn);
  onBeforeUnmount(() => {
    removeEventListener("beforeunload", warn);
    clearTimeout(checkTimer);
    clearTimeout(saveTimer);
  });
  return {
    document, model, revision, problems, state, failure, mayEdit, isUnsaved, apply, patch, undo, redo, save, resolve, replace,
    mayUndo: computed(() => past.value.length > 0), mayRedo: computed(() => future.value.length > 0),
  };
}

export type Draft = ReturnType<typeof useDraft>;
