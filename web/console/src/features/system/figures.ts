/** Figures of the deployment as people read them; the end of a figure's name says what it is. */
import { formatInstant } from "@/text/format";

type Say = (key: string, params: Record<string, unknown>) => string;

export function figureText(name: string, value: string | number, t: Say): string {
  if (typeof value === "string") return value;
  if (name.endsWith("_at")) return formatInstant(value);
  if (name.endsWith("_ms")) return duration(value, t);
  if (name.endsWith("_mb")) return value >= 1024 ? t("system_unit.gb", { n: (value / 1024).toFixed(1) }) : t("system_unit.mb", { n: value });
  return value.toLocaleString("en-US");
}

/** Short times to a tenth of a second, long ones in the two largest units. */
function duration(ms: number, t: Say): string {
  if (ms < 60_000) return t("system_unit.seconds", { n: (ms / 1000).toFixed(1) });
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return t("system_unit.minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t("system_unit.hours", { n: hours, minutes: minutes % 60 }) : t("system_unit.days", { n: Math.floor(hours / 24), hours: hours % 24 });
}
