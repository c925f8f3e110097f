/** All addresses of the console. The address holds what a screen shows; the server holds the truth. */
import type { QueryClient } from "@tanstack/vue-query";
import { nextTick, watch } from "vue";
import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from "vue-router";
import { whenSignedOut } from "./api/client";
import { i18n } from "./i18n";
import { waiting } from "./session/attention";

declare module "vue-router" {
  interface RouteMeta { title?: string }
}

const inside: RouteRecordRaw[] = [
  { path: "", component: () => import("./routes/WorkbenchPage.vue"), meta: { title: "nav.workbench" } },
  { path: "requisitions", component: () => import("./routes/RequisitionsPage.vue"), meta: { title: "nav.requisitions" } },
  { path: "requisitions/:id", component: () => import("./routes/RequisitionPage.vue"), props: true, meta: { title: "nav.requisitions" } },
  { path: "candidates", component: () => import("./routes/CandidatesPage.vue"), meta: { title: "nav.candidates" } },
  { path: "candidates/bulk", component: () => import("./routes/BulkRunsPage.vue"), meta: { title: "bulk.runs" } },
  { path: "candidates/bulk/:id", component: () => import("./routes/BulkRunPage.vue"), props: true, meta: { title: "bulk.runs" } },
  { path: "candidates/exports", component: () => import("./routes/ExportsPage.vue"), meta: { title: "export.list" } },
  { path: "candidates/tags", component: () => import("./routes/TagsPage.vue"), meta: { title: "tag.title" } },
  { path: "candidates/:id", component: () => import("./routes/CandidatePage.vue"), props: true, meta: { title: "nav.candidates" } },
  { path: "candidates/:id/report", component: () => import("./routes/ReportPage.vue"), props: true, meta: { title: "report.title" } },
  { path: "monitor", component: () => import("./routes/MonitorPage.vue"), meta: { title: "nav.monitor" } },
  { path: "reviews", component: () => import("./routes/ReviewsPage.vue"), meta: { title: "nav.reviews" } },
  { path: "reviews/:id", component: () => import("./routes/ReviewPage.vue"), props: true, meta: { title: "nav.reviews" } },
  { path: "flows", component: () => import("./routes/FlowsPage.vue"), meta: { title: "nav.flows" } },
  { path: "flows/:id", component: () => import("./routes/FlowPage.vue"), props: true, meta: { title: "nav.flows" } },
  { path: "library", component: () => import("./routes/LibraryPage.vue"), meta: { title: "nav.library" } },
  { path: "library/:family", component: () => import("./routes/FamilyPage.vue"), props: true, meta: { title: "nav.library" } },
  { path: "models/:id?", component: () => import("./routes/ModelsPage.vue"), props: true, meta: { title: "nav.models" } },
  { path: "bank", component: () => import("./routes/BankPage.vue"), meta: { title: "nav.bank" } },
  { path: "bank/:id", component: () => import("./routes/BankQuestionPage.vue"), props: true, meta: { title: "nav.bank" } },
  { path: "organisation", component: () => import("./routes/OrganisationPage.vue"), meta: { title: "nav.organisation" } },
  { path: "notices", component: () => import("./routes/NoticesPage.vue"), meta: { title: "nav.notices" } },
  { path: "organisation/imports", component: () => import("./routes/ImportsPage.vue"), meta: { title: "import.title" } },
  { path: "organisation/imports/:id", component: () => import("./routes/ImportPage.vue"), props: true, meta: { title: "import.title" } },
  { path: "privacy", component: () => import("./routes/PrivacyPage.vue"), meta: { title: "nav.privacy" } },
  { path: "outbox", component: () => import("./routes/OutboxPage.vue"), meta: { title: "nav.outbox" } },
  { path: "settings", redirect: "/settings/staff" },
  { path: "settings/staff", component: () => import("./routes/StaffPage.vue"), meta: { title: "nav.staff" } },
  { path: "settings/roles", component: () => import("./routes/RolesPage.vue"), meta: { title: "nav.roles" } },
  { path: "settings/mail", component: () => import("./routes/MailPage.vue"), meta: { title: "nav.mail" } },
  { path: "settings/sms", component: () => import("./routes/SmsPage.vue"), meta: { title: "nav.sms" } },
  { path: "settings/templates", component: () => import("./routes/TemplatesPage.vue"), meta: { title: "nav.templates" } },
  { path: "settings/trail", component: () => import("./routes/TrailPage.vue"), meta: { title: "nav.trail" } },
  { path: "settings/system", component: () => import("./routes/SystemPage.vue"), meta: { title: "nav.system" } },
  { path: "settings/company", component: () => import("./routes/CompanyPage.vue"), meta: { title: "nav.company" } },
  { path: "settings/account", component: () => import("./routes/AccountPage.vue"), meta: { title: "nav.account" } },
  { path: ":rest(.*)*", component: () => import("./routes/MissingPage.vue"), meta: { title: "state.not_found.title" } },
];

const routes: RouteRecordRaw[] = [
  { path: "/sign-in", component: () => import("./routes/SignInPage.vue"), meta: { title: "sign_in.title" } },
  { path: "/setup", component: () => import("./routes/EnrolmentPage.vue"), meta: { title: "enrolment.setup.title" } },
  { path: "/activate", component: () => import("./routes/EnrolmentPage.vue"), meta: { title: "enrolment.activation.title" } },
  { path: "/reset", component: () => import("./routes/EnrolmentPage.vue"), meta: { title: "enrolment.reset.title" } },
  { path: "/demo", component: () => import("./routes/DemoPage.vue"), meta: { title: "demo.title" } },
  { path: "/", component: () => import("./layouts/ShellLayout.vue"), children: inside },
];

export function makeRouter(client: QueryClient): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  });
  whenSignedOut(() => {
    const at = router.currentRoute.value;
    if (at.matched[0]?.path !== "/") return;
    client.clear();
    void router.replace({ path: "/sign-in", query: at.fullPath === "/" ? {} : { next: at.fullPath } });
  });
  const { t, locale } = i18n.global;
  const name = () => {
    const key = router.currentRoute.value.meta.title;
    const title = key ? `${t(key)} · ${t("shell.product")}` : t("shell.product");
    document.title = waiting.value > 0 ? `(${waiting.value}) ${title}` : title;
  };
  router.afterEach((to, from) => {
    name();
    if (to.path === from.path || from.matched.length === 0) return;
    void nextTick(() => document.getElementById("content")?.focus({ preventScroll: true }));
  });
  watch([locale, waiting], name);
  return router;
}
