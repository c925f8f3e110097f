/** Kinds of departments in the order they nest, with the icon of each. */
import type { DepartmentKind } from "@/api/types";
import type { IconName } from "@/shared-ui/icons";

export const KINDS: DepartmentKind[] = ["group", "company", "shop", "department"];
export const iconOf: Record<DepartmentKind, IconName> = { group: "globe", company: "briefcase", shop: "home", department: "tree" };
