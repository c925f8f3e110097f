/** Components that know neither router nor API. */
export { default as BoleDialog } from "./BoleDialog.vue";
export { default as BoleIcon } from "./BoleIcon.vue";
export { default as BoleMark } from "./BoleMark.vue";
export { default as BoleNotice } from "./BoleNotice.vue";
export { ICONS } from "./icons.ts";
export type { IconName } from "./icons.ts";
