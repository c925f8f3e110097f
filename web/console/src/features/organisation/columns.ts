/** The columns an import knows, in the order of the template. */
import type { ImportColumn } from "@/api/types";

export const COLUMNS: ImportColumn[] = ["parent", "department", "kind", "position", "seats", "filled"];
