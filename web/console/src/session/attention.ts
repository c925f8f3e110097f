/** What asks for somebody now: the number in the page's title, and the tone that this device may play. */
import { ref, watch } from "vue";

const STORED = "bole.console.alert_tone";

/** Open alerts that nobody has acknowledged. */
export const waiting = ref(0);

/** Whether this device plays a tone for a new alert; a choice of this device. */
export const hasTone = ref(readTone());
watch(hasTone, (now) => {
  try {
    localStorage.setItem(STORED, now ? "1" : "0");
  } catch {
    // The choice then lasts for this visit only.
  }
});

function readTone(): boolean {
  try {
    return localStorage.getItem(STORED) === "1";
  } catch {
    return false;
  }
}

/** Two short tones, if this device is set to play them and the browser lets it. */
export function playTone(): void {
  if (!hasTone.value || typeof AudioContext === "undefined") return;
  const audio = new AudioContext();
  for (const [start, pitch] of [[0, 660], [0.18, 880]] as const) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.12, audio.currentTime + start);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + start + 0.16);
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + start);
    tone.stop(audio.currentTime + start + 0.17);
  }
  setTimeout(() => void audio.close(), 600);
}
