/** The addresses of the app. Heavy screens are fetched when they are opened; the service worker has them all. */
import { createRouter, createWebHistory } from "vue-router";

import { completeLocale } from "./i18n.ts";

declare module "vue-router" {
  interface RouteMeta {
    /** The catalogue key of the page's title. */
    title: string;
    /** Whether the bottom bar is shown. */
    has_tabs?: boolean;
    /** Whether it reads the late half of the catalogue. */
    is_late?: boolean;
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", redirect: "/application" },
    { path: "/i/:token", component: () => import("./routes/InvitationPage.vue"), meta: { title: "invitation.title" } },
    { path: "/i/:token/sign-in", component: () => import("./routes/SignInPage.vue"), meta: { title: "sign_in.title" } },
    { path: "/interview", component: () => import("./routes/InterviewPage.vue"), meta: { title: "interview.title" } },
    { path: "/interview/practice", component: () => import("./routes/PracticePage.vue"), meta: { title: "practice.title" } },
    { path: "/application", component: () => import("./routes/ApplicationPage.vue"), meta: { title: "application.title", has_tabs: true, is_late: true } },
    { path: "/application/report", component: () => import("./routes/ReportPage.vue"), meta: { title: "report.title", has_tabs: true, is_late: true } },
    { path: "/messages", component: () => import("./routes/MessagesPage.vue"), meta: { title: "messages.title", has_tabs: true, is_late: true } },
    { path: "/me", component: () => import("./routes/MePage.vue"), meta: { title: "me.title", has_tabs: true, is_late: true } },
    { path: "/me/looks", component: () => import("./routes/LooksPage.vue"), meta: { title: "looks.title", has_tabs: true, is_late: true } },
    { path: "/my-data", component: () => import("./routes/MyDataPage.vue"), meta: { title: "my_data.title", has_tabs: true, is_late: true } },
    { path: "/help", component: () => import("./routes/HelpPage.vue"), meta: { title: "help.title", is_late: true } },
    { path: "/:rest(.*)*", component: () => import("./routes/NotFoundPage.vue"), meta: { title: "not_found.title", has_tabs: true, is_late: true } },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach(async (to) => {
  if (to.meta.is_late) await completeLocale();
});
