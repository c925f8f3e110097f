/** The halves of a catalogue that the build makes out of one file. */
declare module "*?first" {
  const texts: Record<string, never>;
  export default texts;
}
declare module "*?later" {
  const texts: Record<string, never>;
  export default texts;
}
