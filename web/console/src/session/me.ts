/** Who is signed in. Permissions come from the server; no rule about roles is repeated here. */
import { useQuery } from "@tanstack/vue-query";
import { computed } from "vue";
import { access } from "@/api/operations";

export const ME_KEY = ["me"] as const;

export function useMe() {
  const query = useQuery({ queryKey: ME_KEY, queryFn: access.me, staleTime: 300_000, retry: false });
  const me = computed(() => query.data.value ?? null);
  const may = (permission: string) => me.value?.permissions.includes(permission) ?? false;
  return { me, may, query };
}
