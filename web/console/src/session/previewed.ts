/** Whether somebody has previewed a flow as a candidate on this device. */
const STORED = "bole.console.previewed";

export function hasPreviewed(): boolean {
  try {
    return localStorage.getItem(STORED) === "1";
  } catch {
    return false;
  }
}

export function notePreviewed(): void {
  try {
    localStorage.setItem(STORED, "1");
  } catch {
    // Then the checklist asks for it again; nothing else depends on it.
  }
}
