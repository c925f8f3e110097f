/** The roles in the order they are offered; what each may do is the server's to say. */
import type { Role } from "@/api/types";

export const ROLES: Role[] = ["recruiter", "hiring_manager", "reviewer", "interviewer", "hr_admin", "auditor", "system_admin", "super_admin"];
/** These have the whole company; the server refuses a department. */
export const isCompanywide = (role: Role) => ["super_admin", "hr_admin", "auditor", "system_admin"].includes(role);
/** The roles somebody of this role hands out; the server decides, this only leaves out what it would refuse. */
export function givenBy(role: Role): Role[] {
  if (role === "super_admin") return ROLES;
  if (role === "system_admin") return ["system_admin"];
  return ROLES.filter((it) => !isCompanywide(it));
}
