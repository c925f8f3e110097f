/** Who is signed in. Permissions come from the server; no rule about roles is repeated here. */
import { useQuery } from "@tanstack/vue-query";
import { computed } from "vue";
import { access } from "@/api/operations";
import type { ModuleKey } from "@/api/types";

export const ME_KEY = ["me"] as const;

export function useMe() {
  const query = useQuery({ queryKey: ME_KEY, queryFn: access.me, staleTime: 300_000, retry: false });
  const me = computed(() => query.data.value ?? null);
  const may = (permission: string) => me.value?.permissions.includes(permission) ?? false;
  /** Whether the company uses a module. */
  const has = (module: ModuleKey) => me.value?.modules.includes(module) ?? false;
  return { me, may, has, query };
}
