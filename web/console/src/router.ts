/** All addresses of the console. The address holds what a screen shows; the server holds the truth. */
import type { QueryClient } from "@tanstack/vue-query";
import { nextTick, watch } from "vue";
import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from "vue-router";
import { whenSignedOut } from "./api/client";
import type { ModuleKey } from "./api/types";
import { i18n } from "./i18n";
import { waiting } from "./session/attention";

declare module "vue-router" {
  interface RouteMeta {
    title?: string;
    /** Permissions of which one opens the page; for whom has none, it does not exist. */
    needs?: string[];
    /** The module the page belongs to. */
    module?: ModuleKey;
  }
}

const inside: RouteRecordRaw[] = [
  { path: "", component: () => import("./routes/WorkbenchPage.vue"), meta: { title: "nav.workbench", needs: ["overview.read"] } },
  { path: "requisitions", component: () => import("./routes/RequisitionsPage.vue"), meta: { title: "nav.requisitions", needs: ["requisition.read"] } },
  { path: "requisitions/:id", component: () => import("./routes/RequisitionPage.vue"), props: true, meta: { title: "nav.requisitions", needs: ["requisition.read"] } },
  { path: "candidates", component: () => import("./routes/CandidatesPage.vue"), meta: { title: "nav.candidates", needs: ["application.read"] } },
  { path: "candidates/bulk", component: () => import("./routes/BulkRunsPage.vue"), meta: { title: "bulk.runs", needs: ["application.edit"] } },
  { path: "candidates/bulk/:id", component: () => import("./routes/BulkRunPage.vue"), props: true, meta: { title: "bulk.runs", needs: ["application.edit"] } },
  { path: "candidates/exports", component: () => import("./routes/ExportsPage.vue"), meta: { title: "export.list", needs: ["application.edit"] } },
  { path: "candidates/tags", component: () => import("./routes/TagsPage.vue"), meta: { title: "tag.title", needs: ["application.read"] } },
  { path: "candidates/:id", component: () => import("./routes/CandidatePage.vue"), props: true, meta: { title: "nav.candidates", needs: ["application.read"] } },
  { path: "candidates/:id/report", component: () => import("./routes/ReportPage.vue"), props: true, meta: { title: "report.title", needs: ["report.read"] } },
  { path: "monitor", component: () => import("./routes/MonitorPage.vue"), meta: { title: "nav.monitor", needs: ["session.read"], module: "live_monitor" } },
  { path: "reviews", component: () => import("./routes/ReviewsPage.vue"), meta: { title: "nav.reviews", needs: ["review.release"] } },
  { path: "reviews/:id", component: () => import("./routes/ReviewPage.vue"), props: true, meta: { title: "nav.reviews", needs: ["review.release"] } },
  { path: "flows", component: () => import("./routes/FlowsPage.vue"), meta: { title: "nav.flows", needs: ["flow.read"] } },
  { path: "flows/:id", component: () => import("./routes/FlowPage.vue"), props: true, meta: { title: "nav.flows", needs: ["flow.read"] } },
  { path: "library", component: () => import("./routes/LibraryPage.vue"), meta: { title: "nav.library", needs: ["flow.read"] } },
  { path: "library/:family", component: () => import("./routes/FamilyPage.vue"), props: true, meta: { title: "nav.library", needs: ["flow.read"] } },
  { path: "models/:id?", component: () => import("./routes/ModelsPage.vue"), props: true, meta: { title: "nav.models", needs: ["flow.read"], module: "competency_model" } },
  { path: "bank", component: () => import("./routes/BankPage.vue"), meta: { title: "nav.bank", needs: ["flow.read"], module: "question_bank" } },
  { path: "bank/:id", component: () => import("./routes/BankQuestionPage.vue"), props: true, meta: { title: "nav.bank", needs: ["flow.read"], module: "question_bank" } },
  { path: "organisation", component: () => import("./routes/OrganisationPage.vue"), meta: { title: "nav.organisation", needs: ["organisation.read"] } },
  { path: "notices", component: () => import("./routes/NoticesPage.vue"), meta: { title: "nav.notices" } },
  { path: "organisation/imports", component: () => import("./routes/ImportsPage.vue"), meta: { title: "import.title", needs: ["organisation.edit"], module: "organisation_import" } },
  { path: "organisation/imports/:id", component: () => import("./routes/ImportPage.vue"), props: true, meta: { title: "import.title", needs: ["organisation.edit"], module: "organisation_import" } },
  { path: "privacy/retention", component: () => import("./routes/RetentionPage.vue"), meta: { title: "retention.title", needs: ["privacy.manage"] } },
  { path: "privacy", component: () => import("./routes/PrivacyPage.vue"), meta: { title: "nav.privacy", needs: ["privacy.manage"] } },
  { path: "outbox", component: () => import("./routes/OutboxPage.vue"), meta: { title: "nav.outbox", needs: ["message.read"] } },
  { path: "settings", redirect: "/settings/staff" },
  { path: "settings/staff", component: () => import("./routes/StaffPage.vue"), meta: { title: "nav.staff", needs: ["staff.manage"] } },
  { path: "settings/roles", component: () => import("./routes/RolesPage.vue"), meta: { title: "nav.roles", needs: ["staff.manage", "settings.edit", "trail.read"] } },
  { path: "settings/mail", component: () => import("./routes/MailPage.vue"), meta: { title: "nav.mail", needs: ["settings.edit"] } },
  { path: "settings/sms", component: () => import("./routes/SmsPage.vue"), meta: { title: "nav.sms", needs: ["settings.edit"], module: "sms" } },
  { path: "settings/delivery", component: () => import("./routes/DeliveryPage.vue"), meta: { title: "nav.delivery", needs: ["settings.edit"] } },
  { path: "settings/modules", component: () => import("./routes/ModulesPage.vue"), meta: { title: "nav.modules", needs: ["module.switch"] } },
  { path: "settings/templates", component: () => import("./routes/TemplatesPage.vue"), meta: { title: "nav.templates", needs: ["message.read"] } },
  { path: "settings/trail", component: () => import("./routes/TrailPage.vue"), meta: { title: "nav.trail", needs: ["trail.read"] } },
  { path: "settings/system", component: () => import("./routes/SystemPage.vue"), meta: { title: "nav.system", needs: ["settings.edit"] } },
  { path: "settings/region", component: () => import("./routes/RegionPage.vue"), meta: { title: "nav.region", needs: ["settings.edit"] } },
  { path: "settings/company", component: () => import("./routes/CompanyPage.vue"), meta: { title: "nav.company" } },
  { path: "settings/account", component: () => import("./routes/AccountPage.vue"), meta: { title: "nav.account" } },
  { path: ":rest(.*)*", component: () => import("./routes/MissingPage.vue"), meta: { title: "state.not_found.title" } },
];

const routes: RouteRecordRaw[] = [
  { path: "/sign-in", component: () => import("./routes/SignInPage.vue"), meta: { title: "sign_in.title" } },
  { path: "/setup", component: () => import("./routes/EnrolmentPage.vue"), meta: { title: "enrolment.setup.title" } },
  { path: "/activate", component: () => import("./routes/EnrolmentPage.vue"), meta: { title: "enrolment.activation.title" } },
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
