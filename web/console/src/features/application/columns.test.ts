import { describe, expect, it } from "vitest";
import { addressOf, isFiltered, queryOf, type Filters } from "./columns";

const none: Filters = { q: "", requisition: "", department: "", stage: "", status: "", tag: "", source: "", contact: "", since: "", until: "", sort: "" };

describe("the filters of the candidate table", () => {
  it("ask for whole days, the last one included", () => {
    const query = queryOf({ ...none, since: "2026-03-05", until: "2026-03-05" });
    expect((query.until ?? 0) - (query.since ?? 0)).toBe(86_400_000);
    expect(queryOf({ ...none, since: "yesterday" }).since).toBeUndefined();
  });

  it("are kept without what was searched", () => {
    expect(addressOf({ ...none, q: "林", stage: "offer", sort: "score" })).toBe("sort=score&stage=offer");
    expect(isFiltered({ ...none, sort: "score" })).toBe(false);
    expect(isFiltered({ ...none, q: "林" })).toBe(true);
  });
});
