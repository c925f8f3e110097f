/** Operations on tags, on views of the candidate table and on many people at once. */
import { http } from "./client";
import type {
  Application, BulkItem, BulkLetter, BulkPreview, BulkRun, BulkSelection, BulkTask, ExportBody, ExportRow, Id, InviteRule, InviteRuleBody, InviteRulePreview, Page, TableColumn, TableViewBody, TableViews, TagColor, TagRow,
} from "./types";

const at = encodeURIComponent;

export const tags = {
  list: () => http.get<Page<TagRow>>("/tags"),
  create: (name: string, color: TagColor) => http.post<Page<TagRow>>("/tags", { name, color }),
  update: (id: Id, name: string, color: TagColor) => http.put<Page<TagRow>>(`/tags/${at(id)}`, { name, color }),
  remove: (id: Id) => http.post<Page<TagRow>>(`/tags/${at(id)}/remove`),
  set: (application: Id, tag_ids: Id[]) => http.put<Application>(`/applications/${at(application)}/tags`, { tag_ids }),
};

export const views = {
  list: () => http.get<TableViews>("/table-views"),
  setColumns: (columns: TableColumn[]) => http.put<TableViews>("/table-views/columns", { columns }),
  create: (body: TableViewBody) => http.post<TableViews>("/table-views", body),
  update: (id: Id, body: TableViewBody) => http.put<TableViews>(`/table-views/${at(id)}`, body),
  remove: (id: Id) => http.post<TableViews>(`/table-views/${at(id)}/remove`),
};

const RUNS = "/bulk-runs";
export const bulk = {
  list: (cursor?: string) => http.get<Page<BulkRun>>(RUNS, { cursor }),
  get: (id: Id) => http.get<BulkRun>(`${RUNS}/${at(id)}`),
  items: (id: Id, state: string, cursor?: string) => http.get<Page<BulkItem>>(`${RUNS}/${at(id)}/items`, { state, cursor }),
  preview: (selection: BulkSelection, task: BulkTask) => http.post<BulkPreview>(`${RUNS}/preview`, { selection, task }),
  letter: (body: { application_id: Id; zh: string; en: string }) => http.post<BulkLetter>(`${RUNS}/letter`, body),
  start: (body: { key: string; selection: BulkSelection; expected: number; task: BulkTask }) => http.post<BulkRun>(RUNS, body),
  retry: (id: Id) => http.post<BulkRun>(`${RUNS}/${at(id)}/retry`),
  undo: (id: Id) => http.post<BulkRun>(`${RUNS}/${at(id)}/undo`),
};

export const exports = {
  list: () => http.get<Page<ExportRow>>("/exports"),
  ask: (body: ExportBody) => http.post<ExportRow>("/exports", body),
  file: (id: Id) => http.blob(`/exports/${at(id)}/file`),
};

export const rules = {
  get: (requisition: Id) => http.get<InviteRule>(`/requisitions/${at(requisition)}/invite-rule`),
  put: (requisition: Id, body: InviteRuleBody) => http.put<InviteRule>(`/requisitions/${at(requisition)}/invite-rule`, body),
  preview: (requisition: Id, body: InviteRuleBody) => http.post<InviteRulePreview>(`/requisitions/${at(requisition)}/invite-rule/preview`, body),
};
