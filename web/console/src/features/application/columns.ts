/** The columns of the candidate table, the filters its address holds, and where applications come from. */
import type { ApplicationQuery, ApplicationSource, TableColumn, Wanted } from "@/api/types";

export const COLUMNS: TableColumn[] = ["name", "requisition", "department", "stage", "status", "tags", "outcome", "total", "contact", "source", "created", "updated"];
/** What is shown before anybody has chosen. */
export const USUAL: TableColumn[] = ["name", "requisition", "stage", "status", "tags", "outcome", "total", "contact", "updated"];
export const SOURCES: ApplicationSource[] = ["unstated", "referral", "website", "job_board", "campus", "agency", "walk_in", "other"];

/** The names an address may hold, in the order they are written. */
export const FILTERS = ["q", "requisition", "department", "stage", "status", "tag", "source", "contact", "since", "until"] as const;
export type Filters = Record<(typeof FILTERS)[number] | "sort", string>;
const DAY_MS = 86_400_000;

/** Midnight of a day in this browser's time; nothing for what is no day. */
function midnight(day: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  return parts ? new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])).getTime() : undefined;
}

/** What the server is asked: days become instants, the last day counts whole. */
export function queryOf(filters: Filters): ApplicationQuery {
  const { since, until, ...plain } = filters;
  const [from, last] = [midnight(since), midnight(until)];
  return { ...plain, ...(from === undefined ? {} : { since: from }), ...(last === undefined ? {} : { until: last + DAY_MS }) };
}

/** The same as a body asks for it: what is not filtered is absent. */
export function wantedOf(filters: Filters): Wanted {
  const { sort: _, contact, ...rest } = queryOf(filters);
  const some = Object.entries(rest).filter(([, value]) => value !== undefined && value !== "");
  return { ...Object.fromEntries(some), ...(contact ? { contact: contact === "true" } : {}) };
}

export const isFiltered = (filters: Filters) => FILTERS.some((it) => filters[it] !== "");
/** Filters and order as an address writes them; what is searched is left out, as the server does. */
export function addressOf(filters: Filters): string {
  const parts = [...FILTERS, "sort" as const].filter((it) => it !== "q" && filters[it] !== "");
  return parts.map((it) => `${it}=${filters[it]}`).sort().join("&");
}
