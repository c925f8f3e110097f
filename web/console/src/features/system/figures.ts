/** Figures of the deployment as people read them; the end of a figure's name says what it is. */
import { formatInstant } from "@/text/format";

export function figureText(name: string, value: string | number): string {
  if (typeof value === "string") return value;
  if (name.endsWith("_at")) return formatInstant(value);
  if (name.endsWith("_ms")) return duration(value);
  if (name.endsWith("_mb")) return value >= 1024 ? `${(value / 1024).toFixed(1)} GB` : `${value} MB`;
  return value.toLocaleString("en-US");
}

/** Short times to a tenth of a second, long ones in the two largest units. */
function duration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
