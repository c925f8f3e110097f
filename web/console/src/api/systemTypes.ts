/** How the deployment is doing, as the server sends it. */
import type { Millis } from "./types";

export type ServiceState = "ok" | "off" | "warning" | "broken";
export interface SystemService { name: string; state: ServiceState; advice: string | null; figures: Record<string, string | number> }
export interface System {
  state: ServiceState; version: string; migration: number; started_at: Millis; looked_at: Millis; services: SystemService[]; actions: string[];
}
