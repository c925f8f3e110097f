/** A list that comes in pages: the rows so far, whether there is more, and how to get it; `refetchInterval` in ms where nothing tells of changes. */
import { useInfiniteQuery } from "@tanstack/vue-query";
import { computed, type Ref } from "vue";
import type { Page } from "@/api/types";

export function useCursorList<T, P extends Page<T> = Page<T>>(key: Ref<unknown[]>, load: (cursor: string | undefined) => Promise<P>, refetchInterval?: number) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam || undefined),
    refetchInterval: refetchInterval ?? false,
    initialPageParam: "",
    getNextPageParam: (page: P) => page.next_cursor ?? undefined,
  });
  const pages = computed(() => query.data.value?.pages);
  const rows = computed<T[] | undefined>(() => pages.value?.flatMap((it) => it.items));
  const total = computed(() => pages.value?.[0]?.total ?? null);
  return { query, pages, rows, total };
}
