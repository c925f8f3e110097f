/** Tags, views of the candidate table and what is done to many people at once, as the server sends them. */
import type { Id } from "./types";

// Tags
export type TagColor = "gray" | "blue" | "green" | "orange" | "red" | "violet";
export interface Tag { id: Id; name: string; color: TagColor }
export interface TagRow { id: Id; name: string; color: TagColor; uses: number }

// Views of the candidate table
export type TableColumn =
  | "name" | "requisition" | "department" | "stage" | "status" | "tags" | "outcome" | "total" | "contact" | "source" | "created" | "updated";
export interface TableView { id: Id; name: string; query: string; columns: TableColumn[]; is_shared: boolean; by: string | null; actions: string[] }
export interface TableViews { columns: TableColumn[] | null; items: TableView[]; actions: string[] }
export interface TableViewBody { name: string; query: string; columns: TableColumn[]; is_shared: boolean }
export type ApplicationSource = "unstated" | "referral" | "website" | "job_board" | "campus" | "agency" | "walk_in" | "other";
