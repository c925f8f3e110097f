/** The roles as the server has them: which there are, where they stand and who gives them. */
import { useQuery } from "@tanstack/vue-query";
import { computed } from "vue";
import { staff } from "@/api/operations";
import type { Role } from "@/api/types";
import { useMe } from "@/session/me";

export function useRoles() {
  const { may } = useMe();
  const query = useQuery({ queryKey: ["roles"], queryFn: staff.roles, staleTime: 300_000, enabled: computed(() => may("staff.manage")) });
  const all = computed(() => query.data.value?.items ?? []);
  const mine = computed(() => all.value.filter((it) => it.may_appoint).map((it) => it.role));
  const of = (role: Role) => all.value.find((it) => it.role === role) ?? null;
  const isCompanywide = (role: Role) => of(role)?.is_companywide ?? false;
  return { query, all, mine, of, isCompanywide };
}
