/** Operations on tags, on views of the candidate table and on many people at once. */
import { http } from "./client";
import type { Application, Id, Page, TableColumn, TableViewBody, TableViews, TagColor, TagRow } from "./types";

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
